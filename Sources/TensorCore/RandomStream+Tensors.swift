internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension RandomStream {
  /// A tensor of independent numbers between two bounds.
  package func uniform(_ shape: Shape, from low: Double, to high: Double) -> Tensor {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    return unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        // Rounding to a float may not leave the bounds.
        let number = Float((2 * uniform(at: UInt64(index)) - 1) * half + middle)
        unsafe target[index] = min(max(number, Float(low)), Float(high))
      }
    }
  }

  /// A tensor of independent normal numbers of mean 0 (Box and Muller 1958).
  public func normal(_ shape: Shape, deviation: Double = 1) -> Tensor {
    unsafe Tensor(shape: shape) { target in
      for index in target.indices { unsafe target[index] = Float(deviation * normal(at: UInt64(index))) }
    }
  }

  /// A tensor of independent normal numbers of mean 0, drawn again where they are beyond two deviations.
  package func truncatedNormal(_ shape: Shape, deviation: Double = 1) -> Tensor {
    unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        var (number, attempt) = (normal(at: UInt64(index)), UInt64(0))
        while abs(number) > 2 {
          attempt += 1
          number = normal(at: attempt << 48 | UInt64(index))
        }
        unsafe target[index] = Float(deviation * number)
      }
    }
  }

  /// A matrix, of the first axis by all others, whose rows or columns, whichever are fewer, are orthogonal and of length `gain`:
  /// evenly distributed among all such matrices (Mezzadri 2007, "How to generate random matrices from the classical compact
  /// groups").
  package func orthogonal(_ shape: Shape, gain: Double = 1) -> Tensor {
    guard shape.rank >= 2 else { shapeFailure("orthogonal", [shape], "needs at least two axes") }
    let (rows, columns) = (shape[0], shape.product(1..<shape.rank))
    let (long, short) = (max(rows, columns), min(rows, columns))
    guard short > 0 else { return Tensor(zeros: shape) }
    var vectors = (0..<long * short).map { normal(at: UInt64($0)) }
    orthonormalize(&vectors, count: short, length: long)
    return unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        let (row, column) = (index / columns, index % columns)
        let (vector, element) = rows < columns ? (row, column) : (column, row)
        unsafe target[index] = Float(gain * vectors[vector * long + element])
      }
    }
  }

  /// Number `index` of a sequence of normal numbers of variance 1: numbers 2 i and 2 i + 1 of the stream make it.
  private func normal(at index: UInt64) -> Double {
    // 1 - u is never 0.
    let radius = (-2 * log(1 - uniform(at: 2 * index))).squareRoot()
    return radius * cos(2 * Double.pi * uniform(at: 2 * index + 1))
  }
}

/// Makes `count` vectors of `length` numbers, one after the other, orthonormal: Q of their QR factorization by LAPACK, with the signs
/// that make the diagonal of R positive.
private func orthonormalize(_ vectors: inout [Double], count: Int, length: Int) {
  _ = blasOnOneThread
  var (rows, columns) = (Int32(length), Int32(count))
  var factors = [Double](repeating: 0, count: count)
  var work = [Double](repeating: 0, count: 64 * count)
  var (size, status) = (Int32(work.count), Int32(0))
  unsafe dgeqrf_(&rows, &columns, &vectors, &rows, &factors, &work, &size, &status)
  let signs = (0..<count).map { vectors[$0 * length + $0] < 0 ? -1.0 : 1 }
  unsafe dorgqr_(&rows, &columns, &columns, &vectors, &rows, &factors, &work, &size, &status)
  guard status == 0 else { fatalError("dorgqr: status \(status) for \(count) vectors of \(length)") }
  for index in vectors.indices { vectors[index] *= signs[index / length] }
}
