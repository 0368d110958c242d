// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Effective resistances")
struct EffectiveResistanceTests {
  @Test("Effective resistances along a path add up like resistors in series")
  func series() throws {
    let path = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [2, 4, 0.5])
    #expect(largestDifference(try EffectiveResistances(path).from(0), [0, 0.5, 0.75, 2.75]) < 1e-14)
    #expect(largestDifference(try EffectiveResistances(path).from(3), [2.75, 2.25, 2, 0]) < 1e-14)
  }

  @Test("Conductances of parallel edges add up, and self-loops do not conduct")
  func parallel() throws {
    let graph = undirected(2, [(0, 1), (0, 1), (1, 0), (1, 1)], weights: [1, 2, 0.5, 7])
    #expect(abs(try EffectiveResistances(graph).between(0, 1) - 1 / 3.5) < 1e-15)
    let ring = try EffectiveResistances(Family.cycle.graph(size: 10))
    for steps in 0..<10 {
      // k ohms in parallel with n - k ohms.
      #expect(abs(try ring.between(0, steps) - Double(steps * (10 - steps)) / 10) < 1e-13)
    }
  }

  /// With 6,000 extra edges the factor fills in and is stored in dense blocks; with 30 it stays sparse
  /// and is stored by columns.
  @Test("Effective resistances do not depend on how many pairs are asked for at once", arguments: [30, 6000])
  func together(extraEdges: Int) throws {
    let size = 400
    let resistances = try EffectiveResistances(randomConnected(size, extra: extraEdges, weights: 0.2...4))
    let pairs = (0..<13).map { (($0 * 7) % size, size - 1 - $0 * 3) }
    let alone = try pairs.map { try resistances.between($0.0, $0.1) }
    for count in 1...13 {
      let together = try resistances.between(Array(pairs.prefix(count)))
      #expect(largestDifference(together, Array(alone.prefix(count))) < 1e-12, "\(count) pairs")
    }
  }

  @Test("The effective resistance is 0 from a node to itself and infinite between components")
  func components() throws {
    let graph = disjointUnion([Family.path.graph(size: 3), Family.cycle.graph(size: 3), undirected(1, [])])
    let resistances = try EffectiveResistances(graph)
    for node in 0..<7 { #expect(try resistances.between(node, node) == 0) }
    let from = try resistances.from(4)
    #expect(from.prefix(3).allSatisfy { $0 == .infinity } && from[6] == .infinity)
    #expect(largestDifference(Array(from[3...5]), [2.0 / 3, 0, 2.0 / 3]) < 1e-15)
    #expect(try resistances.between([]).isEmpty)
    #expect(try EffectiveResistances(undirected(3, [])).from(1) == [.infinity, 0, .infinity])
  }

  @Test("An edge of weight 0 does not conduct")
  func zeroWeight() throws {
    let graph = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [2, 0, 1])
    #expect(try EffectiveResistances(graph).from(0) == [0, 0.5, .infinity, .infinity])
  }

  @Test("Effective resistance is a metric, the same in both directions")
  func metric() throws {
    let resistances = try EffectiveResistances(randomConnected(20, extra: 15, weights: 0.2...4))
    let rows = try (0..<20).map { try resistances.from($0) }
    var isMetric = true
    for first in 0..<20 {
      for second in 0..<20 {
        isMetric = isMetric && abs(rows[first][second] - rows[second][first]) < 1e-13
        isMetric = isMetric && (first == second || rows[first][second] > 0)
        for third in 0..<20 {
          isMetric = isMetric && rows[first][second] <= rows[first][third] + rows[third][second] + 1e-13
        }
      }
    }
    #expect(isMetric)
  }

  @Test(
    "Weight times resistance summed over all edges is nodes minus components (Foster's theorem)",
    arguments: [60, 700])
  func foster(size: Int) throws {
    let graph = disjointUnion([
      randomConnected(size, extra: 3 * size, weights: 0.1...6), Family.grid.graph(size: 30),
      undirected(2, []),
    ])
    let edges = try EffectiveResistances(graph).ofEdges()
    let derivatives = try graph.coalesced(.sum).derivatives()
    #expect(edges.count == derivatives.edges.count)
    let isSameOrder = zip(edges, derivatives.edges).allSatisfy {
      $0.source == $1.source && $0.target == $1.target
    }
    #expect(isSameOrder)
    let sum = zip(edges, derivatives.weights).reduce(0) { $0 + $1.0.resistance * $1.1 }
    let nodes = graph.nodeCount - graph.connectedComponents().count
    #expect(abs(sum - Double(nodes)) < 1e-8 * Double(nodes))
  }

  @Test(
    "Sketched resistances stay within the requested error and depend only on the seed",
    arguments: [0, 1, 2] as [UInt64])
  func sketched(seed: UInt64) throws {
    let resistances = try EffectiveResistances(randomConnected(120, extra: 300, weights: 0.2...4))
    let exact = try resistances.ofEdges()
    let sketch = try resistances.sketchedOfEdges(error: 0.3, seed: seed)
    #expect(sketch.count == exact.count)
    let isNear = zip(sketch, exact).allSatisfy {
      $0.source == $1.source && $0.target == $1.target
        && abs($0.resistance - $1.resistance) <= 0.3 * $1.resistance
    }
    #expect(isNear)
    let again = try resistances.sketchedOfEdges(error: 0.3, seed: seed)
    #expect(sameBits(sketch.map(\.resistance), again.map(\.resistance)))
    let other = try resistances.sketchedOfEdges(error: 0.3, seed: seed + 10)
    #expect(!sameBits(sketch.map(\.resistance), other.map(\.resistance)))
  }

  @Test("A smaller error makes sketched resistances more accurate")
  func precision() throws {
    let resistances = try EffectiveResistances(randomConnected(60, extra: 100))
    let exact = try resistances.ofEdges().map(\.resistance)
    let errors = try [0.8, 0.1].map { error in
      let sketch = try resistances.sketchedOfEdges(error: error).map(\.resistance)
      return zip(sketch, exact).reduce(0) { max($0, abs($1.0 / $1.1 - 1)) }
    }
    #expect(errors[1] < 0.1 && errors[1] < errors[0])
  }

  @Test("Effective resistances of a directed graph or of negative weights throw an error")
  func refused() {
    for graph in [Graph(nodeCount: 2, sources: [0], targets: [1]), undirected(2, [(0, 1)], weights: [-1])] {
      #expect(throws: SpectralError.self) { _ = try EffectiveResistances(graph) }
    }
  }
}
