// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning
internal import Plots

/// A plot of a graph's nodes, placed by the first two non-trivial eigenvectors of the Laplacian.
struct EmbeddingChart {
  private let data: NodeDataset
  private let x: [Double]
  private let y: [Double]
  private let groups: [Int32]
  private let names: [String]

  /// - Parameters:
  ///   - groups: The group of each node; negative for none.
  ///   - names: The names of the groups.
  init(_ data: NodeDataset, groups: [Int32], names: [String], seed: UInt64) throws(SpectralError) {
    self.data = data
    self.groups = groups
    self.names = names
    let encoding = try data.graph.laplacianPositionalEncoding(count: 2, options: EigenOptions(seed: seed))
    // The vectors of the random-walk Laplacian do not push nodes with many edges outwards.
    let degrees = data.graph.weightedInDegrees().map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    x = zip(encoding.column(0), degrees).map { $0 * $1 }
    y = zip(encoding.column(1), degrees).map { $0 * $1 }
  }

  /// Returns a plot of the nodes coloured by group.
  func chart(title: String) -> Chart {
    Chart(
      title: title, xAxis: Axis(label: "second eigenvector"), yAxis: Axis(label: "third eigenvector"),
      layers: [
        edges,
        .points(x: x, y: y, categories: groups.map(Int.init), categoryNames: names, tooltips: titles),
      ])
  }

  /// Returns a plot of the nodes coloured by the values of a signal.
  func chart(title: String, signal: [Double]) -> Chart {
    Chart(
      title: title, xAxis: Axis(label: "second eigenvector"), yAxis: Axis(label: "third eigenvector"),
      layers: [edges, .continuousPoints(x: x, y: y, values: signal, label: "signal", tooltips: titles)])
  }

  private var titles: [String] { (0..<data.nodeCount).map { data.nodeIdentifiers[$0] } }

  private var edges: Plots.Layer {
    var pairs = [(Int, Int)]()
    let list = data.graph.edges()
    // More lines would merge into a grey area.
    if list.sources.count <= 40_000 {
      for edge in list.sources.indices where list.sources[edge] < list.targets[edge] {
        pairs.append((Int(list.sources[edge]), Int(list.targets[edge])))
      }
    }
    return .segments(x: x, y: y, edges: pairs)
  }
}

extension OutputSet {
  /// Adds a chart as SVG.
  func add(_ chart: Chart, to path: String) throws(DataError) { try add(Array(chart.svg().utf8), to: path) }
}
