internal import COpenBLAS
internal import TensorCore

/// Dense symmetric eigenproblems by LAPACK's divide and conquer (Cuppen 1981; Gu and Eisenstat 1995).
enum SymmetricDense {
  /// The eigenvalues of a symmetric matrix, ascending. Where `vectors` is set, row i of `matrix` becomes the unit
  /// eigenvector of value i; else its contents are lost.
  static func decompose(_ matrix: UnsafeMutablePointer<Double>, size: Int, vectors: Bool) -> [Double] {
    guard size > 0 else { return [] }
    _ = blasOnOneThread
    var values = [Double](repeating: 0, count: size)
    var order = Int32(size)
    var status: Int32 = 0
    var workSize: Int32 = -1
    var integerSize: Int32 = -1
    var work = [0.0]
    var integers: [Int32] = [0]
    // The first call asks for the sizes of the work space.
    for _ in 0..<2 {
      unsafe dsyevd_(
        vectors ? "V" : "N", "U", &order, matrix, &order, &values, &work, &workSize, &integers, &integerSize,
        &status, 1, 1)
      guard status == 0 else { fatalError("dsyevd: status \(status) for a matrix of size \(size)") }
      if workSize < 0 {
        workSize = Int32(work[0])
        integerSize = integers[0]
        work = [Double](repeating: 0, count: Int(workSize))
        integers = [Int32](repeating: 0, count: Int(integerSize))
      }
    }
    return values
  }

  /// The eigenvalues of a small symmetric matrix, ascending, and its unit eigenvectors as rows.
  static func decompose(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
    var vectors = matrix
    let values = unsafe vectors.withUnsafeMutableBufferPointer { buffer -> [Double] in
      guard let start = buffer.baseAddress else { return [] }
      return unsafe decompose(start, size: size, vectors: true)
    }
    return (values, vectors)
  }
}
