// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// Sums over the nodes for each column, always added in the same order.
enum ColumnSums {
  /// Returns the inner products of corresponding columns.
  static func products(_ left: GraphSignals, _ right: GraphSignals) -> [Double] {
    let count = left.signalCount
    let (first, second) = unsafe (left.pointer, right.pointer)
    let grain = 1024
    let pieces = (left.nodeCount + grain - 1) / grain
    var partial = [Double](repeating: 0, count: pieces * count)
    unsafe partial.withUnsafeMutableBufferPointer { partial in
      Parallelism.forEachPiece(pieces, nanoseconds: left.elementCount) { piece in
        for node in piece * grain..<min(left.nodeCount, (piece + 1) * grain) {
          for column in 0..<count {
            unsafe partial[piece * count + column] +=
              unsafe first[node * count + column] * second[node * count + column]
          }
        }
      }
    }
    var sums = [Double](repeating: 0, count: count)
    for piece in 0..<pieces {
      for column in 0..<count { sums[column] += partial[piece * count + column] }
    }
    return sums
  }
}
