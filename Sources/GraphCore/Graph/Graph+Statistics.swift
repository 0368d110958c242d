// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Graph {
  /// Returns the number of different neighbours of each node, ignoring directions and self-loops.
  public func neighbourCounts() -> [Int] {
    let simple = removingSelfLoops().undirected().coalesced(.once)
    return simple.inDegrees()
  }

  /// Returns the mean over all nodes of the local clustering coefficient: the share of the pairs of a
  /// node's neighbours that an edge joins, or 0 for nodes with fewer than two neighbours (Watts and
  /// Strogatz 1998).
  ///
  /// Directions, weights and self-loops are ignored. Each triangle is found from its node of lowest rank
  /// by degree, which takes time O(E^1.5) at most.
  public func averageClusteringCoefficient() -> Double {
    guard nodeCount > 0 else { return 0 }
    let simple = removingSelfLoops().undirected().coalesced(.once)
    let degrees = simple.inDegrees()
    let precedes = { (left: Int, right: Int) in (degrees[left], left) < (degrees[right], right) }
    // Each edge is stored at its end of lower rank.
    var higher = [[Int32]](repeating: [], count: nodeCount)
    simple.forEachEntry { target, source, _ in
      if precedes(target, source) { higher[target].append(Int32(source)) }
    }
    var triangles = [Int](repeating: 0, count: nodeCount)
    var mark = [Int](repeating: -1, count: nodeCount)
    for node in 0..<nodeCount {
      for neighbour in higher[node] { mark[Int(neighbour)] = node }
      for neighbour in higher[node] {
        for third in higher[Int(neighbour)] where mark[Int(third)] == node {
          triangles[node] += 1
          triangles[Int(neighbour)] += 1
          triangles[Int(third)] += 1
        }
      }
    }
    var sum = 0.0
    for node in 0..<nodeCount where degrees[node] > 1 {
      sum += 2 * Double(triangles[node]) / (Double(degrees[node]) * Double(degrees[node] - 1))
    }
    return sum / Double(nodeCount)
  }

  /// Returns the share of edges whose ends have the same label. Only edges between different nodes that
  /// both have a label count; NaN if there are none.
  public func edgeHomophily(labels: [Int32]) -> Double {
    var same = 0
    var counted = 0
    forEachEntry { target, source, _ in
      guard target != source && labels[target] >= 0 && labels[source] >= 0 else { return }
      counted += 1
      if labels[target] == labels[source] { same += 1 }
    }
    return Double(same) / Double(counted)
  }
}
