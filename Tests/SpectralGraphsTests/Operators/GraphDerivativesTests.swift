// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Derivatives of graph signals along edges")
struct GraphDerivativesTests {
  static let graphs = [
    randomConnected(30, extra: 40), randomConnected(40, extra: 20, weights: 0.1...7),
    undirected(4, [(0, 0), (0, 1), (1, 2), (1, 2), (3, 3)], weights: [2, 1, 3, 1, 4]), undirected(3, []),
  ]

  @Test("The incidence matrix B satisfies B' B = L, the combinatorial Laplacian", arguments: graphs.indices)
  func incidence(index: Int) throws {
    let graph = Self.graphs[index]
    let derivatives = try graph.derivatives()
    let rows = dense(derivatives.incidence)
    #expect(rows.count == derivatives.edges.count && derivatives.incidence.columnCount == graph.nodeCount)
    let columns = (0..<graph.nodeCount).map { node in rows.map { $0[node] } }
    let square = columns.map { left in columns.map { dot(left, $0) } }
    #expect(largestDifference(square, denseLaplacian(graph, .combinatorial)) < 1e-13)
  }

  @Test("Graph derivatives list each edge u < v once, keep parallel edges separate and omit self-loops")
  func edges() throws {
    let derivatives = try Self.graphs[2].derivatives()
    #expect(derivatives.edges.map { [$0.source, $0.target] } == [[0, 1], [1, 2], [1, 2]])
    #expect(derivatives.weights.sorted() == [1, 1, 3])
    #expect(try Self.graphs[0].derivatives().edges.allSatisfy { $0.source < $0.target })
  }

  @Test("The divergence of the gradient of a signal x is L x", arguments: graphs.indices)
  func divergence(index: Int) throws {
    let graph = Self.graphs[index]
    let derivatives = try graph.derivatives()
    let signal = randomSignal(graph.nodeCount)
    let gradient = derivatives.gradient(of: signal)
    let image = try graph.laplacian(.combinatorial).multiplied(by: signal)
    #expect(largestDifference(derivatives.divergence(of: gradient), image) < 1e-13)
    // The gradient along an edge is sqrt(w) (x_v - x_u).
    let expected = zip(derivatives.edges, derivatives.weights).map {
      $1.squareRoot() * (signal[$0.target] - signal[$0.source])
    }
    #expect(largestDifference(gradient, expected) < 1e-15)
    // The divergence is the adjoint of the gradient.
    let flow = randomSignal(derivatives.edges.count, seed: 3)
    #expect(abs(dot(gradient, flow) - dot(signal, derivatives.divergence(of: flow))) < 1e-12)
  }

  @Test("The Dirichlet energy of a signal is the energy of its gradient", arguments: graphs.indices)
  func energy(index: Int) throws {
    let graph = Self.graphs[index]
    let signal = randomSignal(graph.nodeCount)
    let laplacian = try graph.laplacian(.combinatorial)
    let gradient = try graph.derivatives().gradient(of: signal)
    #expect(abs(laplacian.dirichletEnergy(of: signal) - dot(gradient, gradient)) < 1e-12)
    let adjacency = denseAdjacency(graph)
    var half = 0.0
    for row in adjacency.indices {
      for column in adjacency.indices {
        half += adjacency[row][column] * (signal[row] - signal[column]) * (signal[row] - signal[column]) / 2
      }
    }
    #expect(abs(laplacian.dirichletEnergy(of: signal) - half) < 1e-12)
  }

  @Test("The total variation of a signal is the sum of w |x_u - x_v| over the edges")
  func totalVariation() throws {
    let path = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1, 2, 0.5])
    #expect(try path.derivatives().totalVariation(of: [0, 3, 1, 5]) == 3 + 4 + 2)
    #expect(try path.derivatives().totalVariation(of: [7, 7, 7, 7]) == 0)
    #expect(try Self.graphs[2].derivatives().totalVariation(of: [0, 1, -1, 9]) == 1 + 2 * 4)
  }

  @Test("A Rayleigh quotient is the eigenvalue of an eigenvector, within the spectrum, and NaN for 0")
  func rayleigh() throws {
    for kind in [Laplacian.Kind.symmetric, .combinatorial, .signless] {
      let laplacian = try Self.graphs[1].laplacian(kind)
      let pairs = try laplacian.eigenpairs()
      for (column, value) in pairs.values.enumerated() {
        #expect(abs(laplacian.rayleighQuotient(of: pairs.vectors.column(column)) - value) < 1e-12)
      }
      let quotient = laplacian.rayleighQuotient(of: randomSignal(40))
      #expect(quotient > pairs.values[0] && quotient < pairs.values[39])
      #expect(laplacian.rayleighQuotient(of: [Double](repeating: 0, count: 40)).isNaN)
    }
  }

  @Test("Derivatives on a directed graph or with negative weights throw an error")
  func refused() {
    for graph in [Graph(nodeCount: 2, sources: [0], targets: [1]), undirected(2, [(0, 1)], weights: [-1])] {
      #expect(throws: DataError.self) { _ = try graph.derivatives() }
    }
  }
}
