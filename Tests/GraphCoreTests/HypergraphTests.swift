import GraphCore
import TensorCore
import Testing

@Suite("A hypergraph keeps its incidence in both orientations")
struct HypergraphTests {
  /// More hyperedges than nodes; a node named twice, an empty hyperedge, a hyperedge that stands twice.
  let hypergraph = Hypergraph(
    nodeCount: 4, hyperedges: [[2, 0, 2], [], [1, 2], [0, 2], [3], [0, 1, 2]], weights: [1, 9, 0.5, 2, 7, 4])

  @Test("A node that is named twice in a hyperedge counts once")
  func members() {
    #expect(hypergraph.nodeCount == 4 && hypergraph.hyperedgeCount == 6)
    #expect(hypergraph.incidenceCount == 10)
    #expect(Array(hypergraph.members.rowOffsets) == [0, 2, 2, 4, 6, 7, 10])
    #expect(Array(hypergraph.members.columnIndices) == [0, 2, 1, 2, 0, 2, 3, 0, 1, 2])
  }

  @Test("The memberships of a node are its hyperedges in order")
  func memberships() {
    let memberships = hypergraph.memberships
    #expect(Array(memberships.rowOffsets) == [0, 3, 5, 9, 10])
    #expect(Array(memberships.columnIndices) == [0, 3, 5, 2, 5, 0, 2, 3, 5, 4])
  }

  @Test("The clique expansion weighs a pair by the hyperedges it shares")
  func cliqueExpansion() {
    let graph = hypergraph.cliqueExpansion()
    #expect(!graph.isDirected && graph.nodeCount == 4 && graph.selfLoopCount == 0)
    #expect(graph.undirectedPairCount == 3 && graph.edgeCount == 6)
    let dense = graph.adjacency().dense()
    #expect(dense[0, 2] == 7 && dense[2, 0] == 7)
    #expect(dense[1, 2] == 4.5 && dense[0, 1] == 4 && dense[1, 0] == 4)
    #expect(graph.isolatedNodeCount == 1)
  }

  @Test("Without weights a pair counts its hyperedges")
  func unweighted() {
    let graph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 0], [1, 2]]).cliqueExpansion()
    let dense = graph.adjacency().dense()
    #expect(dense[0, 1] == 2 && dense[1, 2] == 1 && dense[0, 2] == 0)
  }

  @Test("Without hyperedges every node is isolated", arguments: [0, 3])
  func empty(nodes: Int) {
    let hypergraph = Hypergraph(nodeCount: nodes, hyperedges: [])
    #expect(hypergraph.incidenceCount == 0)
    #expect(hypergraph.memberships.rowCount == nodes)
    #expect(hypergraph.cliqueExpansion().isolatedNodeCount == nodes)
  }
}

@Suite("Features may be dense or sparse")
struct FeatureMatrixTests {
  static let dense = Tensor([1, 0, 0, 2, 0, 3], shape: [3, 2])
  static let matrices: [FeatureMatrix] = [
    .dense(dense),
    .sparse(
      SparseMatrix(rowCount: 3, columnCount: 2, rows: [0, 1, 2], columns: [0, 1, 1], values: [1, 2, 3])),
  ]

  @Test("Both tell their size and how much of them is not zero", arguments: [0, 1])
  func size(kind: Int) {
    let matrix = Self.matrices[kind]
    #expect(matrix.nodeCount == 3 && matrix.featureCount == 2 && matrix.nonZeroCount == 3)
  }

  @Test("Rows come in the order that is asked for", arguments: [0, 1])
  func rows(kind: Int) {
    let scalars =
      switch Self.matrices[kind].rows([2, 0, 2]) {
      case .dense(let tensor): tensor.scalars
      case .sparse(let matrix): matrix.dense().scalars
      }
    #expect(scalars == [0, 3, 1, 0, 0, 3])
  }
}
