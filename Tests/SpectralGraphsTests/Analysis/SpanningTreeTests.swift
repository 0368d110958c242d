// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Spanning-tree counts and the Kirchhoff index")
struct SpanningTreeTests {
  @Test(
    "The complete graph of n nodes has n^(n - 2) spanning trees (Cayley's formula)",
    arguments: [2, 3, 4, 10, 60])
  func cayley(size: Int) throws {
    let logarithm = try Family.complete.graph(size: size).logSpanningTreeCount()
    #expect(abs(logarithm - Double(size - 2) * log(Double(size))) < 1e-10 * max(1, logarithm))
  }

  @Test("A ring of n nodes has n spanning trees; a path and a star have one", arguments: [3, 17, 1000])
  func simple(size: Int) throws {
    #expect(abs(try Family.cycle.graph(size: size).logSpanningTreeCount() - log(Double(size))) < 1e-9)
    #expect(abs(try Family.path.graph(size: size).logSpanningTreeCount()) < 1e-9)
    #expect(abs(try Family.star.graph(size: size).logSpanningTreeCount()) < 1e-9)
  }

  @Test("A graph that is not connected has no spanning tree, and a single node has one")
  func disconnected() throws {
    #expect(try undirected(2, []).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(4, [(0, 1), (2, 3)]).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(3, [(0, 1), (1, 2)], weights: [1, 0]).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(1, []).logSpanningTreeCount() == 0)
    #expect(try undirected(1, [(0, 0)]).logSpanningTreeCount() == 0)
  }

  @Test("Spanning-tree counts multiply weights, ignore self-loops and count parallel edges separately")
  func weighted() throws {
    // A triangle with weights a, b and c has ab + bc + ca.
    let triangle = undirected(3, [(0, 1), (1, 2), (2, 0), (1, 1)], weights: [2, 3, 5, 9])
    #expect(abs(try triangle.logSpanningTreeCount() - log(2.0 * 3 + 3 * 5 + 5 * 2)) < 1e-14)
    let parallel = undirected(3, [(0, 1), (0, 1), (1, 2)])
    #expect(abs(try parallel.logSpanningTreeCount() - log(2)) < 1e-15)
    let path = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1e-200, 3e-199, 1e-198])
    #expect(abs(try path.logSpanningTreeCount() - (log(3) - 597 * log(10))) < 1e-10)
  }

  @Test("Spanning-tree counts of a graph without small separators match the product of its eigenvalues")
  func expander() throws {
    let graph = randomConnected(400, extra: 4000, weights: 0.5...2)
    let values = try graph.laplacian(.combinatorial).eigenvalues().dropFirst()
    let expected = values.reduce(0) { $0 + log($1) } - log(400)
    #expect(abs(try graph.logSpanningTreeCount() - expected) < 1e-9 * expected)
  }

  @Test(
    "The Kirchhoff index of paths, complete graphs and rings matches the closed form",
    arguments: [2, 3, 10, 41])
  func kirchhoff(size: Int) throws {
    let count = Double(size)
    let path = (count * count * count - count) / 6
    #expect(abs(try Family.path.graph(size: size).kirchhoffIndex() - path) < 1e-9 * path)
    #expect(abs(try Family.complete.graph(size: size).kirchhoffIndex() - (count - 1)) < 1e-11 * count)
    if size > 2 {
      #expect(abs(try Family.cycle.graph(size: size).kirchhoffIndex() - path / 2) < 1e-9 * path)
    }
  }

  @Test("The Kirchhoff index is the sum of all resistances, infinite if the graph is not connected")
  func resistances() throws {
    let graph = randomConnected(25, extra: 20, weights: 0.2...4)
    let resistances = try EffectiveResistances(graph)
    var sum = 0.0
    for node in 0..<25 { sum += try resistances.from(node).reduce(0, +) / 2 }
    #expect(abs(try graph.kirchhoffIndex() - sum) < 1e-10 * sum)
    #expect(try undirected(2, []).kirchhoffIndex() == .infinity)
    #expect(try undirected(2, [(0, 1)], weights: [0]).kirchhoffIndex() == .infinity)
    #expect(try undirected(1, []).kirchhoffIndex() == 0)
  }
}
