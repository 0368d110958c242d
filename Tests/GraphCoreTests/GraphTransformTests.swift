// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("Transforms return new graphs and leave the original unchanged")
struct GraphTransformTests {
  let graph = Graph(
    nodeCount: 4, sources: [1, 2, 0, 2, 0], targets: [2, 2, 2, 0, 2], weights: [0.5, 7, 1.5, 3, 2.5])

  @Test("The undirected graph appends the reversed edges with their weights and keeps self-loops once")
  func undirected() {
    let both = graph.undirected()
    let edges = both.edges()
    #expect(edges.sources == [1, 2, 0, 2, 0, 2, 2, 0, 2])
    #expect(edges.targets == [2, 2, 2, 0, 2, 1, 0, 2, 0])
    #expect(edges.weights == [0.5, 7, 1.5, 3, 2.5, 0.5, 1.5, 3, 2.5])
    #expect(!both.isDirected)
    #expect(both.selfLoopCount == 1)
    #expect(graph.edgeCount == 5 && graph.isDirected)
  }

  @Test("Making an undirected graph undirected adds no edges")
  func undirectedTwice() {
    let both = graph.undirected()
    #expect(both.undirected().edgeCount == both.edgeCount)
  }

  @Test("Coalescing by sum adds up the weights of parallel edges")
  func coalescedSum() {
    let edges = graph.coalesced(.sum).edges()
    #expect(edges.sources == [2, 0, 1, 2])
    #expect(edges.targets == [0, 2, 2, 2])
    #expect(edges.weights == [3, 4, 0.5, 7])
  }

  @Test("Coalescing to one edge keeps the parallel edge of the lowest number")
  func coalescedOnce() {
    #expect(graph.coalesced(.once).edges().weights == [3, 1.5, 0.5, 7])
  }

  @Test("Coalescing by sum counts unweighted parallel edges, and adds no weights if there are none")
  func coalescedPlain() {
    let doubled = Graph(nodeCount: 2, sources: [0, 0, 0], targets: [1, 1, 1])
    #expect(doubled.coalesced(.sum).edges().weights == [3])
    #expect(doubled.coalesced(.once).edges().weights == nil)
    #expect(Graph(nodeCount: 2, sources: [0], targets: [1]).coalesced(.sum).weights == nil)
  }

  @Test("Self-loops of the given weight are added to the nodes that have none")
  func addingLoops() {
    let looped = graph.addingSelfLoops(weight: 4)
    #expect(looped.selfLoopCount == 4)
    #expect(looped.edgeCount == 8)
    #expect(looped.edges().weights == [0.5, 7, 1.5, 3, 2.5, 4, 4, 4])
    #expect(looped.addingSelfLoops().edgeCount == 8)
    let plain = Graph(nodeCount: 2, sources: [0], targets: [1])
    #expect(plain.addingSelfLoops().weights == nil)
    #expect(plain.addingSelfLoops(weight: 2).edges().weights == [1, 2, 2])
  }

  @Test("Removing self-loops keeps the order and weights of the other edges")
  func removingLoops() {
    let edges = graph.removingSelfLoops().edges()
    #expect(edges.sources == [1, 0, 2, 0])
    #expect(edges.weights == [0.5, 1.5, 3, 2.5])
  }

  @Test("An induced subgraph numbers its nodes in the order of the given list")
  func induced() {
    let edges = graph.inducedSubgraph([2, 3, 0]).edges()
    #expect(edges.sources == [0, 2, 0, 2])
    #expect(edges.targets == [0, 0, 2, 0])
    #expect(edges.weights == [7, 1.5, 3, 2.5])
    #expect(graph.inducedSubgraph([]).nodeCount == 0)
    #expect(graph.inducedSubgraph([3]).edgeCount == 0)
  }

  @Test("The adjacency matrix has receiving nodes as rows and adds up parallel edges")
  func adjacency() {
    let dense = graph.adjacency().dense()
    #expect(dense[2, 0] == 4 && dense[0, 2] == 3 && dense[2, 2] == 7 && dense[1, 2] == 0)
  }

  @Test("Row normalisation makes the rows of nodes with incoming edges add up to 1")
  func rowAdjacency() {
    let sums = graph.adjacency(.row, of: Double.self).rowSums()
    #expect(sums[1] == 0 && sums[3] == 0)
    #expect(abs(sums[0] - 1) < 1e-15 && abs(sums[2] - 1) < 1e-15)
  }

  @Test("The symmetric normalisation of a path with self-loops is that of Kipf and Welling")
  func symmetricAdjacency() {
    let path = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
    let dense = path.adjacency(.symmetric, selfLoopWeight: 1).dense()
    let mixed = 1 / Float(6).squareRoot()
    let expected: [Float] = [1 / 2, mixed, 0, mixed, 1 / 3, mixed, 0, mixed, 1 / 2]
    for (value, wanted) in zip(dense.scalars, expected) { #expect(abs(value - wanted) < 1e-6) }
    #expect(path.adjacency(.symmetric, of: Float.self).isSymmetric)
    #expect(!path.adjacency(.row, of: Float.self).isSymmetric)
  }
}

@Suite("Node names")
struct NamedNodeTests {
  @Test("A graph builder takes nodes and edges in any order and numbers names as they appear")
  func builder() throws {
    var builder = GraphBuilder()
    builder.addEdge(from: "w", to: "a", weight: 2)
    builder.addNode("alone")
    builder.addEdge(from: "a", to: "é")
    #expect(builder.addNode("a") == 1)
    let (graph, names) = try builder.build(directed: true)
    #expect(Array(names) == ["w", "a", "alone", "é"])
    #expect(graph.edges().sources == [0, 1] && graph.edges().targets == [1, 3])
    #expect(graph.edges().weights == [2, 1])
    #expect(graph.isolatedNodeCount == 1)
    let undirected = try builder.build().graph
    #expect(!undirected.isDirected && undirected.edgeCount == 4)
    #expect(names.index(of: "é") == 3 && names.index(of: "") == nil)
  }

  @Test("A graph builder without weights builds an unweighted graph, and an empty builder an empty graph")
  func plainBuilder() throws {
    var builder = GraphBuilder()
    #expect(try builder.build().graph.nodeCount == 0)
    builder.addEdge(from: "1", to: "1")
    let graph = try builder.build().graph
    #expect(!graph.isWeighted && graph.selfLoopCount == 1 && !graph.isDirected)
  }

  @Test("A duplicate node name is bad data, and the message names both nodes")
  func duplicate() {
    let error = #expect(throws: DataError.self) { try NodeIdentifiers(["a", "b", "a"]) }
    #expect(error?.code == .badData)
    #expect(error?.message == "duplicate node id 'a' (nodes 0 and 2)")
  }

  @Test("Sequential node names are found by their exact decimal text only")
  func sequential() {
    let names = NodeIdentifiers(sequentialCount: 12)
    #expect(names.count == 12 && names[11] == "11" && names.index(of: "11") == 11)
    for other in ["12", "-1", "01", "+1", " 1", "a", ""] {
      #expect(names.index(of: other) == nil, "\(other)")
    }
  }
}
