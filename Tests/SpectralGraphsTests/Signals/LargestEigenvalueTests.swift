// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Estimates and bounds of the largest eigenvalue")
struct LargestEigenvalueTests {
  static let graphs: [(name: String, graph: Graph)] = [
    ("one node", undirected(1, [])), ("no edges", undirected(7, [])), ("a pair", undirected(2, [(0, 1)])),
    ("a star", Family.star.graph(size: 60)), ("a hypercube", Family.hypercube.graph(size: 256)),
    ("a path", Family.path.graph(size: 300)), ("a grid", Family.grid.graph(size: 400)),
    ("complete", Family.complete.graph(size: 40)), ("random", randomConnected(300, extra: 600)),
    ("weighted", randomConnected(200, extra: 300, weights: 1e-3...1e3)),
    ("two parts", disjointUnion([Family.complete.graph(size: 20), Family.cycle.graph(size: 50)])),
    ("loops", undirected(5, [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (4, 4)])),
  ]

  @Test(
    "The largest eigenvalue lies between its estimate and its bound", arguments: graphs.indices,
    Laplacian.Kind.allCases)
  func order(index: Int, kind: Laplacian.Kind) throws {
    let (name, graph) = Self.graphs[index]
    let laplacian = try graph.laplacian(kind)
    let largest = try laplacian.eigenvalues().last ?? 0
    for seed in 0..<5 as Range<UInt64> {
      let (estimate, bound) = try laplacian.largestEigenvalue(seed: seed)
      let rounding = 1e-13 * max(1, largest)
      #expect(estimate <= largest + rounding && largest <= bound + rounding, "\(name)")
      #expect(estimate >= 0.9 * largest, "\(name)")
      #expect(bound <= laplacian.eigenvalueBounds.upperBound && bound <= 1.5 * largest + rounding, "\(name)")
    }
  }

  @Test("More steps improve the estimate of the largest eigenvalue, and an empty graph has 0")
  func steps() throws {
    let laplacian = try Family.grid.graph(size: 900).laplacian(.combinatorial)
    let largest = try laplacian.eigenvalues().last ?? 0
    let estimates = try [4, 16, 64].map { try laplacian.largestEigenvalue(steps: $0).estimate }
    #expect(estimates[0] < estimates[1] && estimates[1] < estimates[2])
    #expect(largest - estimates[2] < 1e-3 * largest)
    let none = try undirected(0, []).laplacian().largestEigenvalue()
    #expect(none.estimate == 0 && none.bound == 0)
  }

  @Test("Estimate and bound enclose the largest eigenvalue of a graph with negative weights")
  func negative() throws {
    let graph = undirected(4, [(0, 1), (1, 2), (2, 3), (3, 0)], weights: [2, -1, 3, -0.5])
    let laplacian = try graph.laplacian(.combinatorial)
    let largest = try #require(try laplacian.eigenvalues().last)
    let (estimate, bound) = try laplacian.largestEigenvalue()
    #expect(estimate <= largest + 1e-13 && largest <= bound + 1e-13 && estimate > 0.9 * largest)
  }
}
