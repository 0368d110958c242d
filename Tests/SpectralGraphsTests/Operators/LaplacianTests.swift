// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("Graph Laplacians as operators and matrices")
struct LaplacianTests {
  static let graphs: [(name: String, graph: Graph)] = [
    ("plain", randomConnected(25, extra: 30)),
    ("weighted", randomConnected(25, extra: 30, weights: 0.01...20)),
    ("loops", undirected(4, [(0, 0), (0, 1), (1, 2), (2, 2), (2, 3)], weights: [5, 1, 2, 0.5, 3])),
    ("only a loop", undirected(2, [(0, 0)], weights: [3])),
    ("parallel edges", undirected(3, [(0, 1), (1, 0), (0, 1), (1, 2)], weights: [1, 2, 0.5, 4])),
    ("parallel loops", undirected(2, [(0, 0), (0, 0), (0, 1)])),
    ("isolated nodes", disjointUnion([undirected(2, []), Family.cycle.graph(size: 5), undirected(1, [])])),
    ("weight 0", undirected(4, [(0, 1), (1, 2)], weights: [1, 0])), ("no edges", undirected(3, [])),
  ]

  /// Returns the Laplacian by its definition. The random-walk kind divides rows by degrees.
  static func expected(_ graph: Graph, _ kind: Laplacian.Kind) -> DenseMatrix {
    let adjacency = denseAdjacency(graph)
    let degrees = adjacency.map { $0.reduce(0, +) }
    return adjacency.indices.map { row in
      adjacency.indices.map { column in
        let degree = row == column ? degrees[row] : 0
        let weight = adjacency[row][column]
        switch kind {
        case .combinatorial: return degree - weight
        case .signless: return degree + weight
        case .symmetric:
          let scale = (degrees[row] * degrees[column]).squareRoot()
          return scale > 0 ? (degree - weight) / scale : 0
        case .randomWalk: return degrees[row] > 0 ? (degree - weight) / degrees[row] : 0
        }
      }
    }
  }

  @Test(
    "A Laplacian's products and matrix match its definition", arguments: graphs.indices,
    Laplacian.Kind.allCases)
  func definition(index: Int, kind: Laplacian.Kind) throws {
    let (name, graph) = Self.graphs[index]
    let laplacian = try graph.laplacian(kind)
    let expected = Self.expected(graph, kind)
    let signal = randomSignal(graph.nodeCount)
    let image = laplacian.multiplied(by: signal)
    #expect(largestDifference(image, product(expected, signal)) < 1e-13, "\(name)")
    let matrix = laplacian.matrix
    #expect(largestDifference(dense(matrix), expected) < 1e-14, "\(name)")
    #expect(largestDifference(matrix.multiplied(by: signal), image) < 1e-13)
    // The diagonal is explicit and parallel edges are merged, so no entry occurs twice.
    for row in 0..<graph.nodeCount {
      let columns = (matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1]).map {
        matrix.pattern.columnIndices[$0]
      }
      #expect(zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 } && columns.contains(Int32(row)))
    }
  }

  @Test(
    "A Laplacian matrix times several signals equals the single products to the bit",
    arguments: Laplacian.Kind.allCases)
  func columns(kind: Laplacian.Kind) throws {
    let laplacian = try Self.graphs[1].graph.laplacian(kind)
    let signals = (0..<5).map { randomSignal(25, seed: $0) }
    let images = laplacian.matrix(GraphSignals(columns: signals))
    for (column, signal) in signals.enumerated() {
      #expect(sameBits(images.column(column), laplacian.matrix.multiplied(by: signal)))
      #expect(largestDifference(images.column(column), laplacian.multiplied(by: signal)) < 1e-13)
    }
  }

  @Test("The matrices of symmetric Laplacians are symmetric to the bit", arguments: graphs.indices)
  func symmetry(index: Int) throws {
    for kind in [Laplacian.Kind.combinatorial, .symmetric, .signless] {
      let rows = dense(try Self.graphs[index].graph.laplacian(kind).matrix)
      let isSymmetric = rows.indices.allSatisfy { row in
        rows.indices.allSatisfy { rows[row][$0] == rows[$0][row] }
      }
      #expect(isSymmetric)
    }
  }

  @Test(
    "The kernels of Laplacians contain constants or the square roots of the degrees",
    arguments: graphs.indices)
  func kernels(index: Int) throws {
    let graph = Self.graphs[index].graph
    let ones = [Double](repeating: 1, count: graph.nodeCount)
    for kind in [Laplacian.Kind.combinatorial, .randomWalk] {
      #expect(norm(try graph.laplacian(kind).multiplied(by: ones)) < 1e-13)
    }
    let laplacian = try graph.laplacian()
    #expect(norm(laplacian.multiplied(by: laplacian.degrees.map { $0.squareRoot() })) < 1e-13)
  }

  @Test(
    "The eigenvalue bounds of a Laplacian contain its spectrum", arguments: graphs.indices,
    Laplacian.Kind.allCases)
  func bounds(index: Int, kind: Laplacian.Kind) throws {
    let graph = Self.graphs[index].graph
    let twin = kind == .randomWalk ? Laplacian.Kind.symmetric : kind
    let values = jacobiEigenvalues(Self.expected(graph, twin))
    let bounds = try graph.laplacian(kind).eigenvalueBounds
    #expect(values.allSatisfy { $0 >= bounds.lowerBound - 1e-12 && $0 <= bounds.upperBound + 1e-12 })
  }

  @Test("Negative weights move the Laplacian's lower eigenvalue bound below 0")
  func negativeWeights() throws {
    let graph = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1, -4, 2])
    let laplacian = try graph.laplacian(.combinatorial)
    #expect(laplacian.hasNegativeWeights)
    #expect(largestDifference(dense(laplacian.matrix), Self.expected(graph, .combinatorial)) < 1e-15)
    let values = jacobiEigenvalues(Self.expected(graph, .combinatorial))
    let bounds = laplacian.eigenvalueBounds
    #expect(values[0] < -1 && values.allSatisfy { bounds.contains($0) })
    for kind in [Laplacian.Kind.symmetric, .randomWalk] {
      #expect(throws: DataError.self) { _ = try graph.laplacian(kind) }
    }
  }

  @Test(
    "Very small and very large weights do not overflow the Laplacian", arguments: [-320, -310, -300, 300])
  func extremeWeights(exponent: Double) throws {
    let weight = pow(10, exponent)
    let graph = undirected(3, [(0, 1), (1, 2)], weights: [weight, weight])
    let half = 0.5.squareRoot()
    for (kind, expected) in [
      (Laplacian.Kind.symmetric, [[1, -half, 0], [-half, 1, -half], [0, -half, 1]]),
      (.randomWalk, [[1, -1, 0], [-0.5, 1, -0.5], [0, -1, 1]]),
    ] {
      let laplacian = try graph.laplacian(kind)
      #expect(largestDifference(dense(laplacian.matrix), expected) < 1e-3)
      let signal = [0.3, -0.7, 0.2]
      #expect(largestDifference(laplacian.multiplied(by: signal), product(expected, signal)) < 1e-3)
    }
  }

  @Test("The rescaled Laplacian matrix has eigenvalues in -1...1", arguments: graphs.indices)
  func rescaled(index: Int) throws {
    for kind in [Laplacian.Kind.symmetric, .combinatorial] {
      let laplacian = try Self.graphs[index].graph.laplacian(kind)
      let values = jacobiEigenvalues(dense(laplacian.rescaledMatrix()))
      #expect(values.allSatisfy { $0 >= -1 - 1e-12 && $0 <= 1 + 1e-12 })
      let largest = try laplacian.eigenvalues().last ?? 0
      guard largest > 0 else { continue }
      let exact = jacobiEigenvalues(dense(laplacian.rescaledMatrix(largestEigenvalue: largest)))
      #expect(abs((exact.last ?? 0) - 1) < 1e-12 && abs((exact.first ?? 0) + 1) < 1e-12)
    }
  }

  @Test("The rescaled random-walk Laplacian is 2 L / largest eigenvalue - 1")
  func rescaledRandomWalk() throws {
    let graph = Self.graphs[2].graph
    let expected = Self.expected(graph, .randomWalk).enumerated().map { row, values in
      values.enumerated().map { $1 - ($0 == row ? 1 : 0) }
    }
    let rescaled = try graph.laplacian(.randomWalk).rescaledMatrix()
    #expect(largestDifference(dense(rescaled), expected) < 1e-15)
  }
}
