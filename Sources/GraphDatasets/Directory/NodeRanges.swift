// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Ranges of consecutive nodes whose entries fit in memory.
struct NodeRanges {
  /// The nodes of each range.
  private(set) var nodes: [Range<Int>] = []
  private var rangeOfNode: [UInt16]

  /// Creates ranges with at most `entries` entries each, unless a single node has more.
  ///
  /// - Parameter degrees: The number of entries of each node.
  init(_ degrees: [UInt32], entries: Int) throws(DataError) {
    var start = 0
    var sum = 0
    for (node, degree) in degrees.enumerated() {
      if sum > 0 && sum + Int(degree) > entries {
        nodes.append(start..<node)
        (start, sum) = (node, 0)
      }
      sum += Int(degree)
    }
    nodes.append(start..<degrees.count)
    guard nodes.count <= Int(UInt16.max) else {
      throw DataError(.usage, "the edges need more memory to be sorted than is allowed")
    }
    rangeOfNode = [UInt16](repeating: 0, count: degrees.count)
    for (number, range) in nodes.enumerated() { for node in range { rangeOfNode[node] = UInt16(number) } }
  }

  /// Returns the number of the range that contains a node.
  func range(of node: Int32) -> Int { Int(rangeOfNode[Int(node)]) }
}
