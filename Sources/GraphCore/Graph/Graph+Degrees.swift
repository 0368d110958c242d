// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Graph {
  /// Returns the number of edges that end at each node. A self-loop counts once.
  public func inDegrees() -> [Int] { Self.rowLengths(incoming) }

  /// Returns the number of edges that begin at each node. A self-loop counts once.
  public func outDegrees() -> [Int] { Self.rowLengths(outgoing) }

  /// Returns the sum of the weights of the edges that end at each node.
  public func weightedInDegrees() -> [Double] {
    guard isWeighted else { return inDegrees().map(Double.init) }
    var degrees = [Double](repeating: 0, count: nodeCount)
    forEachEntry { target, _, entry in degrees[target] += weight(ofEntry: entry) }
    return degrees
  }

  /// The number of nodes without an edge to or from another node.
  public var isolatedNodeCount: Int {
    var isJoined = [Bool](repeating: false, count: nodeCount)
    forEachEntry { target, source, _ in
      if target != source {
        isJoined[target] = true
        isJoined[source] = true
      }
    }
    return isJoined.count { !$0 }
  }

  private static func rowLengths(_ pattern: CSRPattern) -> [Int] {
    let offsets = unsafe pattern.rowOffsets.pointer
    return (0..<pattern.rowCount).map { unsafe offsets[$0 + 1] - offsets[$0] }
  }
}
