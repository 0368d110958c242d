// SPDX-License-Identifier: Apache-2.0

internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension RandomStream {
  /// Returns a tensor of independent uniform numbers between two bounds.
  package func uniform(_ shape: Shape, from low: Double, to high: Double) -> Tensor {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    return unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        // Rounding to a float may exceed the bounds.
        let number = Float((2 * uniform(at: UInt64(index)) - 1) * half + middle)
        unsafe target[index] = min(max(number, Float(low)), Float(high))
      }
    }
  }

  /// Returns a tensor of independent normal numbers with mean 0 (Box and Muller 1958).
  public func normal(_ shape: Shape, deviation: Double = 1) -> Tensor {
    unsafe Tensor(shape: shape) { target in
      for index in target.indices { unsafe target[index] = Float(deviation * normal(at: UInt64(index))) }
    }
  }

  /// Returns a tensor of independent normal numbers with mean 0. Numbers beyond two deviations are drawn
  /// again.
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

  /// Returns a random matrix, with the first axis as rows and all others as columns. Its rows or
  /// columns, whichever are fewer, are orthogonal and have length `gain`.
  ///
  /// The distribution is uniform over all such matrices (Mezzadri 2007, "How to generate random matrices
  /// from the classical compact groups"). Traps if there are fewer than two axes.
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

  /// Returns number `index` of a sequence of normal numbers with variance 1, computed from the numbers 2
  /// i and 2 i + 1 of the stream.
  package func normal(at index: UInt64) -> Double {
    // 1 - u is never 0, so the logarithm is finite.
    let radius = (-2 * log(1 - uniform(at: 2 * index))).squareRoot()
    return radius * cos(2 * Double.pi * uniform(at: 2 * index + 1))
  }
}

/// Makes `count` vectors of `length` numbers, stored one after the other, orthonormal. The result is Q
/// of their QR factorization by LAPACK, with the signs that make the diagonal of R positive.
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
