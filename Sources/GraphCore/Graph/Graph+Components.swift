internal import TensorCore

/// The connected components of a graph, directions disregarded, numbered by their first node.
public struct Components: Sendable {
  /// The component of every node.
  public let numbers: [Int32]
  /// The number of nodes in every component.
  public let sizes: [Int]

  /// How many components there are.
  public var count: Int { sizes.count }

  /// The nodes of the largest component in ascending order; of the first one where several are as large.
  public var largest: [Int32] {
    guard let size = sizes.max(), let component = sizes.firstIndex(of: size) else { return [] }
    return numbers.indices.filter { numbers[$0] == component }.map(Int32.init)
  }
}

extension Graph {
  /// The (weakly) connected components, in time proportional to nodes and edges.
  public func connectedComponents() -> Components {
    var numbers = [Int32](repeating: -1, count: nodeCount)
    var sizes = [Int]()
    var stack = [Int]()
    let patterns = isDirected ? [incoming, outgoing] : [incoming]
    for start in 0..<nodeCount where numbers[start] < 0 {
      let component = Int32(sizes.count)
      var size = 0
      numbers[start] = component
      stack.append(start)
      while let node = stack.popLast() {
        size += 1
        for pattern in patterns {
          let (offsets, columns) = unsafe (pattern.rowOffsets.pointer, pattern.columnIndices.pointer)
          for entry in unsafe offsets[node]..<offsets[node + 1] {
            let neighbour = unsafe Int(columns[entry])
            if numbers[neighbour] < 0 {
              numbers[neighbour] = component
              stack.append(neighbour)
            }
          }
        }
      }
      sizes.append(size)
    }
    return Components(numbers: numbers, sizes: sizes)
  }
}
