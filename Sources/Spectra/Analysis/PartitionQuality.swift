// SPDX-License-Identifier: Apache-2.0

public import GraphCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Measures of the quality of a partition of nodes, from the edges it cuts or by comparison with known
/// classes.
///
/// `assignments` holds the cluster of each node. The numbering of clusters is irrelevant; a number
/// without nodes is not a cluster. Graphs are undirected; a self-loop counts once in the degree of its
/// node. Comparisons with classes ignore nodes whose label (or cluster) is negative.
public enum PartitionQuality {
  /// Returns the modularity: the share of the weight inside clusters minus its expectation in a random
  /// graph with the same degrees, the sum over clusters of inside / 2m - (volume / 2m)^2 (Newman 2006).
  ///
  /// It is 0 for a single cluster and for a graph without edges.
  public static func modularity(of assignments: [Int32], in graph: Graph) -> Double {
    let sums = ClusterSums(assignments, graph)
    let total = sums.volumes.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(sums.volumes, sums.cuts).reduce(0) { sum, cluster in
      sum + (cluster.0 - cluster.1) / total - (cluster.0 / total) * (cluster.0 / total)
    }
  }

  /// Returns the normalized cut: the sum over clusters of the weight that leaves a cluster divided by
  /// its volume (Shi and Malik 2000).
  ///
  /// Clusters without volume, such as isolated nodes, count as 0. The cut of a single cluster is 0.
  public static func normalizedCut(of assignments: [Int32], in graph: Graph) -> Double {
    let sums = ClusterSums(assignments, graph)
    return zip(sums.volumes, sums.cuts).reduce(0) { $1.0 > 0 ? $0 + $1.1 / $1.0 : $0 }
  }

  /// Returns the conductance of a set of nodes: the weight that leaves the set divided by the smaller of
  /// its volume and that of the other nodes. It is infinite if one of them has no volume.
  public static func conductance(of nodes: some Sequence<Int32>, in graph: Graph) -> Double {
    var isInside = [Int32](repeating: 1, count: graph.nodeCount)
    for node in nodes { isInside[Int(node)] = 0 }
    let sums = ClusterSums(isInside, graph)
    let lesser = sums.volumes.count < 2 ? 0 : min(sums.volumes[0], sums.volumes[1])
    return lesser > 0 ? sums.cuts[0] / lesser : .infinity
  }

  /// Returns the normalized mutual information of clusters and classes, 2 I / (H_clusters + H_classes)
  /// (arithmetic mean, as in scikit-learn).
  ///
  /// It is 1 if both have one group, 0 if only one of them has, and 0 without labels.
  public static func normalizedMutualInformation(_ assignments: [Int32], _ labels: [Int32]) -> Double {
    let table = ContingencyTable(assignments, labels)
    guard table.total > 0 else { return 0 }
    let entropies = table.entropy(table.rowSums) + table.entropy(table.columnSums)
    guard entropies > 0 else { return 1 }
    return max(0, min(1, 2 * table.mutualInformation / entropies))
  }

  /// Returns the adjusted Rand index: the share of pairs of nodes on which clusters and classes agree,
  /// corrected for chance (Hubert and Arabie 1985). It is 1 if both are the same trivial partition, and
  /// 0 without labels.
  public static func adjustedRandIndex(_ assignments: [Int32], _ labels: [Int32]) -> Double {
    let table = ContingencyTable(assignments, labels)
    let pairs = { (count: Int) in Double(count) * Double(count - 1) / 2 }
    guard table.total > 1 else { return table.total == 1 ? 1 : 0 }
    let both = table.counts.joined().reduce(0) { $0 + pairs($1) }
    let rows = table.rowSums.reduce(0) { $0 + pairs($1) }
    let columns = table.columnSums.reduce(0) { $0 + pairs($1) }
    let expected = rows * columns / pairs(table.total)
    let largest = (rows + columns) / 2
    return largest == expected ? 1 : (both - expected) / (largest - expected)
  }

  /// Returns the share of nodes whose cluster is matched with their class by the best one-to-one
  /// matching. Surplus clusters remain unmatched. The accuracy is 0 without labels.
  public static func accuracy(_ assignments: [Int32], _ labels: [Int32]) -> Double {
    let table = ContingencyTable(assignments, labels)
    guard table.total > 0 else { return 0 }
    // The rows are the fewer groups, so that each can be assigned a different column.
    let fewer = table.rowSums.count <= table.columnSums.count ? table.counts : table.transposedCounts
    let columns = Assignment.columns(fewer.map { $0.map { -Double($0) } })
    let matched = zip(fewer, columns).reduce(0) { $0 + $1.0[$1.1] }
    return Double(matched) / Double(table.total)
  }
}

/// The volume of each cluster and the weight of the edges that leave it.
private struct ClusterSums {
  var volumes: [Double]
  var cuts: [Double]

  init(_ assignments: [Int32], _ graph: Graph) {
    guard assignments.count == graph.nodeCount, assignments.allSatisfy({ $0 >= 0 }) else {
      fatalError("PartitionQuality: \(assignments.count) clusters for \(graph.nodeCount) nodes, or one < 0")
    }
    let groups = Groups(assignments)
    var volumes = [Double](repeating: 0, count: groups.count)
    var cuts = volumes
    graph.forEachEntry { target, source, entry in
      let weight = graph.weight(ofEntry: entry)
      let cluster = groups.numbers[target]
      volumes[cluster] += weight
      if groups.numbers[source] != cluster { cuts[cluster] += weight }
    }
    self.volumes = volumes
    self.cuts = cuts
  }
}

/// The groups that occur, numbered in the order of their first members. Sums over groups therefore do
/// not depend on the original numbers, and unused numbers take no memory.
private struct Groups {
  /// The group of each member.
  var numbers: [Int] = []
  var count = 0

  init(_ names: some Collection<Int32>) {
    var numberOfName = [Int32: Int]()
    numbers.reserveCapacity(names.count)
    for name in names {
      let number = numberOfName[name] ?? count
      if number == count {
        numberOfName[name] = number
        count += 1
      }
      numbers.append(number)
    }
  }
}

/// The number of labelled nodes for each pair of cluster and class.
private struct ContingencyTable {
  var counts: [[Int]]
  var rowSums: [Int]
  var columnSums: [Int]
  var total: Int

  init(_ assignments: [Int32], _ labels: [Int32]) {
    guard assignments.count == labels.count else {
      fatalError("PartitionQuality: \(assignments.count) clusters, but \(labels.count) labels")
    }
    let counted = labels.indices.filter { assignments[$0] >= 0 && labels[$0] >= 0 }
    let clusters = Groups(counted.map { assignments[$0] })
    let classes = Groups(counted.map { labels[$0] })
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: clusters.count)
    for (cluster, label) in zip(clusters.numbers, classes.numbers) { counts[cluster][label] += 1 }
    self.counts = counts
    rowSums = counts.map { $0.reduce(0, +) }
    columnSums = (0..<classes.count).map { column in counts.reduce(0) { $0 + $1[column] } }
    total = counted.count
  }

  var transposedCounts: [[Int]] { columnSums.indices.map { column in counts.map { $0[column] } } }

  func entropy(_ sums: [Int]) -> Double {
    sums.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / Double(total)
      return sum - share * log(share)
    }
  }

  var mutualInformation: Double {
    var sum = 0.0
    for (row, cells) in counts.enumerated() {
      for (column, count) in cells.enumerated() where count > 0 {
        let ratio = Double(count) * Double(total) / (Double(rowSums[row]) * Double(columnSums[column]))
        sum += Double(count) / Double(total) * log(ratio)
      }
    }
    return sum
  }
}
