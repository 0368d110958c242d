// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import TensorCore

extension SparseMatrix {
  /// Returns the product with a vector, y_r = sum over c of A_rc x_c. Traps if the sizes do not match.
  public func multiplied(by vector: [Scalar]) -> [Scalar] {
    guard vector.count == columnCount else {
      fatalError("multiplied: [\(rowCount), \(columnCount)] x [\(vector.count)]: inner sizes differ")
    }
    return unsafe [Scalar](unsafeUninitializedCapacity: rowCount) { target, count in
      if let target = target.baseAddress {
        unsafe vector.withUnsafeBufferPointer { source in
          if let source = source.baseAddress { unsafe multiply(source, into: target, width: 1) }
        }
        if columnCount == 0 { unsafe target.initialize(repeating: 0, count: rowCount) }
      }
      count = rowCount
    }
  }

  /// Computes y = A x, with x and y row-major and `width` columns wide.
  package func multiply(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, width: Int) {
    pattern.forEachPiece(nanosecondsPerEntry: 1 + width / 16) { rows in
      unsafe Scalar.multiply(pattern, values, x, y, width: width, rows: rows)
    }
  }
}

extension SparseMatrix<Float> {
  /// Returns the product with a dense matrix: `[rows, columns] x [columns, width] -> [rows, width]`.
  /// Traps if the shapes do not match.
  public func multiplied(by dense: Tensor) -> Tensor {
    checkProduct(dense)
    var result = Tensor(uninitialized: [rowCount, dense.shape[1]])
    let resultPointer = unsafe result.uniquePointer()
    unsafe multiply(dense.pointer, into: resultPointer, width: dense.shape[1])
    return result
  }

  /// Returns the product after dropout on the entries: entry k is multiplied by `scale` if bit k of
  /// `mask` is set and by 0 otherwise. The masked matrix is never formed.
  package func multiplied(by dense: Tensor, keeping mask: RandomMask, scale: Float) -> Tensor {
    checkProduct(dense)
    checkMask(mask)
    return unsafe Self.masked(pattern, values, dense, mask, nil, scale)
  }

  /// Returns the product of the transpose after the same dropout:
  /// `[rows, columns]^T x [rows, width] -> [columns, width]`.
  package func transposeMultiplied(by dense: Tensor, keeping mask: RandomMask, scale: Float) -> Tensor {
    let transposed = self.transposed
    transposed.checkProduct(dense)
    checkMask(mask)
    // A mask need not be symmetric even if the matrix is.
    let entries = pattern.transposedWithEntries.entries
    return withExtendedLifetime(entries) {
      unsafe Self.masked(transposed.pattern, transposed.values, dense, mask, entries.pointer, scale)
    }
  }

  private static func masked(
    _ pattern: CSRPattern, _ values: SharedBuffer<Float>, _ dense: Tensor, _ mask: RandomMask,
    _ keepIndex: UnsafePointer<Int32>?, _ scale: Float
  ) -> Tensor {
    let width = dense.shape[1]
    var result = Tensor(uninitialized: [pattern.rowCount, width])
    let resultPointer = unsafe result.uniquePointer()
    let matrix = unsafe gnk_csr_f32(
      offsets: pattern.offsetsPointer, columns: pattern.columnIndices.pointer, values: values.pointer)
    pattern.forEachPiece(nanosecondsPerEntry: 1 + width / 16) { rows in
      unsafe gnk_spmm_masked_f32(
        matrix, mask.words.pointer, keepIndex, scale, dense.pointer, resultPointer, Int64(width),
        Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  private func checkMask(_ mask: RandomMask) {
    guard mask.count == nonZeroCount else {
      fatalError("multiplied: the mask has \(mask.count) bits for \(nonZeroCount) entries")
    }
  }

  private func checkProduct(_ dense: Tensor) {
    guard dense.rank == 2 && dense.shape[0] == columnCount else {
      shapeFailure(
        "multiplied", [[rowCount, columnCount], dense.shape],
        "the right operand must have two axes, the first with \(columnCount) elements")
    }
  }

  /// Returns the matrix in dense form. Meant for small matrices and tests.
  public func dense() -> Tensor {
    var result = Tensor(zeros: [rowCount, columnCount])
    unsafe result.withUnsafeMutableBufferPointer { target in
      for row in 0..<rowCount {
        for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
          unsafe target[row * columnCount + Int(pattern.columnIndices[entry])] += values[entry]
        }
      }
    }
    return result
  }
}
