internal import CGraphKernels
public import TensorCore

/// The numbers that a sparse matrix may hold: `Float` for learning, `Double` for spectra.
public protocol SparseScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// y = matrix x for rows of the range; x and y are row-major with `width` columns.
  static func multiply(
    _ pattern: CSRPattern, _ values: SharedBuffer<Self>, _ x: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>,
    width: Int, rows: Range<Int>)
}

/// Operands larger than this do not stay in the second-level cache, so their rows are fetched ahead.
private let cacheBytes = 1 << 20

extension Float: SparseScalar {
  /// The single-precision kernel.
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
  /// The double-precision kernel.
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
