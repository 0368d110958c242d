// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Distances between spectra")
struct SpectralDistanceTests {
  @Test(
    "The Wasserstein distance between small spectra matches values computed by hand",
    arguments: [
      ([0], [1], 1.0), ([0, 2], [1], 1), ([0, 1], [0, 2], 0.5), ([0, 1, 2], [2, 0, 1], 0),
      ([0, 0, 3], [0, 3, 3], 1), ([0, 1.5], [0, 0, 1.5, 1.5], 0), ([1], [0, 0.5, 2], 2.5 / 3),
      ([0, 1, 2], [0, 2], 1.0 / 3), ([-1], [1, 4], 3.5),
    ] as [([Double], [Double], Double)])
  func wasserstein(first: [Double], second: [Double], expected: Double) {
    #expect(abs(SpectralDistance.wasserstein(first, second) - expected) < 1e-15)
    #expect(abs(SpectralDistance.wasserstein(second, first) - expected) < 1e-15)
  }

  @Test("The Wasserstein distance between spectra of equal size is the mean distance of sorted values")
  func sorted() {
    let (first, second) = (randomSignal(50, seed: 1), randomSignal(50, seed: 2))
    let expected = zip(first.sorted(), second.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) } / 50
    #expect(abs(SpectralDistance.wasserstein(first, second) - expected) < 1e-14)
  }

  @Test("An empty spectrum is infinitely far from any other and at distance 0 from itself")
  func empty() {
    #expect(SpectralDistance.wasserstein([], []) == 0)
    #expect(SpectralDistance.wasserstein([], [1]) == .infinity)
    #expect(SpectralDistance.wasserstein([1], []) == .infinity)
  }

  @Test("Isomorphic graphs are at spectral distance 0 from each other; different graphs are not")
  func graphs() throws {
    let graph = randomConnected(40, extra: 30)
    let (sources, targets, _) = graph.edges()
    let renumbered = undirected(
      40,
      sources.indices.filter { sources[$0] < targets[$0] }.map {
        (Int(sources[$0]) * 7 % 40, Int(targets[$0]) * 7 % 40)
      })
    let values = try [graph, renumbered, Family.cycle.graph(size: 40)].map {
      try $0.laplacian().eigenvalues()
    }
    #expect(SpectralDistance.wasserstein(values[0], values[1]) < 1e-13)
    #expect(SpectralDistance.netLSD(values[0], values[1]) < 1e-12)
    #expect(SpectralDistance.wasserstein(values[0], values[2]) > 0.01)
    #expect(SpectralDistance.netLSD(values[0], values[2]) > 0.1)
    #expect(SpectralDistance.netLSD(values[0], values[0]) == 0)
  }

  @Test("Two disjoint copies of a graph are at spectral distance 0 from the graph")
  func copies() throws {
    let ring = Family.cycle.graph(size: 9)
    let one = try ring.laplacian().eigenvalues()
    let two = try disjointUnion([ring, ring]).laplacian().eigenvalues()
    #expect(SpectralDistance.wasserstein(one, two) < 1e-14)
    #expect(SpectralDistance.netLSD(one, two) < 1e-13)
  }

  @Test("The heat trace is the mean of exp(-t lambda) at times from 0.01 to 100")
  func heatTrace() {
    let trace = SpectralDistance.heatTrace([0, 1, 2], count: 5)
    let times = [0.01, 0.1, 1, 10, 100]
    #expect(largestDifference(trace, times.map { (1 + exp(-$0) + exp(-2 * $0)) / 3 }) < 1e-15)
    #expect(SpectralDistance.heatTrace([0, 1]).count == 250)
    #expect(SpectralDistance.heatTrace([], count: 3) == [0, 0, 0])
    #expect(SpectralDistance.heatTrace([0, 0], count: 2) == [1, 1])
  }
}
