internal import CGraphKernels

/// A product of two matrices that stand anywhere in memory, on the calling thread: what larger operations are made of.
///
/// The bits of a number of the output depend on its row and its column alone, so that pieces of a product may be computed apart.
@unsafe package struct MatrixProduct {
  private let work: gnk_matrix_product_t

  /// Describes a product.
  ///
  /// - Parameters:
  ///   - inner: at least 1.
  ///   - left: where `[rows, inner]` begins, and the steps from row to row and along the inner axis, of which one is 1.
  ///   - right: where `[inner, columns]` begins, and the steps along the inner axis and from column to column, of which one is 1.
  ///   - result: where `[rows, columns]` begins, and the step from row to row.
  ///   - accumulates: adds to the result what it sets otherwise.
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

  /// Room for the copies that a product makes; one after the other can share it.
  package static func room() -> Tensor { Tensor(uninitialized: [GNK_MATRIX_ROOM]) }

  /// Computes it.
  package func run(_ room: Tensor) { unsafe gnk_matrix_product(work, room.ownedPointer) }
}
