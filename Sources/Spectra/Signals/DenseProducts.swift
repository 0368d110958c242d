// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS
internal import TensorCore

/// Products of tall dense matrices, computed for panels of rows and added up in order.
enum DenseProducts {
  private static let grain = 1024

  /// Returns a^T b, `[columns of a, columns of b]`. Traps if the numbers of rows differ.
  static func transposedProduct(_ a: GraphSignals, _ b: GraphSignals) -> GraphSignals {
    guard a.nodeCount == b.nodeCount else {
      fatalError(
        "product: [\(a.nodeCount), \(a.signalCount)]^T x [\(b.nodeCount), \(b.signalCount)]: rows differ")
    }
    _ = blasOnOneThread
    let (rows, columns) = (a.signalCount, b.signalCount)
    var result = GraphSignals(zeros: rows, count: columns)
    guard rows > 0 && columns > 0 && a.nodeCount > 0 else { return result }
    let panel = a.nodeCount <= 4 * grain ? a.nodeCount : max(grain, a.nodeCount / 64)
    let pieces = (a.nodeCount + panel - 1) / panel
    var parts = GraphSignals(uninitialized: pieces, count: rows * columns)
    let partsPointer = unsafe parts.uniquePointer()
    let (left, right, sums) = unsafe (a.pointer, b.pointer, partsPointer)
    Parallelism.forEachPiece(pieces, nanoseconds: a.nodeCount * rows * columns / 8) { piece in
      let first = piece * panel
      unsafe cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(rows), Int32(columns),
        Int32(min(panel, a.nodeCount - first)), 1, left + first * rows, Int32(rows), right + first * columns,
        Int32(columns), 0, sums + piece * rows * columns, Int32(columns))
    }
    let target = unsafe result.uniquePointer()
    for piece in 0..<pieces {
      for index in 0..<rows * columns { unsafe target[index] += unsafe sums[piece * rows * columns + index] }
    }
    return result
  }

  /// Returns a b, `[rows of a, columns of b]`. Traps if the inner sizes differ.
  static func product(_ a: GraphSignals, _ b: GraphSignals) -> GraphSignals {
    guard a.signalCount == b.nodeCount else {
      fatalError(
        "product: [\(a.nodeCount), \(a.signalCount)] x [\(b.nodeCount), \(b.signalCount)]: inner sizes differ"
      )
    }
    _ = blasOnOneThread
    let (inner, columns) = (a.signalCount, b.signalCount)
    var result = GraphSignals(zeros: a.nodeCount, count: columns)
    guard inner > 0 && columns > 0 else { return result }
    let (left, right, target) = unsafe (a.pointer, b.pointer, result.uniquePointer())
    Parallelism.forEachRange(a.nodeCount, grain: grain, nanoseconds: a.nodeCount * inner * columns / 8) {
      rows in
      unsafe cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows.count), Int32(columns), Int32(inner), 1,
        left + rows.lowerBound * inner, Int32(inner), right, Int32(columns), 0,
        target + rows.lowerBound * columns, Int32(columns))
    }
    return result
  }
}
