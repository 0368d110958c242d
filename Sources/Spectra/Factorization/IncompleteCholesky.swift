// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An incomplete Cholesky factor L with the pattern of the matrix, so that L L^T approximates A without
/// fill.
///
/// It is a preconditioner for conjugate gradients and LOBPCG. It exists for M-matrices such as
/// Laplacians plus a positive diagonal (Meijerink and van der Vorst 1977).
struct IncompleteCholesky: Sendable {
  private let size: Int
  /// The rows of L without the diagonal.
  private let offsets: [Int]
  private let columns: [Int32]
  private let values: [Double]
  private let inverseDiagonal: [Double]

  /// Factorizes A + shift. If a pivot is not positive, a larger shift is tried.
  init(_ matrix: SparseMatrix<Double>, shift: Double) {
    size = matrix.rowCount
    var (offsets, columns, entries, diagonal) = (
      [0], [Int32](), [Double](), [Double](repeating: 0, count: size)
    )
    for row in 0..<matrix.rowCount {
      for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
        let column = Int(matrix.pattern.columnIndices[entry])
        if column == row { diagonal[row] += matrix.values[entry] }
        guard column < row else { continue }
        if columns.count > offsets[row], columns[columns.count - 1] == Int32(column) {
          entries[entries.count - 1] += matrix.values[entry]
        } else {
          columns.append(Int32(column))
          entries.append(matrix.values[entry])
        }
      }
      offsets.append(columns.count)
    }
    self.offsets = offsets
    self.columns = columns
    let largest = diagonal.reduce(0) { max($0, abs($1)) }
    var shift = max(shift, 1e-12 * max(largest, .leastNormalMagnitude))
    while true {
      if let factor = Self.factorize(offsets, columns, entries, diagonal.map { $0 + shift }) {
        (values, inverseDiagonal) = factor
        return
      }
      shift = max(10 * shift, 1e-3 * largest)
    }
  }

  private static func factorize(
    _ offsets: [Int], _ columns: [Int32], _ entries: [Double], _ diagonal: [Double]
  ) -> (values: [Double], inverseDiagonal: [Double])? {
    var values = entries
    var inverse = diagonal
    for row in diagonal.indices {
      var pivot = diagonal[row]
      for place in offsets[row]..<offsets[row + 1] {
        let column = Int(columns[place])
        // The product of the rows computed so far, over the columns that both have.
        var sum = values[place]
        var (left, right) = (offsets[row], offsets[column])
        while left < place && right < offsets[column + 1] {
          if columns[left] == columns[right] {
            sum -= values[left] * values[right]
            left += 1
            right += 1
          } else if columns[left] < columns[right] {
            left += 1
          } else {
            right += 1
          }
        }
        values[place] = sum * inverse[column]
        pivot -= values[place] * values[place]
      }
      guard pivot > 1e-14 * abs(diagonal[row]), pivot.isFinite else { return nil }
      inverse[row] = 1 / pivot.squareRoot()
    }
    return (values, inverse)
  }

  /// Returns (L L^T)^-1 b.
  func solve(_ b: GraphSignals) -> GraphSignals {
    var x = b
    let target = unsafe x.uniquePointer()
    let width = b.signalCount
    unsafe columns.withUnsafeBufferPointer { columns in
      unsafe values.withUnsafeBufferPointer { values in
        for row in 0..<size {
          let own = unsafe target + row * width
          for place in offsets[row]..<offsets[row + 1] {
            let other = unsafe target + Int(columns[place]) * width
            let value = unsafe values[place]
            for column in 0..<width { unsafe own[column] -= value * other[column] }
          }
          for column in 0..<width { unsafe own[column] *= inverseDiagonal[row] }
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
          let own = unsafe target + row * width
          for column in 0..<width { unsafe own[column] *= inverseDiagonal[row] }
          for place in offsets[row]..<offsets[row + 1] {
            let other = unsafe target + Int(columns[place]) * width
            let value = unsafe values[place]
            for column in 0..<width { unsafe other[column] -= value * own[column] }
          }
        }
      }
    }
    return x
  }
}
