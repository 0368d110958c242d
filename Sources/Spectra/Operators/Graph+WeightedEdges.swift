// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension Graph {
  /// Returns the components that edges with a weight other than 0 connect.
  func joinedComponents() -> Components { positiveEdges().connectedComponents() }

  /// Returns the graph without edges of weight 0, which connect nothing.
  func positiveEdges() -> Graph {
    guard let weights, weights.contains(0) else { return self }
    let (sources, targets, all) = edges()
    guard let all else { return self }
    let kept = all.indices.filter { all[$0] != 0 }
    return Graph(
      nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
      weights: kept.map { all[$0] }, isDirected: isDirected)
  }

  /// Returns the edges u < v of an undirected graph, with parallel edges merged.
  func mergedPairs() -> [(source: Int, target: Int, weight: Double)] {
    var pairs = [(source: Int, target: Int, weight: Double)]()
    forEachEntry { target, source, entry in
      guard source < target else { return }
      if let last = pairs.last, last.source == source, last.target == target {
        pairs[pairs.count - 1].weight += weight(ofEntry: entry)
      } else {
        pairs.append((source, target, weight(ofEntry: entry)))
      }
    }
    return pairs
  }
}
