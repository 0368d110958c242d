import GraphCore
import TensorCore
import Testing

@Suite("Transforms make new graphs and leave the old one as it was")
struct GraphTransformTests {
  let graph = Graph(
    nodeCount: 4, sources: [1, 2, 0, 2, 0], targets: [2, 2, 2, 0, 2], weights: [0.5, 7, 1.5, 3, 2.5])

  @Test("Undirected: the reverses follow the edges and bring their weights; a self-loop stays once")
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

  @Test("An undirected graph is its own undirected graph")
  func undirectedTwice() {
    let both = graph.undirected()
    #expect(both.undirected().edgeCount == both.edgeCount)
  }

  @Test("Coalesced by sum: parallel edges add up their weights")
  func coalescedSum() {
    let edges = graph.coalesced(.sum).edges()
    #expect(edges.sources == [2, 0, 1, 2])
    #expect(edges.targets == [0, 2, 2, 2])
    #expect(edges.weights == [3, 4, 0.5, 7])
  }

  @Test("Coalesced once: the parallel edge of the lowest number stays")
  func coalescedOnce() {
    #expect(graph.coalesced(.once).edges().weights == [3, 1.5, 0.5, 7])
  }

  @Test("Edges without weights count 1 each in a sum, and stay without weights where none is doubled")
  func coalescedPlain() {
    let doubled = Graph(nodeCount: 2, sources: [0, 0, 0], targets: [1, 1, 1])
    #expect(doubled.coalesced(.sum).edges().weights == [3])
    #expect(doubled.coalesced(.once).edges().weights == nil)
    #expect(Graph(nodeCount: 2, sources: [0], targets: [1]).coalesced(.sum).weights == nil)
  }

  @Test("Self-loops are added where there is none, with the weight that was asked for")
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

  @Test("Without self-loops the other edges keep their order and weights")
  func removingLoops() {
    let edges = graph.removingSelfLoops().edges()
    #expect(edges.sources == [1, 0, 2, 0])
    #expect(edges.weights == [0.5, 1.5, 3, 2.5])
  }

  @Test("An induced subgraph numbers its nodes as they are listed")
  func induced() {
    let edges = graph.inducedSubgraph([2, 3, 0]).edges()
    #expect(edges.sources == [0, 2, 0, 2])
    #expect(edges.targets == [0, 0, 2, 0])
    #expect(edges.weights == [7, 1.5, 3, 2.5])
    #expect(graph.inducedSubgraph([]).nodeCount == 0)
    #expect(graph.inducedSubgraph([3]).edgeCount == 0)
  }

  @Test("The adjacency matrix has receivers as rows and adds up parallel edges")
  func adjacency() {
    let dense = graph.adjacency().dense()
    #expect(dense[2, 0] == 4 && dense[0, 2] == 3 && dense[2, 2] == 7 && dense[1, 2] == 0)
  }

  @Test("Row scaling makes the rows of nodes that hear anything add up to 1")
  func rowAdjacency() {
    let sums = graph.adjacency(.row, of: Double.self).rowSums()
    #expect(sums[1] == 0 && sums[3] == 0)
    #expect(abs(sums[0] - 1) < 1e-15 && abs(sums[2] - 1) < 1e-15)
  }

  @Test("The symmetric scaling of a path with self-loops is that of Kipf and Welling")
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

@Suite("Nodes have names")
struct NamedNodeTests {
  @Test("A builder takes nodes and edges in any order and numbers names as they appear")
  func builder() throws {
    var builder = GraphBuilder()
    builder.addEdge(from: "w", to: "a", weight: 2)
    builder.addNode("alone")
    builder.addEdge(from: "a", to: "é")
    #expect(builder.addNode("a") == 1)
    let (graph, names) = try builder.build()
    #expect(Array(names) == ["w", "a", "alone", "é"])
    #expect(graph.edges().sources == [0, 1] && graph.edges().targets == [1, 3])
    #expect(graph.edges().weights == [2, 1])
    #expect(graph.isolatedNodeCount == 1)
    #expect(names.index(of: "é") == 3 && names.index(of: "") == nil)
  }

  @Test("A builder of edges without weights makes a graph without weights; an empty one an empty graph")
  func plainBuilder() throws {
    var builder = GraphBuilder()
    #expect(try builder.build().graph.nodeCount == 0)
    builder.addEdge(from: "1", to: "1")
    let graph = try builder.build().graph
    #expect(!graph.isWeighted && graph.selfLoopCount == 1 && graph.isDirected)
  }

  @Test("A duplicate name is bad data, and both nodes are named")
  func duplicate() {
    let error = #expect(throws: DataError.self) { try NodeIdentifiers(["a", "b", "a"]) }
    #expect(error?.code == .badData)
    #expect(error?.message == "duplicate node id 'a' (nodes 0 and 2)")
  }

  @Test("Sequential names are the decimal numbers and nothing that merely reads like one")
  func sequential() {
    let names = NodeIdentifiers(sequentialCount: 12)
    #expect(names.count == 12 && names[11] == "11" && names.index(of: "11") == 11)
    for other in ["12", "-1", "01", "+1", " 1", "a", ""] {
      #expect(names.index(of: other) == nil, "\(other)")
    }
  }
}
