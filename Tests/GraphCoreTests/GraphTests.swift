// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

/// Returns the sources of the edges into a node, in the order of its row.
func heard(_ graph: Graph, _ node: Int) -> [Int32] {
  (graph.incoming.rowOffsets[node]..<graph.incoming.rowOffsets[node + 1]).map {
    graph.incoming.columnIndices[$0]
  }
}

@Suite("A graph stores its edges in sorted rows")
struct GraphTests {
  /// 0 -> 2 twice, 1 -> 2, 2 -> 2, 2 -> 0; node 3 is isolated.
  let graph = Graph(
    nodeCount: 4, sources: [1, 2, 0, 2, 0], targets: [2, 2, 2, 0, 2], weights: [0.5, 7, 1.5, 3, 2.5])

  @Test("A row holds the sources in ascending order, and parallel edges in the order of their numbers")
  func rows() {
    #expect(heard(graph, 0) == [2])
    #expect(heard(graph, 1) == [])
    #expect(heard(graph, 2) == [0, 0, 1, 2])
    #expect(heard(graph, 3) == [])
    #expect(Array(graph.edgeNumbers) == [3, 2, 4, 0, 1])
    #expect((0..<5).map(graph.weight(ofEntry:)) == [3, 1.5, 2.5, 0.5, 7])
  }

  @Test("A graph returns its edges by number, as they were given")
  func edges() {
    let edges = graph.edges()
    #expect(edges.sources == [1, 2, 0, 2, 0])
    #expect(edges.targets == [2, 2, 2, 0, 2])
    #expect(edges.weights == [0.5, 7, 1.5, 3, 2.5])
  }

  @Test("The outgoing rows hold the targets, and their entries lead back to the numbers of the edges")
  func transposition() {
    let transposition = graph.incoming.transposedWithEntries
    #expect(Array(graph.outgoing.rowOffsets) == [0, 2, 3, 5, 5])
    #expect(Array(graph.outgoing.columnIndices) == [2, 2, 2, 0, 2])
    let numbers = transposition.entries.map { graph.edgeNumbers[Int($0)] }
    #expect(numbers == [2, 4, 0, 3, 1])
    #expect(graph.outgoing === graph.outgoing, "the transpose is made once")
  }

  @Test("Degrees count each parallel edge, and a self-loop once in each direction")
  func degrees() {
    #expect(graph.inDegrees() == [1, 0, 4, 0])
    #expect(graph.outDegrees() == [2, 1, 2, 0])
    #expect(graph.weightedInDegrees() == [3, 0, 11.5, 0])
    #expect(graph.neighbourCounts() == [1, 1, 2, 0])
    #expect(graph.isolatedNodeCount == 1)
    #expect(graph.selfLoopCount == 1)
    #expect(graph.undirectedPairCount == 2)
    #expect(graph.isDirected && graph.isWeighted)
  }

  @Test("A node whose only edge is a self-loop is isolated")
  func loopOnly() { #expect(Graph(nodeCount: 2, sources: [0], targets: [0]).isolatedNodeCount == 2) }

  @Test("In a graph without edges, each node is isolated", arguments: [0, 1, 5])
  func withoutEdges(nodes: Int) {
    let empty = Graph(nodeCount: nodes, sources: [], targets: [])
    #expect(empty.nodeCount == nodes && empty.edgeCount == 0)
    #expect(empty.isolatedNodeCount == nodes)
    #expect(empty.connectedComponents().count == nodes)
    #expect(empty.connectedComponents().largest == (nodes == 0 ? [] : [0]))
    #expect(empty.undirected().edgeCount == 0 && empty.coalesced(.sum).edgeCount == 0)
    #expect(empty.addingSelfLoops().edgeCount == nodes)
    #expect(empty.averageClusteringCoefficient() == 0)
    #expect(empty.undirectedPairCount == 0)
    #expect(empty.outgoing.rowCount == nodes)
    #expect(empty.edgeHomophily(labels: [Int32](repeating: 0, count: nodes)).isNaN)
  }
}

@Suite("Statistics of the local structure of a graph")
struct GraphStatisticsTests {
  /// A triangle 0-1-2 with a tail 2-3, and an isolated node 4.
  let kite = Graph(nodeCount: 5, sources: [0, 1, 2, 2], targets: [1, 2, 0, 3])

  @Test("The clustering coefficients of a triangle with a tail and an isolated node are 1, 1, 1/3, 0, 0")
  func clustering() {
    #expect(abs(kite.averageClusteringCoefficient() - (1 + 1 + 1.0 / 3) / 5) < 1e-15)
  }

  @Test("Directions, parallel edges and self-loops do not change the clustering coefficient")
  func clusteringIgnores() {
    let plain = kite.averageClusteringCoefficient()
    #expect(kite.undirected().averageClusteringCoefficient() == plain)
    #expect(kite.addingSelfLoops().averageClusteringCoefficient() == plain)
    let doubled = Graph(nodeCount: 5, sources: [0, 1, 2, 2, 0, 3], targets: [1, 2, 0, 3, 1, 2])
    #expect(doubled.averageClusteringCoefficient() == plain)
  }

  @Test("The clustering coefficient is 1 for a complete graph and 0 for a star")
  func extremes() {
    let pairs = (0..<6).flatMap { first in ((first + 1)..<6).map { (Int32(first), Int32($0)) } }
    let complete = Graph(nodeCount: 6, sources: pairs.map(\.0), targets: pairs.map(\.1))
    #expect(complete.averageClusteringCoefficient() == 1)
    let star = Graph(nodeCount: 6, sources: [0, 0, 0, 0, 0], targets: [1, 2, 3, 4, 5])
    #expect(star.averageClusteringCoefficient() == 0)
  }

  @Test("Edge homophily is the share of edges within a class, without self-loops and unlabelled ends")
  func homophily() {
    #expect(kite.edgeHomophily(labels: [0, 0, 1, 1, 1]) == 0.5)
    #expect(kite.undirected().edgeHomophily(labels: [0, 0, 1, 1, 1]) == 0.5)
    #expect(kite.addingSelfLoops().edgeHomophily(labels: [0, 0, 1, 1, 1]) == 0.5)
    #expect(kite.edgeHomophily(labels: [0, 0, 1, -1, 1]) == 1.0 / 3)
    #expect(kite.edgeHomophily(labels: [-1, -1, -1, -1, -1]).isNaN)
  }

  @Test("Connected components ignore directions and are numbered by their first node")
  func components() {
    let graph = Graph(nodeCount: 7, sources: [5, 2, 6], targets: [1, 6, 4])
    let components = graph.connectedComponents()
    #expect(components.numbers == [0, 1, 2, 3, 2, 1, 2])
    #expect(components.sizes == [1, 2, 3, 1])
    #expect(components.largest == [2, 4, 6])
    #expect(graph.undirected().connectedComponents().numbers == components.numbers)
  }

  @Test("Of several components of the largest size, the first counts as the largest")
  func tie() {
    let graph = Graph(nodeCount: 5, sources: [4, 1], targets: [3, 2])
    #expect(graph.connectedComponents().largest == [1, 2])
  }

  @Test("A path of 200,000 nodes is one connected component")
  func longPath() {
    let graph = Graph(nodeCount: 200_000, sources: Array(0..<199_999), targets: Array(1..<200_000))
    let components = graph.connectedComponents()
    #expect(components.count == 1 && components.sizes.first == 200_000)
  }
}
