// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("Quality measures of partitions")
struct PartitionQualityTests {
  /// The triangles 0 1 2 and 3 4 5, joined by the edge 2 - 3.
  static let triangles = undirected(6, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)])
  /// The faction of each member of the karate club after the split.
  static let factions: [Int32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  ]

  @Test("Modularity, normalised cut and conductance of two joined triangles match values by hand")
  func byHand() {
    let halves: [Int32] = [0, 0, 0, 1, 1, 1]
    // 2m = 14. Each half has a volume of 7, of which 6 is inside.
    #expect(abs(PartitionQuality.modularity(of: halves, in: Self.triangles) - (12.0 / 14 - 0.5)) < 1e-15)
    #expect(abs(PartitionQuality.normalizedCut(of: halves, in: Self.triangles) - 2.0 / 7) < 1e-15)
    #expect(abs(PartitionQuality.conductance(of: [0, 1, 2], in: Self.triangles) - 1.0 / 7) < 1e-15)
    #expect(abs(PartitionQuality.conductance(of: [3, 4, 5], in: Self.triangles) - 1.0 / 7) < 1e-15)
    #expect(PartitionQuality.conductance(of: [0], in: Self.triangles) == 1)
  }

  @Test("A self-loop counts once in the degree and is inside its cluster")
  func loops() {
    let graph = undirected(2, [(0, 0), (0, 1)], weights: [3, 1])
    // The degrees are 4 and 1, so 2m = 5.
    let modularity = PartitionQuality.modularity(of: [0, 1], in: graph)
    #expect(abs(modularity - (3.0 / 5 - 16.0 / 25 - 1.0 / 25)) < 1e-15)
    #expect(abs(PartitionQuality.normalizedCut(of: [0, 1], in: graph) - (1.0 / 4 + 1)) < 1e-15)
    #expect(PartitionQuality.conductance(of: [0], in: graph) == 1)
  }

  @Test("The modularity, normalised cut and conductance of karate club partitions match NetworkX")
  func karate() throws {
    let bad = (0..<34).map { Int32($0 % 4) }
    let expected: [(name: String, assignments: [Int32], figures: [Double])] = [
      ("karate", Self.factions, [0.3582347140039448, 0.28246913580246913, 0.14666666666666667]),
      ("karate", bad, [-0.09672912557527946, 3.4126344086021505, 0.7916666666666666]),
      ("karate_weighted", Self.factions, [0.39143756676224206, 0.21659634317862164, 0.1111111111111111]),
      ("karate_weighted", bad, [-0.11380034107306836, 3.4726714050715417, 0.8181818181818182]),
    ]
    for (name, assignments, figures) in expected {
      let graph = try ReferenceSpectrum(name).graph()
      let first = assignments.indices.filter { assignments[$0] == 0 }.map { Int32($0) }
      let actual = [
        PartitionQuality.modularity(of: assignments, in: graph),
        PartitionQuality.normalizedCut(of: assignments, in: graph),
        PartitionQuality.conductance(of: first, in: graph),
      ]
      #expect(mismatch(actual, figures, 1e-12) == nil)
    }
  }

  @Test("Partition measures handle one cluster, empty clusters, isolated nodes and no nodes")
  func edgeCases() {
    let one = [Int32](repeating: 0, count: 6)
    #expect(abs(PartitionQuality.modularity(of: one, in: Self.triangles)) < 1e-15)
    #expect(PartitionQuality.normalizedCut(of: one, in: Self.triangles) == 0)
    #expect(PartitionQuality.conductance(of: [Int32](), in: Self.triangles) == .infinity)
    #expect(PartitionQuality.conductance(of: 0..<6, in: Self.triangles) == .infinity)
    let sparse: [Int32] = [7, 7, 7, .max, .max, .max]
    let halves: [Int32] = [0, 0, 0, 1, 1, 1]
    #expect(
      PartitionQuality.modularity(of: sparse, in: Self.triangles)
        == PartitionQuality.modularity(of: halves, in: Self.triangles))
    let isolated = undirected(3, [])
    #expect(PartitionQuality.modularity(of: [0, 1, 1], in: isolated) == 0)
    #expect(PartitionQuality.normalizedCut(of: [0, 1, 1], in: isolated) == 0)
    #expect(PartitionQuality.conductance(of: [0], in: isolated) == .infinity)
    #expect(PartitionQuality.modularity(of: [], in: undirected(0, [])) == 0)
    #expect(PartitionQuality.normalizedCut(of: [], in: undirected(0, [])) == 0)
  }

  /// A clustering, the true classes and the expected measures.
  struct Comparison {
    var clusters: [Int32]
    var labels: [Int32]
    /// The normalised mutual information and adjusted Rand index by scikit-learn, and the accuracy by
    /// SciPy's linear_sum_assignment.
    var figures: [Double]
  }

  static let thirds: [Int32] = [0, 0, 1, 1, 2, 2]
  static let singles: [Int32] = [0, 1, 2, 3, 4, 5]
  static let one = [Int32](repeating: 0, count: 6)
  static let residues = (0..<200).map { (index: Int32) in (index * index + 3 * index) % 11 }
  static let comparisons = [
    Comparison(clusters: thirds, labels: thirds, figures: [1, 1, 1]),
    Comparison(clusters: [2, 2, 0, 0, 1, 1], labels: thirds, figures: [1, 1, 1]),
    Comparison(
      clusters: [0, 0, 0, 1, 1, 1], labels: thirds,
      figures: [0.5158037429793889, 0.24242424242424243, 2.0 / 3]),
    Comparison(clusters: singles, labels: thirds, figures: [0.7601875334318686, 0, 0.5]),
    Comparison(clusters: one, labels: thirds, figures: [0, 0, 1.0 / 3]),
    Comparison(clusters: one, labels: one, figures: [1, 1, 1]),
    Comparison(clusters: singles, labels: singles, figures: [1, 1, 1]),
    Comparison(
      clusters: [0, 0, 1, 1, 1, 2, 2, 2, 3, 3], labels: [0, 1, 1, 0, 1, 2, 2, 0, 2, 1],
      figures: [0.3500792715298104, -0.01694915254237288, 0.5]),
    Comparison(clusters: [0, 1, 0, 1], labels: [0, 0, 1, 1], figures: [0, -0.5, 0.5]),
    Comparison(
      clusters: residues,
      labels: residues.indices.map { (residues[$0] / 2 + ($0 % 5 == 0 ? 1 : 0)) % 6 },
      figures: [0.6943653632743861, 0.5655845397862861, 0.73]),
  ]

  @Test(
    "Mutual information, adjusted Rand index and accuracy of clusters match scikit-learn and SciPy",
    arguments: comparisons.indices)
  func comparison(index: Int) {
    let (clusters, labels) = (Self.comparisons[index].clusters, Self.comparisons[index].labels)
    #expect(mismatch(Self.figures(clusters, labels), Self.comparisons[index].figures, 1e-12) == nil)
    // Renaming clusters or adding nodes without a label does not change even the last bit.
    let renamed = clusters.map { (7 * $0 + 3) % 101 }
    let relabelled = labels.map { 1000 - $0 }
    #expect(sameBits(Self.figures(renamed, relabelled), Self.figures(clusters, labels)))
    let padded = Self.figures([5] + clusters + [0, 99], [-1] + labels + [-1, -7])
    #expect(sameBits(padded, Self.figures(clusters, labels)))
  }

  private static func figures(_ clusters: [Int32], _ labels: [Int32]) -> [Double] {
    [
      PartitionQuality.normalizedMutualInformation(clusters, labels),
      PartitionQuality.adjustedRandIndex(clusters, labels), PartitionQuality.accuracy(clusters, labels),
    ]
  }

  @Test("Agreement measures are 0 without labels and 1 with a single label")
  func fewLabels() {
    #expect(Self.figures([], []) == [0, 0, 0])
    #expect(Self.figures([0, 1], [-1, -1]) == [0, 0, 0])
    #expect(Self.figures([0, 1], [-1, 4]) == [1, 1, 1])
  }

  @Test("Clustering accuracy uses the best of all matchings of clusters to classes", arguments: 0..<20)
  func bestMatching(seed: Int) {
    let stream = RandomStream(seed: UInt64(seed), purpose: .generation)
    let (clusterCount, classCount) = (1 + seed % 6, 1 + seed * 5 % 7)
    let clusters = (0..<60).map { Int32(stream.integer(below: clusterCount, at: UInt64($0))) }
    let labels = (60..<120).map { Int32(stream.integer(below: classCount, at: UInt64($0))) }
    // Each cluster takes a free class or none.
    func best(_ cluster: Int32, _ taken: Set<Int32>) -> Int {
      guard cluster < clusterCount else { return 0 }
      var most = best(cluster + 1, taken)
      for label in 0..<Int32(classCount) where !taken.contains(label) {
        let hits = zip(clusters, labels).count { $0.0 == cluster && $0.1 == label }
        most = max(most, hits + best(cluster + 1, taken.union([label])))
      }
      return most
    }
    #expect(abs(PartitionQuality.accuracy(clusters, labels) - Double(best(0, [])) / 60) < 1e-12)
  }

  @Test("Agreement measures of 20,000 clusters and 7 classes need little time and memory")
  func manyClusters() {
    let clusters = (0..<20_000).map { Int32($0) }
    let labels = clusters.map { $0 % 7 }
    #expect(abs(PartitionQuality.accuracy(clusters, labels) - 7.0 / 20_000) < 1e-12)
    let expected = 2 * log(7.0) / (log(20_000) + log(7.0))
    #expect(abs(PartitionQuality.normalizedMutualInformation(clusters, labels) - expected) < 1e-6)
  }
}
