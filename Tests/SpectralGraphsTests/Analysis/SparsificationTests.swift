// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("Sparsification by effective resistances and Kron reduction")
struct SparsificationTests {
  static let manyEdges = randomConnected(80, extra: 2500, weights: 0.5...2)

  /// Returns the sum of the edge weights of an undirected graph.
  static func weight(_ graph: Graph) -> Double { graph.weightedInDegrees().reduce(0, +) / 2 }

  /// Returns the smallest e such that x' L' x is within a factor 1 ± e of x' L x for all x: the largest
  /// distance from 1 of the eigenvalues of L^+1/2 L' L^+1/2.
  static func largestDeviation(_ graph: Graph, _ sparse: Graph) throws -> Double {
    let pairs = try graph.laplacian(.combinatorial).eigenpairs()
    let other = try sparse.laplacian(.combinatorial)
    let vectors = (1..<graph.nodeCount).map { column in
      pairs.vectors.column(column).map { $0 / pairs.values[column].squareRoot() }
    }
    let images = vectors.map { other.multiplied(by: $0) }
    let values = jacobiEigenvalues(vectors.map { left in images.map { dot(left, $0) } })
    return values.reduce(0) { max($0, abs($1 - 1)) }
  }

  @Test(
    "A sparsified graph preserves x' L x within 30 % and the total weight within 5 %",
    arguments: [1, 2] as [UInt64])
  func quadraticForm(seed: UInt64) throws {
    let sparse = try Self.manyEdges.sparsified(samples: 16_000, seed: seed)
    #expect(sparse.nodeCount == 80 && !sparse.isDirected && sparse.selfLoopCount == 0)
    #expect(sparse.undirectedPairCount <= Self.manyEdges.undirectedPairCount)
    #expect(abs(Self.weight(sparse) / Self.weight(Self.manyEdges) - 1) < 0.05)
    #expect(try Self.largestDeviation(Self.manyEdges, sparse) < 0.3)
  }

  @Test("Sparsification by sketched resistances preserves x' L x within 30 %")
  func sketched() throws {
    let sparse = try Self.manyEdges.sparsified(samples: 16_000, resistances: .sketched(0.3))
    #expect(try Self.largestDeviation(Self.manyEdges, sparse) < 0.3)
  }

  @Test("Sparsification with few samples leaves few edges and keeps a bridge and its approximate weight")
  func bridges() throws {
    let cliques = [Family.complete.graph(size: 30), Family.complete.graph(size: 30)]
    let graph = disjointUnion(cliques, joinedBy: [(29, 30, 1)])
    let sparse = try graph.sparsified(samples: 600)
    #expect(sparse.undirectedPairCount <= 600 && sparse.undirectedPairCount < graph.undirectedPairCount)
    #expect(sparse.connectedComponents().count == 1)
    let bridge = denseAdjacency(sparse)[29][30]
    #expect(bridge > 0.3 && bridge < 2)
  }

  @Test("Sparsification depends on the seed and not on the number of threads")
  func deterministic() throws {
    let graphs = try [(1, 4), (2, 4), (1, 5)].map { (threads: Int, seed: UInt64) in
      try Parallelism.$threadCount.withValue(threads) {
        try Self.manyEdges.sparsified(samples: 900, resistances: .sketched(0.5), seed: seed)
      }
    }
    let weights = graphs.map { $0.edges().weights ?? [] }
    let sources = graphs.map { $0.edges().sources }
    let isSame = sources[0] == sources[1] && sameBits(weights[0], weights[1])
    #expect(isSame)
    let isOther = sources[0] != sources[2]
    #expect(isOther)
  }

  @Test("Sparsification with no samples returns no edges, and self-loops are dropped")
  func empty() throws {
    #expect(try Self.manyEdges.sparsified(samples: 0).edgeCount == 0)
    #expect(try undirected(3, [(1, 1)]).sparsified(samples: 10).edgeCount == 0)
    let tree = try undirected(3, [(0, 1), (1, 2), (2, 2)], weights: [2, 2, 9]).sparsified(samples: 4000)
    let adjacency = denseAdjacency(tree)
    #expect(adjacency[2][2] == 0 && abs(adjacency[0][1] + adjacency[1][2] - 4) < 1e-12)
  }

  @Test(
    "Kron reduction preserves the effective resistances between the kept nodes", arguments: [1, 2, 7, 40])
  func kron(keptCount: Int) throws {
    let graph = randomConnected(60, extra: 50, weights: 0.2...4)
    // The kept nodes are not in ascending order.
    let kept = (0..<keptCount).map { Int32($0 * 37 % 60) }
    let reduced = try graph.kronReduced(to: kept)
    #expect(reduced.nodeCount == keptCount)
    let (before, after) = (try EffectiveResistances(graph), try EffectiveResistances(reduced))
    for first in 0..<keptCount {
      let expected = try before.between(kept.map { (Int(kept[first]), Int($0)) })
      #expect(largestDifference(try after.from(first), expected) < 1e-11)
    }
  }

  @Test("The Laplacian of a Kron-reduced graph is the Schur complement")
  func schur() throws {
    let graph = disjointUnion([randomConnected(9, extra: 6, weights: 0.2...4), undirected(2, [(0, 0)])])
    let kept: [Int32] = [4, 0, 10, 7, 9]
    let gone = (0..<11).filter { !kept.contains(Int32($0)) }
    let laplacian = denseLaplacian(graph, .combinatorial)
    let inner = gone.map { row in gone.map { laplacian[row][$0] } }
    let expected = kept.map { row in
      kept.map { column in
        let coupling = solved(inner, gone.map { laplacian[$0][Int(column)] })
        let carried = zip(gone, coupling).reduce(0) { $0 + laplacian[Int(row)][$1.0] * $1.1 }
        return laplacian[Int(row)][Int(column)] - carried
      }
    }
    let reduced = try graph.kronReduced(to: kept).laplacian(.combinatorial)
    #expect(largestDifference(dense(reduced.matrix), expected) < 1e-13)
  }

  @Test("Kron reduction to all nodes returns the graph, and a star becomes a complete graph")
  func special() throws {
    let graph = randomConnected(20, extra: 20, weights: 0.2...4)
    let same = try graph.kronReduced(to: (0..<20).map { $0 })
    #expect(largestDifference(denseAdjacency(same), denseAdjacency(graph)) < 1e-15)
    let star = try Family.star.graph(size: 9).kronReduced(to: (1..<9).map { $0 })
    #expect(star.undirectedPairCount == 28)
    #expect((star.edges().weights ?? []).allSatisfy { abs($0 - 0.125) < 1e-15 })
  }

  @Test("Kron reduction throws an error if it keeps no node of a component")
  func lost() {
    let graph = disjointUnion([Family.path.graph(size: 3), Family.path.graph(size: 2)])
    #expect(throws: SpectralError.self) { _ = try graph.kronReduced(to: [0, 2]) }
  }
}
