// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Random walks on graphs")
struct RandomWalkTests {
  static let graphs = [
    randomConnected(30, extra: 40, weights: 0.1...7), undirected(3, [(0, 0), (0, 1), (1, 2)]),
    disjointUnion([Family.path.graph(size: 4), undirected(2, []), Family.complete.graph(size: 5)]),
  ]

  @Test(
    "Random-walk steps and expectations match dense transition matrices; isolated walkers stay",
    arguments: graphs.indices)
  func definition(index: Int) throws {
    let graph = Self.graphs[index]
    let transitions = denseAdjacency(graph).enumerated().map { node, row in
      let degree = row.reduce(0, +)
      return row.indices.map { degree > 0 ? row[$0] / degree : $0 == node ? 1 : 0 }
    }
    let walk = try graph.randomWalk()
    let signal = randomSignal(graph.nodeCount)
    #expect(largestDifference(walk.expectation(of: signal), product(transitions, signal)) < 1e-14)
    let transposed = signal.indices.map { column in transitions.map { $0[column] } }
    #expect(largestDifference(walk.step(signal), product(transposed, signal)) < 1e-14)
  }

  @Test("A random-walk step conserves probability and keeps it non-negative", arguments: graphs.indices)
  func conservation(index: Int) throws {
    let graph = Self.graphs[index]
    let walk = try graph.randomWalk()
    let weights = randomSignal(graph.nodeCount).map { abs($0) }
    var probabilities = weights.map { $0 / weights.reduce(0, +) }
    for _ in 0..<50 {
      probabilities = walk.step(probabilities)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-13)
      #expect(probabilities.allSatisfy { $0 >= -1e-16 })
    }
  }

  @Test("A random-walk step does not change the stationary distribution", arguments: graphs.indices)
  func stationary(index: Int) throws {
    let walk = try Self.graphs[index].randomWalk()
    let distribution = walk.stationaryDistribution
    #expect(abs(distribution.reduce(0, +) - 1) < 1e-15)
    #expect(largestDifference(walk.step(distribution), distribution) < 1e-15)
  }

  @Test("A walk on a connected non-bipartite graph converges to probabilities proportional to degrees")
  func limit() throws {
    let graph = Self.graphs[0].addingSelfLoops()
    let walk = try graph.randomWalk()
    var probabilities = (0..<30).map { $0 == 3 ? 1.0 : 0 }
    for _ in 0..<2000 { probabilities = walk.step(probabilities) }
    #expect(largestDifference(probabilities, walk.stationaryDistribution) < 1e-12)
    let degrees = graph.weightedInDegrees()
    let total = degrees.reduce(0, +)
    #expect(largestDifference(walk.stationaryDistribution, degrees.map { $0 / total }) < 1e-16)
  }

  @Test("The stationary distribution of a graph without edges is uniform")
  func isolated() throws {
    let walk = try undirected(4, []).randomWalk()
    #expect(walk.stationaryDistribution == [0.25, 0.25, 0.25, 0.25])
    #expect(walk.step([1, 0, 0, 0]) == [1, 0, 0, 0])
    #expect(try undirected(0, []).randomWalk().stationaryDistribution.isEmpty)
  }

  @Test("A random walk on a directed graph or with negative weights throws an error")
  func refused() {
    let directed = Graph(nodeCount: 2, sources: [0], targets: [1])
    let negative = undirected(2, [(0, 1)], weights: [-1])
    #expect(throws: DataError.self) { _ = try directed.randomWalk() }
    #expect(throws: DataError.self) { _ = try negative.randomWalk() }
  }
}
