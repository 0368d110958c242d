// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Merges clusters in pairs, each time the pair that gives the smallest normalized cut.
struct CutAgglomeration {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  /// Returns a partition into `count` clusters, which are unions of the clusters of a finer partition.
  func merged(_ fine: [Int32], fineCount: Int, to count: Int) -> [Int32] {
    // between[i][j] is the weight between clusters i and j, and between[i][i] is twice the weight inside
    // cluster i.
    var between = [[Double]](repeating: [Double](repeating: 0, count: fineCount), count: fineCount)
    graph.forEachEntry { target, source, entry in
      between[Int(fine[target])][Int(fine[source])] += graph.weight(ofEntry: entry)
    }
    var volumes = between.map { $0.reduce(0, +) }
    var owner = Array(0..<fineCount)
    var alive = Array(0..<fineCount)
    let share = { (inside: Double, volume: Double) in volume > 0 ? inside / volume : 0 }
    while alive.count > count {
      var best = (gain: -Double.infinity, kept: 0, gone: 1)
      for (place, first) in alive.enumerated() {
        for second in alive[(place + 1)...] {
          let inside = between[first][first] + between[second][second] + 2 * between[first][second]
          let gain =
            share(inside, volumes[first] + volumes[second]) - share(between[first][first], volumes[first])
            - share(between[second][second], volumes[second])
          if gain > best.gain { best = (gain, first, second) }
        }
      }
      let (kept, gone) = (best.kept, best.gone)
      for other in alive { between[kept][other] += between[gone][other] }
      for other in alive { between[other][kept] += between[other][gone] }
      volumes[kept] += volumes[gone]
      alive.removeAll { $0 == gone }
      for cluster in owner.indices where owner[cluster] == gone { owner[cluster] = kept }
    }
    var number = [Int32](repeating: 0, count: fineCount)
    for (new, cluster) in alive.enumerated() { number[cluster] = Int32(new) }
    return fine.map { number[owner[Int($0)]] }
  }
}

/// Moves single nodes between clusters as long as this lowers the normalized cut.
struct CutRefinement {
  private let graph: Graph
  private let degrees: [Double]

  init(_ graph: Graph, _ degrees: [Double]) {
    self.graph = graph
    self.degrees = degrees
  }

  func refined(_ start: [Int32], count: Int) -> (assignments: [Int32], cut: Double) {
    var assignments = start
    var volumes = [Double](repeating: 0, count: count)
    var inside = volumes
    var sizes = [Int](repeating: 0, count: count)
    graph.forEachEntry { target, source, entry in
      let weight = graph.weight(ofEntry: entry)
      volumes[Int(assignments[target])] += weight
      if assignments[source] == assignments[target] { inside[Int(assignments[target])] += weight }
    }
    for cluster in assignments { sizes[Int(cluster)] += 1 }
    // A cluster contributes 1 - inside / volume to the cut.
    let share = { (inside: Double, volume: Double) in volume > 0 ? inside / volume : 0 }
    let offsets = unsafe graph.incoming.rowOffsets.pointer
    let columns = unsafe graph.incoming.columnIndices.pointer
    var toCluster = [Double](repeating: 0, count: count)
    for _ in 0..<20 {
      var moves = 0
      for node in 0..<graph.nodeCount {
        let own = Int(assignments[node])
        guard sizes[own] > 1, degrees[node] > 0 else { continue }
        var touched = [own]
        var loop = 0.0
        for entry in unsafe offsets[node]..<offsets[node + 1] {
          let neighbour = unsafe Int(columns[entry])
          let weight = graph.weight(ofEntry: entry)
          if neighbour == node {
            loop += weight
            continue
          }
          let cluster = Int(assignments[neighbour])
          if toCluster[cluster] == 0 && cluster != own { touched.append(cluster) }
          toCluster[cluster] += weight
        }
        var (gain, goal) = (1e-12, own)
        let degree = degrees[node]
        let leavingInside = inside[own] - 2 * toCluster[own] - loop
        let leaving = share(leavingInside, volumes[own] - degree) - share(inside[own], volumes[own])
        for cluster in touched.dropFirst() {
          let joining =
            share(inside[cluster] + 2 * toCluster[cluster] + loop, volumes[cluster] + degree)
            - share(inside[cluster], volumes[cluster])
          if leaving + joining > gain { (gain, goal) = (leaving + joining, cluster) }
        }
        if goal != own {
          inside[own] = leavingInside
          inside[goal] += 2 * toCluster[goal] + loop
          volumes[own] -= degree
          volumes[goal] += degree
          sizes[own] -= 1
          sizes[goal] += 1
          assignments[node] = Int32(goal)
          moves += 1
        }
        for cluster in touched { toCluster[cluster] = 0 }
      }
      if moves == 0 { break }
    }
    let cut = (0..<count).reduce(0) { $0 + (volumes[$1] > 0 ? 1 - share(inside[$1], volumes[$1]) : 0) }
    // Without this penalty, partitions with empty clusters would have a small cut.
    return (assignments, cut + Double(sizes.count { $0 == 0 }))
  }
}
