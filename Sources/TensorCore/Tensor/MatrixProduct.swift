// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// A product of two matrices anywhere in memory, computed on the calling thread. Larger operations are
/// built from such products.
///
/// The rounding of each number of the output depends only on its row and column, so parts of a product
/// may be computed separately.
@unsafe package struct MatrixProduct {
  private let work: gnk_matrix_product_t

  /// Creates a description of a product. Nothing is computed yet.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of the left matrix and the result.
  ///   - columns: The number of columns of the right matrix and the result.
  ///   - inner: The size of the inner axis, at least 1.
  ///   - left: The start of the matrix `[rows, inner]` and its steps from row to row and along the inner
  ///     axis. One of the steps must be 1.
  ///   - right: The start of the matrix `[inner, columns]` and its steps along the inner axis and from
  ///     column to column. One of the steps must be 1.
  ///   - result: The start of the matrix `[rows, columns]` and its step from row to row.
  ///   - accumulates: Whether to add the product to the result instead of overwriting it.
  package init(
    rows: Int, columns: Int, inner: Int,
    left: (start: UnsafePointer<Float>, row: Int, inner: Int),
    right: (start: UnsafePointer<Float>, inner: Int, column: Int),
    result: (start: UnsafeMutablePointer<Float>, row: Int), accumulates: Bool = false
  ) {
    unsafe work = unsafe gnk_matrix_product_t(
      left: left.start, right: right.start, out: result.start, rows: Int64(rows), columns: Int64(columns),
      inner: Int64(inner), leftRow: Int64(left.row), leftInner: Int64(left.inner),
      rightInner: Int64(right.inner), rightColumn: Int64(right.column), outRow: Int64(result.row),
      accumulate: accumulates ? 1 : 0)
  }

  /// Returns scratch memory for the copies that a product makes. Consecutive products can share it.
  package static func room() -> Tensor { Tensor(uninitialized: [GNK_MATRIX_ROOM]) }

  /// Computes the product. Pass scratch memory from ``room()``.
  package func run(_ room: inout Tensor) { unsafe gnk_matrix_product(work, room.uniquePointer()) }
}
