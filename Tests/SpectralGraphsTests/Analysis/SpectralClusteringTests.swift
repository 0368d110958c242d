// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs
import TensorCore
import Testing

@Suite("Spectral clustering")
struct SpectralClusteringTests {
  /// Returns the number of nodes that are not in the cluster matched with their class.
  static func errors(_ clusters: [Int32], _ labels: [Int32]) -> Int {
    Int(((1 - PartitionQuality.accuracy(clusters, labels)) * Double(labels.count)).rounded())
  }

  /// Returns the number of clusters; nil unless clusters are numbered by their first node.
  static func count(_ clusters: [Int32]) -> Int? {
    var next: Int32 = 0
    for cluster in clusters {
      guard cluster >= 0 && cluster <= next else { return nil }
      if cluster == next { next += 1 }
    }
    return Int(next)
  }

  @Test(
    "Spectral clustering of the karate club misplaces at most two members", arguments: 0..<8 as Range<UInt64>)
  func karate(seed: UInt64) throws {
    let data = try DatasetCatalog().dataset("karate")
    let clustering = try SpectralClustering(data.graph, count: 2, seed: seed)
    #expect(Self.errors(clustering.assignments, data.labels) <= 2)
    #expect(Self.count(clustering.assignments) == 2)
    let cut = PartitionQuality.normalizedCut(of: clustering.assignments, in: data.graph)
    #expect(clustering.normalizedCut == cut)
    let factions = PartitionQuality.normalizedCut(of: data.labels, in: data.graph)
    #expect(cut <= 1.05 * factions)
    #expect(clustering.spectrum.count >= 2 && abs(clustering.spectrum.values[0]) < 1e-12)
  }

  @Test("Spectral clustering finds cliques joined by single edges exactly", arguments: [2, 3, 5], [4, 9])
  func cliques(count: Int, size: Int) throws {
    let cliques = (0..<count).map { _ in Family.complete.graph(size: size) }
    let bridges = (1..<count).map { ($0 * size - 1, $0 * size, 1.0) }
    let graph = disjointUnion(cliques, joinedBy: bridges)
    let expected = (0..<count * size).map { Int32($0 / size) }
    #expect(try graph.spectralClusters(count: count) == expected)
  }

  @Test("Spectral clustering splits a weighted ring at its light edges")
  func weighted() throws {
    let weights = (0..<20).map { [4, 13].contains($0) ? 0.01 : 1 }
    let ring = undirected(20, (0..<20).map { ($0, ($0 + 1) % 20) }, weights: weights)
    let expected = (0..<20).map { $0 >= 5 && $0 <= 13 ? Int32(1) : 0 }
    #expect(try ring.spectralClusters(count: 2) == expected)
  }

  @Test("Spectral clustering into as many clusters as components returns the components")
  func components() throws {
    let graph = disjointUnion([
      Family.cycle.graph(size: 7), Family.star.graph(size: 9), Family.path.graph(size: 5),
    ])
    let clustering = try SpectralClustering(graph, count: 3)
    let isEqual = clustering.assignments == graph.connectedComponents().numbers
    #expect(isEqual)
    #expect(clustering.normalizedCut == 0)
  }

  @Test("Fewer clusters than components have a normalised cut of 0; more clusters do not")
  func disconnected() throws {
    let graph = disjointUnion((0..<4).map { _ in Family.complete.graph(size: 6) })
    let few = try SpectralClustering(graph, count: 2)
    #expect(few.normalizedCut == 0 && Self.count(few.assignments) == 2)
    let more = try SpectralClustering(graph, count: 5)
    #expect(Self.count(more.assignments) == 5 && more.normalizedCut > 0)
  }

  @Test("A single cluster holds every node, and as many clusters as nodes hold one node each")
  func extremes() throws {
    for graph in [Family.path.graph(size: 6), randomConnected(15, extra: 20), undirected(4, [])] {
      let one = try SpectralClustering(graph, count: 1)
      #expect(one.assignments.allSatisfy { $0 == 0 } && one.normalizedCut == 0)
      let each = try SpectralClustering(graph, count: graph.nodeCount)
      #expect(Self.count(each.assignments) == graph.nodeCount)
    }
    #expect(try undirected(1, []).spectralClusters(count: 1) == [0])
    #expect(try undirected(0, []).spectralClusters(count: 1).isEmpty)
  }

  @Test("Isolated nodes do not affect the spectral clusters of the other nodes")
  func isolated() throws {
    let cliques = [Family.complete.graph(size: 8), Family.complete.graph(size: 8)]
    let graph = disjointUnion([disjointUnion(cliques, joinedBy: [(7, 8, 1)]), undirected(2, [])])
    for count in 2...4 {
      let clusters = try graph.spectralClusters(count: count)
      let found = Self.count(clusters)
      #expect(found == count)
      // No clique is divided, because other cuts are cheaper.
      #expect(Set(clusters[0..<8]).count == 1 && Set(clusters[8..<16]).count == 1, "\(count)")
    }
    #expect(try graph.spectralClusters(count: 4) == (0..<16).map { $0 / 8 } + [2, 3])
  }

  @Test("Spectral clusters are the same for the same seed and any number of threads")
  func deterministic() throws {
    let graph = randomConnected(500, extra: 800)
    let clusterings = try [1, 2, 2].map { threads in
      try Parallelism.$threadCount.withValue(threads) {
        try SpectralClustering(graph, count: 6, restarts: 4, seed: 9)
      }
    }
    let isSame = clusterings.dropFirst().allSatisfy { $0.assignments == clusterings[0].assignments }
    #expect(isSame)
    #expect(Self.count(clusterings[0].assignments) == 6)
  }

  @Test("Spectral clustering finds communities planted in a random graph")
  func planted() throws {
    let stream = RandomStream(seed: 4, purpose: .generation)
    var edges = [(Int, Int)]()
    for first in 0..<240 {
      for second in 0..<first {
        let chance = first % 3 == second % 3 ? 0.2 : 0.02
        if stream.uniform(at: UInt64(first * 240 + second)) < chance { edges.append((first, second)) }
      }
    }
    let labels = (0..<240).map { Int32($0 % 3) }
    let clusters = try undirected(240, edges).spectralClusters(count: 3)
    #expect(Self.errors(clusters, labels) <= 2)
  }

  @Test("Spectral clustering of a directed graph or of negative weights throws an error")
  func refused() {
    for graph in [Graph(nodeCount: 2, sources: [0], targets: [1]), undirected(2, [(0, 1)], weights: [-1])] {
      #expect(throws: SpectralError.self) { _ = try SpectralClustering(graph, count: 2) }
    }
  }
}
