import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Spanning trees and the Kirchhoff index")
struct SpanningTreeTests {
  @Test("The complete graph has n^(n - 2) trees (Cayley)", arguments: [2, 3, 4, 10, 60])
  func cayley(size: Int) throws {
    let logarithm = try Family.complete.graph(size: size).logSpanningTreeCount()
    #expect(abs(logarithm - Double(size - 2) * log(Double(size))) < 1e-10 * max(1, logarithm))
  }

  @Test("The ring has n, the path and the star one", arguments: [3, 17, 1000])
  func simple(size: Int) throws {
    #expect(abs(try Family.cycle.graph(size: size).logSpanningTreeCount() - log(Double(size))) < 1e-9)
    #expect(abs(try Family.path.graph(size: size).logSpanningTreeCount()) < 1e-9)
    #expect(abs(try Family.star.graph(size: size).logSpanningTreeCount()) < 1e-9)
  }

  @Test("No trees where the graph is not connected, one where it is a single node")
  func disconnected() throws {
    #expect(try undirected(2, []).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(4, [(0, 1), (2, 3)]).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(3, [(0, 1), (1, 2)], weights: [1, 0]).logSpanningTreeCount() == -.infinity)
    #expect(try undirected(1, []).logSpanningTreeCount() == 0)
    #expect(try undirected(1, [(0, 0)]).logSpanningTreeCount() == 0)
  }

  @Test("Weights multiply along trees; loops do not count, parallel edges are alternatives")
  func weighted() throws {
    // ab + bc + ca of a triangle.
    let triangle = undirected(3, [(0, 1), (1, 2), (2, 0), (1, 1)], weights: [2, 3, 5, 9])
    #expect(abs(try triangle.logSpanningTreeCount() - log(2.0 * 3 + 3 * 5 + 5 * 2)) < 1e-14)
    let parallel = undirected(3, [(0, 1), (0, 1), (1, 2)])
    #expect(abs(try parallel.logSpanningTreeCount() - log(2)) < 1e-15)
    let path = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1e-200, 3e-199, 1e-198])
    #expect(abs(try path.logSpanningTreeCount() - (log(3) - 597 * log(10))) < 1e-10)
  }

  @Test("Many nodes without small separators: from the eigenvalues or a factorization, the same")
  func expander() throws {
    let graph = randomConnected(400, extra: 4000, weights: 0.5...2)
    let values = try graph.laplacian(.combinatorial).eigenvalues().dropFirst()
    let expected = values.reduce(0) { $0 + log($1) } - log(400)
    #expect(abs(try graph.logSpanningTreeCount() - expected) < 1e-9 * expected)
  }

  @Test(
    "Kirchhoff index: (n^3 - n) / 6 of a path, n - 1 of a complete graph, (n^3 - n) / 12 of a ring",
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

  @Test("It sums the resistances of all pairs; infinite where some are")
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
