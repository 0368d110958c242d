// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs
import TensorCore
import Testing

@Suite("Hypergraph Laplacians and star expansions")
struct HypergraphLaplacianTests {
  static let hypergraphs: [(name: String, hypergraph: Hypergraph)] = [
    ("two overlapping ones", Hypergraph(nodeCount: 5, hyperedges: [[0, 1, 2], [2, 3, 4]])),
    (
      "weighted, with an empty one and a node in none",
      Hypergraph(nodeCount: 6, hyperedges: [[0, 1, 2, 3], [], [1, 4], [4]], weights: [2, 7, 0.5, 3])
    ),
    (
      "more hyperedges than nodes",
      Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 2], [0, 2], [0, 1, 2], [1], [0, 1], [2]])
    ),
    ("weight 0", Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 2]], weights: [0, 1])),
    ("no hyperedges", Hypergraph(nodeCount: 3, hyperedges: [])),
    ("only an empty one", Hypergraph(nodeCount: 2, hyperedges: [[]])),
  ]

  /// Returns I - Dv^-1/2 H W De^-1 H^T Dv^-1/2, summed over the hyperedges. The rows of nodes without a
  /// degree are 0.
  static func expected(_ hypergraph: Hypergraph) -> DenseMatrix {
    let members = hypergraph.members
    let hyperedges = (0..<hypergraph.hyperedgeCount).map { hyperedge in
      (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).map {
        Int(members.columnIndices[$0])
      }
    }
    let weights = hypergraph.weights.map(Array.init) ?? hyperedges.map { _ in 1 }
    var degrees = [Double](repeating: 0, count: hypergraph.nodeCount)
    for (nodes, weight) in zip(hyperedges, weights) { for node in nodes { degrees[node] += weight } }
    var rows = degrees.indices.map { row in
      degrees.indices.map { row == $0 && degrees[row] > 0 ? 1.0 : 0 }
    }
    for (nodes, weight) in zip(hyperedges, weights) where weight > 0 {
      for row in nodes {
        for column in nodes {
          rows[row][column] -= weight / Double(nodes.count) / (degrees[row] * degrees[column]).squareRoot()
        }
      }
    }
    return rows
  }

  @Test("The hypergraph Laplacian's products and matrix match its definition", arguments: hypergraphs.indices)
  func definition(index: Int) throws {
    let (name, hypergraph) = Self.hypergraphs[index]
    let laplacian = try hypergraph.laplacian()
    let expected = Self.expected(hypergraph)
    #expect(laplacian.size == hypergraph.nodeCount)
    #expect(largestDifference(denseOperator(laplacian), expected) < 1e-15, "\(name)")
    #expect(largestDifference(dense(laplacian.matrix), expected) < 1e-15, "\(name)")
  }

  @Test("The eigenvalues of a hypergraph Laplacian lie in 0...1", arguments: hypergraphs.indices)
  func eigenvalues(index: Int) throws {
    let laplacian = try Self.hypergraphs[index].hypergraph.laplacian()
    let expected = jacobiEigenvalues(Self.expected(Self.hypergraphs[index].hypergraph))
    #expect(expected.allSatisfy { $0 > -1e-14 && $0 < 1 + 1e-14 })
    let pairs = try laplacian.eigenpairs(laplacian.size, .smallest)
    #expect(mismatch(pairs.values, expected, 1e-12) == nil)
  }

  @Test("The Laplacian of the Southern Women hypergraph has one zero, for the square roots of degrees")
  func southernWomen() throws {
    let hypergraph = try #require(try DatasetCatalog().dataset("southern-women").hypergraph)
    let laplacian = try hypergraph.laplacian()
    #expect(largestDifference(denseOperator(laplacian), Self.expected(hypergraph)) < 1e-15)
    #expect(norm(laplacian(GraphSignals(laplacian.degrees.map { $0.squareRoot() })).elements) < 1e-14)
    let pairs = try laplacian.eigenpairs(3, .smallest)
    #expect(abs(pairs.values[0]) < 1e-12 && pairs.values[1] > 0.1)
  }

  @Test("The Laplacian of a hypergraph of 2-node hyperedges is half that of the graph")
  func graph() throws {
    let graph = randomConnected(20, extra: 0)
    let (sources, targets, _) = graph.edges()
    let pairs = sources.indices.filter { sources[$0] < targets[$0] }.map { [sources[$0], targets[$0]] }
    let laplacian = try Hypergraph(nodeCount: 20, hyperedges: pairs).laplacian()
    let half = dense(try graph.laplacian().matrix).map { $0.map { $0 / 2 } }
    #expect(largestDifference(denseOperator(laplacian), half) < 1e-15)
  }

  @Test(
    "A hypergraph Laplacian with negative or non-finite weights throws an error",
    arguments: [-1, -Double.infinity, Double.infinity, Double.nan])
  func refused(weight: Double) {
    let hypergraph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 2]], weights: [1, weight])
    #expect(throws: DataError.self) { _ = try hypergraph.laplacian() }
  }

  @Test("The star expansion joins nodes to their hyperedges by weights w / |e|")
  func starExpansion() throws {
    let hypergraph = Self.hypergraphs[1].hypergraph
    let star = hypergraph.starExpansion()
    #expect(star.nodeCount == 10 && star.edgeCount == 2 * 7 && !star.isDirected)
    let adjacency = denseAdjacency(star)
    // Rows 0...5 are nodes, rows 6...9 are hyperedges.
    #expect(adjacency[6] == [0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0])
    #expect(adjacency[7].allSatisfy { $0 == 0 })
    #expect(adjacency[4] == [0, 0, 0, 0, 0, 0, 0, 0, 0.25, 3])
    #expect(adjacency[5].allSatisfy { $0 == 0 })
    let values = try star.laplacian().eigenvalues()
    #expect(abs((values.last ?? 0) - 2) < 1e-12, "it is bipartite")
  }
}
