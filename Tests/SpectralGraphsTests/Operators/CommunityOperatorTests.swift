// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs
import Testing

@Suite("The modularity matrix and the Bethe Hessian")
struct CommunityOperatorTests {
  static let graphs = [
    randomConnected(30, extra: 40), randomConnected(20, extra: 30, weights: 0.1...7),
    undirected(5, [(0, 0), (0, 1), (1, 2), (1, 2), (3, 3)], weights: [2, 1, 3, 1, 4]), undirected(3, []),
  ]

  @Test("The modularity operator is B = A - d d' / 2m", arguments: graphs.indices)
  func modularity(index: Int) throws {
    let adjacency = denseAdjacency(Self.graphs[index])
    let degrees = adjacency.map { $0.reduce(0, +) }
    let total = degrees.reduce(0, +)
    let expected = adjacency.indices.map { row in
      adjacency.indices.map { adjacency[row][$0] - (total > 0 ? degrees[row] * degrees[$0] / total : 0) }
    }
    let op = try Self.graphs[index].modularityOperator()
    #expect(largestDifference(denseOperator(op), expected) < 1e-13)
    try expectBounded(op, expected)
  }

  @Test("The Bethe Hessian is H = (r^2 - 1) I - r A + D", arguments: graphs.indices, [nil, 0, -1.5, 2.5])
  func betheHessian(index: Int, radius: Double?) throws {
    let adjacency = denseAdjacency(Self.graphs[index])
    let degrees = adjacency.map { $0.reduce(0, +) }
    let mean = degrees.reduce(0, +) / Double(degrees.count)
    let r = radius ?? mean.squareRoot()
    let expected = adjacency.indices.map { row in
      adjacency.indices.map { (row == $0 ? r * r - 1 + degrees[row] : 0) - r * adjacency[row][$0] }
    }
    let op = try Self.graphs[index].betheHessian(radius: radius)
    #expect(abs(op.radius - r) < 1e-15)
    #expect(largestDifference(denseOperator(op), expected) < 1e-13)
    try expectBounded(op, expected)
  }

  /// Expects the operator's bounds to contain the eigenvalues of `matrix`, and the solver to find the
  /// largest two.
  func expectBounded(_ op: some SymmetricOperator, _ matrix: DenseMatrix) throws {
    let values = jacobiEigenvalues(matrix)
    let bounds = try #require(op.eigenvalueBounds)
    let room = 1e-12 * max(1, abs(bounds.lowerBound), abs(bounds.upperBound))
    #expect(values.allSatisfy { $0 >= bounds.lowerBound - room && $0 <= bounds.upperBound + room })
    let largest = try op.eigenpairs(2, .largest).values
    #expect(mismatch(largest, Array(values.suffix(2)), 1e-9) == nil)
  }

  @Test("An operator's recurrence step computes (factor A + shift) x + keep y")
  func recurrence() throws {
    let (x, y) = (randomSignal(30, seed: 1), randomSignal(30, seed: 2))
    func expectStep(_ op: some SymmetricOperator) {
      var result = GraphSignals(y)
      op.apply(to: GraphSignals(x), into: &result, factor: 0.5, shift: -3, keep: -1)
      let image = op(GraphSignals(x)).column(0)
      let expected = (0..<30).map { 0.5 * image[$0] - 3 * x[$0] - y[$0] }
      #expect(largestDifference(result.column(0), expected) < 1e-13)
    }
    expectStep(try Self.graphs[0].modularityOperator())
    expectStep(try Self.graphs[0].betheHessian())
    expectStep(try Self.graphs[0].laplacian().matrix)
  }

  @Test("The modularity of a split into two sides s is s' B s / 4m")
  func partition() throws {
    let data = try DatasetCatalog().dataset("karate")
    let signs = data.labels.map { $0 == 0 ? 1.0 : -1 }
    let image = try data.graph.modularityOperator()(GraphSignals(signs)).column(0)
    let expected = PartitionQuality.modularity(of: data.labels, in: data.graph)
    #expect(abs(dot(signs, image) / Double(2 * data.graph.edgeCount) - expected) < 1e-14)
  }

  @Test("The Bethe Hessian has as many negative eigenvalues as the graph has communities")
  func communities() throws {
    let cliques = (0..<4).map { _ in Family.complete.graph(size: 12) }
    let bridges = (0..<4).map { ($0 * 12, ($0 + 1) % 4 * 12 + 1, 1.0) }
    let hessian = try disjointUnion(cliques, joinedBy: bridges).betheHessian()
    #expect(try hessian.eigenpairs(48, .smallest).values.count { $0 < 0 } == 4)
  }

  @Test("Modularity and Bethe Hessian of directed graphs or negative weights throw an error")
  func refused() {
    for graph in [Graph(nodeCount: 2, sources: [0], targets: [1]), undirected(2, [(0, 1)], weights: [-1])] {
      #expect(throws: DataError.self) { _ = try graph.modularityOperator() }
      #expect(throws: DataError.self) { _ = try graph.betheHessian() }
    }
  }
}
