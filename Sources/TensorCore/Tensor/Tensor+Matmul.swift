// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

extension Tensor {
  /// Returns the matrix product over the last two axes: `[..., m, k] x [..., k, n] -> [..., m, n]`.
  ///
  /// The leading axes must be equal. If the right side has only two axes, it is used for all matrices on
  /// the left. Traps if the shapes do not match.
  ///
  /// - Parameters:
  ///   - other: The right side.
  ///   - transposingLeft: Whether to read `self` as `[..., k, m]`.
  ///   - transposingRight: Whether to read `other` as `[..., n, k]`.
  public func matmul(_ other: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false) -> Tensor
  {
    guard rank >= 2 && other.rank >= 2 else {
      shapeFailure("matmul", [shape, other.shape], "both need at least two axes")
    }
    let leftRows = shape[rank - 2]
    let leftColumns = shape[rank - 1]
    let rows = transposingLeft ? leftColumns : leftRows
    let inner = transposingLeft ? leftRows : leftColumns
    let otherInner = transposingRight ? other.shape[other.rank - 1] : other.shape[other.rank - 2]
    let columns = transposingRight ? other.shape[other.rank - 2] : other.shape[other.rank - 1]
    guard inner == otherInner else {
      let mend = columns == inner ? "; transpose the right side?" : ""
      shapeFailure("matmul", [shape, other.shape], "inner sizes \(inner) and \(otherInner) differ\(mend)")
    }
    let batch = Array(shape.prefix(rank - 2))
    guard other.rank == 2 || Array(other.shape.prefix(other.rank - 2)) == batch else {
      shapeFailure(
        "matmul", [shape, other.shape], "leading axes differ; give the right side two axes or the same")
    }
    let count = batch.reduce(1, *)
    let resultShape = Shape(batch + [rows, columns])
    if other.rank == 2 && count > 1 && !transposingLeft {
      // All rows are multiplied by the same right side, so one product is enough.
      return reshaped([count * rows, inner]).matmul(other, transposingRight: transposingRight)
        .reshaped(resultShape)
    }
    var result = Tensor(uninitialized: resultShape)
    let resultPointer = unsafe result.uniquePointer()
    let product = Product(
      rows: rows, columns: columns, inner: inner, transposingLeft: transposingLeft,
      transposingRight: transposingRight)
    let rightStep = other.rank == 2 ? 0 : inner * columns
    let single = { (index: Int) in
      unsafe product.run(
        pointer + index * rows * inner, other.pointer + index * rightStep,
        resultPointer + index * rows * columns)
    }
    if count == 1 {
      single(0)
    } else {
      Parallelism.forEachPiece(count, nanoseconds: count * product.nanoseconds, single)
    }
    return result
  }
}

/// One matrix product, divided into pieces according to its shape.
private struct Product {
  let rows: Int
  let columns: Int
  let inner: Int
  let transposingLeft: Bool
  let transposingRight: Bool

  /// Whether transpose(left) times right is small enough for the kernel that keeps the result in
  /// registers.
  private var isNarrowTransposed: Bool { columns <= 32 && rows <= 64 && !transposingRight }

  var nanoseconds: Int { rows * columns * inner / 50 }

  func run(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    if rows == 0 || columns == 0 { return }
    if inner == 0 {
      unsafe result.update(repeating: 0, count: rows * columns)
    } else if columns <= 32 && !transposingLeft {
      unsafe narrow(left, right, result)
    } else if transposingLeft && (isNarrowTransposed || (inner > 4096 && rows * columns <= 1 << 20)) {
      unsafe splitInner(left, right, result)
    } else {
      // The product is divided into pieces of rows and columns. Pieces are large enough to justify
      // copying both sides for each. Their number is a multiple of four, so that threads share the work
      // evenly.
      let bands = rows < 96 ? 1 : rows < 384 ? 2 : rows < 1920 ? 4 : (rows + 1919) / 1920 * 4
      let strips = columns < 768 ? 1 : (columns + 383) / 384
      Parallelism.forEachPiece(bands * strips, nanoseconds: nanoseconds) { piece in
        let (band, strip) = (piece / strips, piece % strips)
        let rowRange = band * rows / bands..<(band + 1) * rows / bands
        // The kernel processes 32 columns at a time.
        let groups = (columns + 31) / 32
        let columnRange =
          strip * groups / strips * 32..<min(columns, (strip + 1) * groups / strips * 32)
        unsafe product(
          rowRange, columnRange, 0..<inner, left, right,
          result + rowRange.lowerBound * columns + columnRange.lowerBound)
      }
    }
  }

  /// Computes some rows and columns of the output from a part of the inner axis, on this thread.
  private func product(
    _ band: Range<Int>, _ strip: Range<Int>, _ part: Range<Int>, _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let (leftRow, leftInner) = transposingLeft ? (1, rows) : (inner, 1)
    let (rightInner, rightColumn) = transposingRight ? (1, inner) : (columns, 1)
    var room = unsafe MatrixProduct.room()
    unsafe MatrixProduct(
      rows: band.count, columns: strip.count, inner: part.count,
      left: (left + band.lowerBound * leftRow + part.lowerBound * leftInner, leftRow, leftInner),
      right: (right + part.lowerBound * rightInner + strip.lowerBound * rightColumn, rightInner, rightColumn),
      result: (result, columns)
    ).run(&room)
  }

  /// Computes a product of at most 32 columns, with the left side not transposed.
  private func narrow(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    var right = unsafe right
    var turned = Tensor(uninitialized: [transposingRight ? inner * columns : 0])
    let turnedPointer = unsafe turned.uniquePointer()
    if transposingRight {
      for row in 0..<inner {
        for column in 0..<columns {
          unsafe turnedPointer[row * columns + column] = unsafe right[column * inner + row]
        }
      }
      unsafe right = turned.pointer
    }
    withExtendedLifetime(turned) {
      Parallelism.forEachRange(rows, grain: 512, nanoseconds: nanoseconds) { range in
        unsafe gnk_narrow_product(
          left, right, result, Int64(inner), Int64(columns), Int64(range.lowerBound), Int64(range.upperBound))
      }
    }
  }

  /// Computes transpose(left) times right with a long inner axis: one product per block of it, added up
  /// in order.
  private func splitInner(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let size = rows * columns
    let blockSize = 4096
    let blocks = (inner + blockSize - 1) / blockSize
    var partial = Tensor(uninitialized: [blocks, size])
    let partialPointer = unsafe partial.uniquePointer()
    Parallelism.forEachRange(inner, grain: blockSize, nanoseconds: nanoseconds) { range in
      let start = range.lowerBound
      let target = unsafe partialPointer + start / blockSize * size
      if isNarrowTransposed {
        unsafe gnk_narrow_product_transposed(
          left, right, target, Int64(rows), Int64(columns), Int64(start), Int64(range.upperBound))
      } else {
        unsafe product(0..<rows, 0..<columns, range, left, right, target)
      }
    }
    unsafe gnk_column_sums(partial.pointer, result, Int64(size), 0, Int64(blocks))
  }
}
