internal import TensorCore

/// The connected components of a graph, directions disregarded, numbered by their first node.
public struct Components: Sendable {
  /// The component of every node.
  public private(set) var numbers: [Int32]
  /// The number of nodes in every component.
  public private(set) var sizes: [Int] = []
  /// Whether every component has two sides such that each of its edges joins one to the other.
  package private(set) var isBipartite: [Bool] = []
  /// The side of every node, 1 or -1; the first node of a component has 1.
  package private(set) var sides: [Int8]

  /// How many components there are.
  public var count: Int { sizes.count }

  /// The nodes of the largest component in ascending order; of the first one where several are as large.
  public var largest: [Int32] {
    guard let size = sizes.max(), let component = sizes.firstIndex(of: size) else { return [] }
    return numbers.indices.filter { numbers[$0] == component }.map(Int32.init)
  }

  /// The nodes of every component in ascending order.
  package var lists: [[Int32]] {
    var lists = sizes.map { size in
      var list = [Int32]()
      list.reserveCapacity(size)
      return list
    }
    for (node, component) in numbers.enumerated() { lists[Int(component)].append(Int32(node)) }
    return lists
  }

  /// The components of nodes that the entries of square `patterns` join, which together hold an entry and its reverse.
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
  /// The (weakly) connected components, in time proportional to nodes and edges.
  public func connectedComponents() -> Components {
    Components(isDirected ? [incoming, outgoing] : [incoming], nodeCount: nodeCount)
  }
}
