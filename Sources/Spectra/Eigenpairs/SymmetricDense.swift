// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS
internal import TensorCore

/// Dense symmetric eigenproblems, solved by LAPACK's divide and conquer (Cuppen 1981; Gu and Eisenstat
/// 1995).
package enum SymmetricDense {
  /// The largest size whose workspace of 1 + 6 n + 2 n^2 numbers LAPACK can count in 32 bits.
  static let largestSize = 32_766

  /// Returns the eigenvalues of a symmetric matrix in ascending order. If `vectors` is true, row i of
  /// `matrix` becomes the unit eigenvector of value i. Otherwise its contents are lost.
  static func decompose(_ matrix: UnsafeMutablePointer<Double>, size: Int, vectors: Bool) -> [Double] {
    guard size > 0 else { return [] }
    guard size <= largestSize else {
      fatalError("dsyevd: size \(size); must be at most \(largestSize)")
    }
    _ = blasOnOneThread
    var values = [Double](repeating: 0, count: size)
    var order = Int32(size)
    var status: Int32 = 0
    var sizes: (work: Int32, integers: Int32) = (-1, -1)
    var wished = (work: 0.0, integers: Int32(0))
    // The first call queries the sizes of the workspace.
    unsafe dsyevd_(
      vectors ? "V" : "N", "U", &order, matrix, &order, &values, &wished.work, &sizes.work, &wished.integers,
      &sizes.integers, &status, 1, 1)
    sizes = (Int32(wished.work), wished.integers)
    // A large workspace from the pool uses large pages, which the system clears faster than many small
    // ones.
    let work = MemoryBlock(byteCount: Int(sizes.work) * MemoryLayout<Double>.stride)
    let integers = MemoryBlock(byteCount: Int(sizes.integers) * MemoryLayout<Int32>.stride)
    unsafe dsyevd_(
      vectors ? "V" : "N", "U", &order, matrix, &order, &values,
      work.pointer.assumingMemoryBound(to: Double.self), &sizes.work,
      integers.pointer.assumingMemoryBound(to: Int32.self), &sizes.integers, &status, 1, 1)
    withExtendedLifetime((work, integers)) {}
    guard status == 0 else { fatalError("dsyevd: status \(status) for a matrix of size \(size)") }
    return values
  }

  /// Returns the eigenvalues of a small symmetric matrix in ascending order and its unit eigenvectors as
  /// rows.
  package static func decompose(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
    var vectors = matrix
    let values = unsafe vectors.withUnsafeMutableBufferPointer { buffer -> [Double] in
      guard let start = buffer.baseAddress else { return [] }
      return unsafe decompose(start, size: size, vectors: true)
    }
    return (values, vectors)
  }
}
