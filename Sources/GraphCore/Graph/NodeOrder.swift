// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// An order of the nodes of a graph in which products with its matrices find more of what they read in the
/// processor's cache.
///
/// An order pays where the numbers of the nodes say nothing about which nodes are neighbours: for instance if
/// they are random, or come from a table in the order of appearance. It changes no result but the rounding.
public enum NodeOrder: String, Sendable, CaseIterable, Codable {
  /// Nodes with many edges first: the rows that are read most often stay in the cache. For graphs in which few
  /// nodes have a large part of the edges.
  case degree
  /// Neighbours close to each other, by the reverse order of Cuthill and McKee (1969): a breadth-first search
  /// from a node of the lowest degree in each component, which visits neighbours in the order of their degrees,
  /// read backwards. For meshes, roads and other graphs without such nodes.
  case reverseCuthillMcKee = "rcm"
}

extension Graph {
  /// Returns the nodes in an order in which products are faster: element i is the node that becomes node i, as
  /// ``inducedSubgraph(_:)`` takes them. Edges count in both directions; of equal nodes, the one with the lower
  /// number comes first. The time is proportional to the number of edges.
  public func nodes(in order: NodeOrder) -> [Int32] {
    var degrees = inDegrees()
    if isDirected { for (node, count) in outDegrees().enumerated() { degrees[node] += count } }
    switch order {
    case .degree: return Self.sorted(degrees, descending: true)
    case .reverseCuthillMcKee: return reverseCuthillMcKee(degrees)
    }
  }

  /// Returns the numbers of the keys in their order, by counting; equal keys keep their order.
  private static func sorted(_ keys: [Int], descending: Bool) -> [Int32] {
    let largest = keys.max() ?? 0
    var starts = [Int](repeating: 0, count: largest + 2)
    let rank = { (key: Int) in descending ? largest - key : key }
    for key in keys { starts[rank(key) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var order = [Int32](repeating: 0, count: keys.count)
    for (number, key) in keys.enumerated() {
      order[starts[rank(key)]] = Int32(number)
      starts[rank(key)] += 1
    }
    return order
  }

  private func reverseCuthillMcKee(_ degrees: [Int]) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(nodeCount)
    var isVisited = [Bool](repeating: false, count: nodeCount)
    var found: [(degree: Int, node: Int32)] = []
    let directions = isDirected ? [incoming, outgoing] : [incoming]
    for start in Self.sorted(degrees, descending: false) where !isVisited[Int(start)] {
      isVisited[Int(start)] = true
      order.append(start)
      var next = order.count - 1
      while next < order.count {
        let node = Int(order[next])
        next += 1
        found.removeAll(keepingCapacity: true)
        for edges in directions {
          for entry in edges.rowOffsets[node]..<edges.rowOffsets[node + 1] {
            let neighbour = edges.columnIndices[entry]
            guard !isVisited[Int(neighbour)] else { continue }
            isVisited[Int(neighbour)] = true
            found.append((degrees[Int(neighbour)], neighbour))
          }
        }
        found.sort { ($0.degree, $0.node) < ($1.degree, $1.node) }
        for (_, neighbour) in found { order.append(neighbour) }
      }
    }
    return order.reversed()
  }
}
