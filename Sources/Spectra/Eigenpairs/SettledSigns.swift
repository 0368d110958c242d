// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension GraphSignals {
  /// Returns each column with the sign that makes its element of largest magnitude positive. Magnitudes
  /// within 1e-8 of each other count as equal, and the first of them decides.
  func withSettledSigns() -> GraphSignals {
    let largest = largestMagnitudes()
    var settled = self
    let source = unsafe pointer
    let count = signalCount
    let signs = (0..<count).map { column in
      for node in 0..<nodeCount {
        let value = unsafe source[node * count + column]
        if abs(value) >= largest[column] * (1 - 1e-8) { return value < 0 ? -1.0 : 1 }
      }
      return 1
    }
    guard signs.contains(-1) else { return self }
    let target = unsafe settled.uniquePointer()
    settled.forEachRowRange { rows in
      for node in rows {
        for column in 0..<count { unsafe target[node * count + column] *= signs[column] }
      }
    }
    return settled
  }

  /// Returns the largest magnitude in each column.
  private func largestMagnitudes() -> [Double] {
    let count = signalCount
    let source = unsafe pointer
    let grain = 4096
    let pieces = (nodeCount + grain - 1) / grain
    var largest = [Double](repeating: 0, count: max(1, pieces) * count)
    unsafe largest.withUnsafeMutableBufferPointer { largest in
      Parallelism.forEachPiece(pieces, nanoseconds: elementCount) { piece in
        for node in piece * grain..<min(nodeCount, (piece + 1) * grain) {
          for column in 0..<count {
            let value = unsafe abs(source[node * count + column])
            if unsafe value > largest[piece * count + column] {
              unsafe largest[piece * count + column] = value
            }
          }
        }
      }
    }
    return (0..<count).map { column in
      (0..<max(1, pieces)).reduce(0) { max($0, largest[$1 * count + column]) }
    }
  }
}
