// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import TensorCore

/// The entry types of sparse matrices: `Float` for learning and `Double` for spectra.
public protocol SparseScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// Computes y = matrix x for a range of rows, with x and y row-major and `width` columns wide.
  static func multiply(
    _ pattern: CSRPattern, _ values: SharedBuffer<Self>, _ x: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>,
    width: Int, rows: Range<Int>)
}

/// The size in bytes above which operands do not fit in the second-level cache, so that their rows are
/// prefetched.
private let cacheBytes = 1 << 20

extension Float: SparseScalar {
  /// Multiplies with the single-precision kernel.
  public static func multiply(
    _ pattern: CSRPattern, _ values: SharedBuffer<Float>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, width: Int, rows: Range<Int>
  ) {
    let matrix = unsafe gnk_csr_f32(
      offsets: pattern.offsetsPointer, columns: pattern.columnIndices.pointer, values: values.pointer)
    let prefetch: Int32 = pattern.columnCount * width * 4 > cacheBytes ? 1 : 0
    unsafe gnk_spmm_f32(
      matrix, x, y, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound), prefetch)
  }
}

extension Double: SparseScalar {
  /// Multiplies with the double-precision kernel.
  public static func multiply(
    _ pattern: CSRPattern, _ values: SharedBuffer<Double>, _ x: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>, width: Int, rows: Range<Int>
  ) {
    let matrix = unsafe gnk_csr_f64(
      offsets: pattern.offsetsPointer, columns: pattern.columnIndices.pointer, values: values.pointer)
    let prefetch: Int32 = pattern.columnCount * width * 8 > cacheBytes ? 1 : 0
    unsafe gnk_spmm_f64(
      matrix, x, y, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound), prefetch)
  }
}
