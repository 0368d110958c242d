internal import GraphLearning
internal import Plots

/// The nodes of a graph where the first two eigenvectors that are not trivial put them.
struct EmbeddingChart {
  private let data: NodeDataset
  private let x: [Double]
  private let y: [Double]
  private let groups: [Int32]
  private let names: [String]

  /// - Parameters:
  ///   - groups: the group of every node, negative for none.
  ///   - names: the names of the groups.
  init(_ data: NodeDataset, groups: [Int32], names: [String], seed: UInt64) throws(SpectralError) {
    self.data = data
    self.groups = groups
    self.names = names
    let encoding = try data.graph.laplacianPositionalEncoding(count: 2, options: EigenOptions(seed: seed))
    // The random-walk vectors do not push nodes of many edges outwards.
    let degrees = data.graph.weightedInDegrees().map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    x = zip(encoding.column(0), degrees).map { $0 * $1 }
    y = zip(encoding.column(1), degrees).map { $0 * $1 }
  }

  /// The nodes coloured by group.
  func chart(title: String) -> Chart {
    Chart(
      title: title, xAxis: Axis(label: "second eigenvector"), yAxis: Axis(label: "third eigenvector"),
      layers: [
        edges,
        .points(x: x, y: y, categories: groups.map(Int.init), categoryNames: names, tooltips: titles),
      ])
  }

  /// The nodes coloured by a signal.
  func chart(title: String, signal: [Double]) -> Chart {
    Chart(
      title: title, xAxis: Axis(label: "second eigenvector"), yAxis: Axis(label: "third eigenvector"),
      layers: [edges, .continuousPoints(x: x, y: y, values: signal, label: "signal", tooltips: titles)])
  }

  private var titles: [String] { (0..<data.nodeCount).map { data.nodeIdentifiers[$0] } }

  private var edges: Plots.Layer {
    var pairs = [(Int, Int)]()
    let list = data.graph.edges()
    // Very many lines would only be a grey field.
    if list.sources.count <= 40_000 {
      for edge in list.sources.indices where list.sources[edge] < list.targets[edge] {
        pairs.append((Int(list.sources[edge]), Int(list.targets[edge])))
      }
    }
    return .segments(x: x, y: y, edges: pairs)
  }
}

extension OutputSet {
  /// Adds a picture.
  func add(_ chart: Chart, to path: String) throws(DataError) { try add(Array(chart.svg().utf8), to: path) }
}
