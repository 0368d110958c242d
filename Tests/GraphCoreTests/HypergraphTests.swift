// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("A hypergraph stores its incidence by hyperedges and by nodes")
struct HypergraphTests {
  /// More hyperedges than nodes, with a repeated node, an empty hyperedge and a duplicate hyperedge.
  let hypergraph = Hypergraph(
    nodeCount: 4, hyperedges: [[2, 0, 2], [], [1, 2], [0, 2], [3], [0, 1, 2]], weights: [1, 9, 0.5, 2, 7, 4])

  @Test("A node that is named twice in a hyperedge counts once")
  func members() {
    #expect(hypergraph.nodeCount == 4 && hypergraph.hyperedgeCount == 6)
    #expect(hypergraph.incidenceCount == 10)
    #expect(Array(hypergraph.members.rowOffsets) == [0, 2, 2, 4, 6, 7, 10])
    #expect(Array(hypergraph.members.columnIndices) == [0, 2, 1, 2, 0, 2, 3, 0, 1, 2])
  }

  @Test("Equal sets become one hyperedge weighted by their number, whatever the order of their members")
  func occurring() throws {
    let hypergraph = try Hypergraph(nodeCount: 3, occurring: [[2, 0], [1], [0, 2], [], [0, 2, 2]])
    #expect(hypergraph.nodesOfHyperedges() == [[0, 2], [1], []])
    #expect(hypergraph.weights.map { Array($0) } == [3, 1, 1])
    #expect(try Hypergraph(nodeCount: 3, occurring: []).hyperedgeCount == 0)
  }

  @Test("The memberships of a node are its hyperedges in ascending order")
  func memberships() {
    let memberships = hypergraph.memberships
    #expect(Array(memberships.rowOffsets) == [0, 3, 5, 9, 10])
    #expect(Array(memberships.columnIndices) == [0, 3, 5, 2, 5, 0, 2, 3, 5, 4])
  }

  @Test("The clique expansion weights a pair of nodes by the hyperedges that contain both")
  func cliqueExpansion() {
    let graph = hypergraph.cliqueExpansion()
    #expect(!graph.isDirected && graph.nodeCount == 4 && graph.selfLoopCount == 0)
    #expect(graph.undirectedPairCount == 3 && graph.edgeCount == 6)
    let dense = graph.adjacency().dense()
    #expect(dense[0, 2] == 7 && dense[2, 0] == 7)
    #expect(dense[1, 2] == 4.5 && dense[0, 1] == 4 && dense[1, 0] == 4)
    #expect(graph.isolatedNodeCount == 1)
  }

  @Test("The unweighted clique expansion weights a pair of nodes by its number of common hyperedges")
  func unweighted() {
    let graph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 0], [1, 2]]).cliqueExpansion()
    let dense = graph.adjacency().dense()
    #expect(dense[0, 1] == 2 && dense[1, 2] == 1 && dense[0, 2] == 0)
  }

  @Test("In a hypergraph without hyperedges, each node is isolated", arguments: [0, 3])
  func empty(nodes: Int) {
    let hypergraph = Hypergraph(nodeCount: nodes, hyperedges: [])
    #expect(hypergraph.incidenceCount == 0)
    #expect(hypergraph.memberships.rowCount == nodes)
    #expect(hypergraph.cliqueExpansion().isolatedNodeCount == nodes)
  }
}

@Suite("Dense and sparse feature matrices")
struct FeatureMatrixTests {
  static let dense = Tensor([1, 0, 0, 2, 0, 3], shape: [3, 2])
  static let matrices: [FeatureMatrix] = [
    .dense(dense),
    .sparse(
      SparseMatrix(rowCount: 3, columnCount: 2, rows: [0, 1, 2], columns: [0, 1, 1], values: [1, 2, 3])),
  ]

  @Test(
    "Dense and sparse feature matrices report their sizes and their number of non-zero values",
    arguments: [0, 1])
  func size(kind: Int) {
    let matrix = Self.matrices[kind]
    #expect(matrix.nodeCount == 3 && matrix.featureCount == 2 && matrix.nonZeroCount == 3)
  }

  @Test("Dense and sparse feature matrices return rows in the requested order", arguments: [0, 1])
  func rows(kind: Int) {
    let scalars =
      switch Self.matrices[kind].rows([2, 0, 2]) {
      case .dense(let tensor): tensor.scalars
      case .sparse(let matrix): matrix.dense().scalars
      }
    #expect(scalars == [0, 3, 1, 0, 0, 3])
  }
}

@Suite("Hypergraphs are built from graphs, features and tables")
struct HypergraphConstructionTests {
  private let path = Graph(nodeCount: 5, sources: [0, 1, 2], targets: [1, 2, 3]).undirected()

  @Test("One-hop neighbourhoods join a node and its neighbours, and equal ones are merged by default")
  func neighbourhoods() {
    let hypergraph = Hypergraph(neighbourhoodsOf: path, mergesEqual: false)
    #expect(hypergraph.nodesOfHyperedges() == [[0, 1], [0, 1, 2], [1, 2, 3], [2, 3], [4]])
    let pair = Graph(nodeCount: 2, sources: [0], targets: [1]).undirected()
    #expect(Hypergraph(neighbourhoodsOf: pair).nodesOfHyperedges() == [[0, 1]])
    #expect(Hypergraph(neighbourhoodsOf: pair, mergesEqual: false).hyperedgeCount == 2)
  }

  @Test("Neighbourhoods of several hops contain the nodes within that distance and no others")
  func hops() {
    let two = Hypergraph(neighbourhoodsOf: path, hops: 2, mergesEqual: false)
    #expect(two.nodesOfHyperedges() == [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3], [1, 2, 3], [4]])
    #expect(Hypergraph(neighbourhoodsOf: path, hops: 0).nodesOfHyperedges() == [[0], [1], [2], [3], [4]])
  }

  @Test("Nearest-neighbour hyperedges join each node to the nodes with the closest features")
  func nearest() {
    let features = Tensor([0, 0, 1, 0, 5, 0, 5.5, 0], shape: [4, 2])
    let one = Hypergraph(nearestNeighbours: 1, features: features)
    #expect(one.nodesOfHyperedges() == [[0, 1], [0, 1], [2, 3], [2, 3]])
    #expect(Hypergraph(nearestNeighbours: 9, features: features).hyperedgeSizes() == [4, 4, 4, 4])
    #expect(Hypergraph(nearestNeighbours: 2, features: Tensor(zeros: [0, 3])).hyperedgeCount == 0)
  }

  @Test("A table of nodes and groups gives one hyperedge per group, also for empty groups")
  func table() throws {
    let hypergraph = try Hypergraph(nodeCount: 3, groupCount: 3, nodes: [2, 0, 2, 1], groups: [0, 0, 2, 0])
    #expect(hypergraph.nodesOfHyperedges() == [[0, 1, 2], [], [2]])
  }

  @Test("Adding self-loops adds a hyperedge for each node that does not have one to itself")
  func selfLoops() {
    let hypergraph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1]], weights: [2, 3]).addingSelfLoops()
    #expect(hypergraph.nodesOfHyperedges() == [[0, 1], [1], [0], [2]])
    #expect(hypergraph.weights.map { Array($0) } == [2, 3, 1, 1])
    #expect(hypergraph.nodeDegrees() == [3, 5, 1])
  }

  @Test("Joining hypergraphs of the same nodes concatenates their hyperedges and weights")
  func joined() {
    let one = Hypergraph(nodeCount: 2, hyperedges: [[0, 1]], weights: [2])
    let both = one.joined(with: Hypergraph(nodeCount: 2, hyperedges: [[1]]))
    #expect(both.nodesOfHyperedges() == [[0, 1], [1]] && both.weights.map { Array($0) } == [2, 1])
  }
}
