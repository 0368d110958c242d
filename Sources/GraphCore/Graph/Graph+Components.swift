// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The connected components of a graph, ignoring directions. Components are numbered in the order of
/// their first nodes.
public struct Components: Sendable {
  /// The component of each node.
  public private(set) var numbers: [Int32]
  /// The number of nodes in each component.
  public private(set) var sizes: [Int] = []
  /// Whether each component is bipartite: its nodes can be divided into two sides such that each edge
  /// joins one side to the other.
  package private(set) var isBipartite: [Bool] = []
  /// The side of each node, 1 or -1. The first node of a component is on side 1. Meaningful only in
  /// bipartite components.
  package private(set) var sides: [Int8]

  /// The number of components.
  public var count: Int { sizes.count }

  /// The nodes of the largest component in ascending order. If several components are equally large, the
  /// first.
  public var largest: [Int32] {
    guard let size = sizes.max(), let component = sizes.firstIndex(of: size) else { return [] }
    return numbers.indices.filter { numbers[$0] == component }.map(Int32.init)
  }

  /// The nodes of each component in ascending order.
  package var lists: [[Int32]] { NodePartition(partOfNode: numbers, partCount: count).nodesOfParts() }

  /// Finds the components of the nodes that the entries of square `patterns` join. The patterns together
  /// must contain the reverse of each of their entries.
  package init(_ patterns: [CSRPattern], nodeCount: Int) {
    numbers = [Int32](repeating: -1, count: nodeCount)
    sides = [Int8](repeating: 1, count: nodeCount)
    var stack = [Int]()
    for start in 0..<nodeCount where numbers[start] < 0 {
      let component = Int32(sizes.count)
      var (size, isEven) = (0, true)
      numbers[start] = component
      stack.append(start)
      while let node = stack.popLast() {
        size += 1
        let side = sides[node]
        for pattern in patterns {
          let (offsets, columns) = unsafe (pattern.rowOffsets.pointer, pattern.columnIndices.pointer)
          for entry in unsafe offsets[node]..<offsets[node + 1] {
            let neighbour = unsafe Int(columns[entry])
            if numbers[neighbour] < 0 {
              numbers[neighbour] = component
              sides[neighbour] = -side
              stack.append(neighbour)
            } else if sides[neighbour] == side {
              isEven = false
            }
          }
        }
      }
      sizes.append(size)
      isBipartite.append(isEven)
    }
  }
}

extension Graph {
  /// Returns the (weakly) connected components, in time proportional to the number of nodes and edges.
  public func connectedComponents() -> Components {
    Components(isDirected ? [incoming, outgoing] : [incoming], nodeCount: nodeCount)
  }
}
