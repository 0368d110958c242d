// SPDX-License-Identifier: Apache-2.0

import GraphCore

/// A list of edges whose normalised forms are computed edge by edge.
struct PlainGraph {
  struct Edge {
    let source: Int
    let target: Int
    var weight: Double
    /// The number among the edges of the data; nil for an added self-loop.
    let number: Int?

    var isLoop: Bool { source == target }
  }

  let nodeCount: Int
  let edges: [Edge]

  private init(nodeCount: Int, edges: [Edge]) {
    self.nodeCount = nodeCount
    self.edges = edges
  }

  init(_ graph: Graph) {
    let (sources, targets, weights) = graph.edges()
    nodeCount = graph.nodeCount
    edges = sources.indices.map {
      Edge(source: Int(sources[$0]), target: Int(targets[$0]), weight: weights?[$0] ?? 1, number: $0)
    }
  }

  /// Returns the edges that end at a node, in the order of their numbers.
  func into(_ node: Int) -> [Edge] { edges.filter { $0.target == node } }

  /// Returns, for each node, the sum of its neighbours' rows times the edge weights.
  func propagated(_ rows: [Row]) -> [Row] {
    (0..<nodeCount).map { node in
      into(node).map { $0.weight * rows[$0.source] }.sum(width: rows[0].numbers.count)
    }
  }

  /// Returns the rows and their propagated forms after 1, 2, ... `count` steps.
  func powers(_ rows: [Row], _ count: Int) -> [[Row]] {
    (0..<count).reduce(into: [rows]) { powers, _ in powers.append(propagated(powers[powers.count - 1])) }
  }

  /// Returns D^-1/2 A D^-1/2. If `selfLoopWeight` is not nil, nodes without a self-loop get one first.
  func symmetric(selfLoopWeight: Double?) -> PlainGraph {
    let graph = selfLoopWeight.map { addingLoops(weight: $0) } ?? self
    let degrees = graph.degrees()
    return graph.weighted {
      let product = degrees[$0.source] * degrees[$0.target]
      return product > 0 ? $0.weight / product.squareRoot() : 0
    }
  }

  /// Returns 2 L / largest - I with L = I - D^-1/2 A D^-1/2 of the edges between different nodes.
  func scaledLaplacian(largestEigenvalue largest: Double) -> PlainGraph {
    let normalized = removingLoops().symmetric(selfLoopWeight: nil)
    return normalized.weighted { -2 / largest * $0.weight }.addingLoops(weight: 2 / largest - 1)
  }

  /// Returns D~^-1 (A + I) with the diagonal multiplied by 1 + `diagonal`.
  func diagonalEnhanced(_ diagonal: Double) -> PlainGraph {
    let graph = removingLoops().addingLoops(weight: 1)
    let degrees = graph.degrees()
    return graph.weighted { $0.weight / degrees[$0.target] * ($0.isLoop ? 1 + diagonal : 1) }
  }

  /// Returns the graph with its self-loops replaced by one per node.
  func oneLoopEach() -> PlainGraph { removingLoops().addingLoops(weight: 1) }

  /// Returns, for each node, the sum of the weights of its incoming edges.
  private func degrees() -> [Double] {
    edges.reduce(into: [Double](repeating: 0, count: nodeCount)) { $0[$1.target] += $1.weight }
  }

  private func weighted(_ weight: (Edge) -> Double) -> PlainGraph {
    PlainGraph(
      nodeCount: nodeCount,
      edges: edges.map {
        var edge = $0
        edge.weight = weight($0)
        return edge
      })
  }

  private func removingLoops() -> PlainGraph {
    PlainGraph(nodeCount: nodeCount, edges: edges.filter { !$0.isLoop })
  }

  private func addingLoops(weight: Double) -> PlainGraph {
    let missing = (0..<nodeCount).filter { node in !edges.contains { $0.isLoop && $0.target == node } }
    return PlainGraph(
      nodeCount: nodeCount,
      edges: edges + missing.map { Edge(source: $0, target: $0, weight: weight, number: nil) })
  }
}
