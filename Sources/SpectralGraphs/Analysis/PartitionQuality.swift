public import GraphCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How good a partition of nodes is: by the edges it cuts, and beside known classes.
public enum PartitionQuality {
  /// The modularity, the share of the weight inside clusters minus what a random graph of the same degrees would have:
  /// sum over clusters of inside / 2m - (volume / 2m)^2 (Newman 2006). 0 for a graph without edges.
  public static func modularity(of assignments: [Int32], in graph: Graph) -> Double {
    let sums = ClusterSums(assignments, graph)
    let total = sums.volumes.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(sums.volumes, sums.cuts).reduce(0) { sum, cluster in
      sum + (cluster.0 - cluster.1) / total - (cluster.0 / total) * (cluster.0 / total)
    }
  }

  /// The normalized cut, the sum over clusters of the weight that leaves a cluster over its volume (Shi and Malik 2000).
  /// Clusters without volume count 0.
  public static func normalizedCut(of assignments: [Int32], in graph: Graph) -> Double {
    let sums = ClusterSums(assignments, graph)
    return zip(sums.volumes, sums.cuts).reduce(0) { $1.0 > 0 ? $0 + $1.1 / $1.0 : $0 }
  }

  /// The conductance of a set of nodes: the weight that leaves it over the lesser of its volume and that of the rest;
  /// infinite where one of them has no volume.
  public static func conductance(of nodes: some Sequence<Int32>, in graph: Graph) -> Double {
    var isInside = [Int32](repeating: 1, count: graph.nodeCount)
    for node in nodes { isInside[Int(node)] = 0 }
    let sums = ClusterSums(isInside, graph)
    let lesser = sums.volumes.count < 2 ? 0 : min(sums.volumes[0], sums.volumes[1])
    return lesser > 0 ? sums.cuts[0] / lesser : .infinity
  }

  /// The normalized mutual information of clusters and classes, 2 I / (H_clusters + H_classes) (arithmetic mean, as
  /// scikit-learn has it). Nodes of a negative label are left out; 1 where both have one group, 0 without labels.
  public static func normalizedMutualInformation(_ assignments: [Int32], _ labels: [Int32]) -> Double {
    let table = ContingencyTable(assignments, labels)
    guard table.total > 0 else { return 0 }
    let entropies = table.entropy(table.rowSums) + table.entropy(table.columnSums)
    guard entropies > 0 else { return 1 }
    return max(0, min(1, 2 * table.mutualInformation / entropies))
  }

  /// The adjusted Rand index: of the pairs of nodes, how much more often clusters and classes agree than by chance
  /// (Hubert and Arabie 1985). Nodes of a negative label are left out; 1 where both are the same trivial partition, 0
  /// without labels.
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

  /// The share of nodes whose cluster is matched with their class, under the best one-to-one matching. Nodes of a
  /// negative label are left out; 0 without labels.
  public static func accuracy(_ assignments: [Int32], _ labels: [Int32]) -> Double {
    let table = ContingencyTable(assignments, labels)
    guard table.total > 0 else { return 0 }
    let size = max(table.rowSums.count, table.columnSums.count)
    let costs = (0..<size).map { row in
      (0..<size).map { column in
        row < table.rowSums.count && column < table.columnSums.count ? -Double(table.counts[row][column]) : 0
      }
    }
    let matched = Assignment.columns(costs).enumerated().reduce(0.0) { $0 - costs[$1.offset][$1.element] }
    return matched / Double(table.total)
  }
}

/// The volume of every cluster and the weight of the edges that leave it.
private struct ClusterSums {
  var volumes: [Double]
  var cuts: [Double]

  init(_ assignments: [Int32], _ graph: Graph) {
    guard assignments.count == graph.nodeCount, assignments.allSatisfy({ $0 >= 0 }) else {
      fatalError("PartitionQuality: \(assignments.count) clusters of 0 or more for \(graph.nodeCount) nodes")
    }
    let count = Int((assignments.max() ?? -1) + 1)
    var volumes = [Double](repeating: 0, count: count)
    var cuts = volumes
    graph.forEachEntry { target, source, entry in
      let weight = graph.weight(ofEntry: entry)
      let cluster = Int(assignments[target])
      volumes[cluster] += weight
      if assignments[source] != assignments[target] { cuts[cluster] += weight }
    }
    self.volumes = volumes
    self.cuts = cuts
  }
}

/// How many labelled nodes every pair of cluster and class has.
private struct ContingencyTable {
  var counts: [[Int]]
  var rowSums: [Int]
  var columnSums: [Int]
  var total = 0

  init(_ assignments: [Int32], _ labels: [Int32]) {
    guard assignments.count == labels.count else {
      fatalError("PartitionQuality: \(assignments.count) clusters, \(labels.count) labels")
    }
    let rows = Int((assignments.max() ?? -1) + 1)
    let columns = Int((labels.max() ?? -1) + 1)
    counts = [[Int]](repeating: [Int](repeating: 0, count: max(0, columns)), count: max(0, rows))
    rowSums = [Int](repeating: 0, count: max(0, rows))
    columnSums = [Int](repeating: 0, count: max(0, columns))
    for (cluster, label) in zip(assignments, labels) where cluster >= 0 && label >= 0 {
      counts[Int(cluster)][Int(label)] += 1
      rowSums[Int(cluster)] += 1
      columnSums[Int(label)] += 1
      total += 1
    }
  }

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
