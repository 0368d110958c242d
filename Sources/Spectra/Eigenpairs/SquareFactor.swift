// SPDX-License-Identifier: Apache-2.0

/// A factor R of the Gram matrix G = R^T R of a block w, and its inverse. The columns of w R^-1 are
/// orthonormal.
///
/// The factor is computed from the eigenvalues of the scaled Gram matrix (Stathopoulos and Wu 2002),
/// which show the number of independent directions in the block. The columns of w R^-1 from `rank` on
/// are 0, as are those rows of R.
struct SquareFactor {
  /// The number of rows and columns.
  let width: Int
  /// R, `[width, width]`, row-major.
  let factor: [Double]
  /// R^-1 in the independent directions, `[width, width]`, row-major.
  let inverse: [Double]
  /// The number of independent directions.
  let rank: Int
  /// The ratio of the largest to the smallest length in those directions, after scaling columns to equal
  /// length.
  let condition: Double
  /// The length of the shortest column of w.
  let shortest: Double

  /// Computes the factor of a Gram matrix.
  ///
  /// - Parameters:
  ///   - gram: The Gram matrix, `[width, width]`, row-major.
  ///   - width: The number of rows and columns.
  ///   - floor: The length up to which columns count as 0.
  init(gram: [Double], width: Int, floor: Double) {
    self.width = width
    let lengths = (0..<width).map { max(0, gram[$0 * width + $0]).squareRoot() }
    shortest = lengths.min() ?? 0
    let scales = lengths.map { $0 > floor ? 1 / $0 : 0 }
    var scaled = gram
    for row in 0..<width {
      for column in 0..<width { scaled[row * width + column] *= scales[row] * scales[column] }
    }
    let (values, vectors) = SymmetricDense.decompose(scaled, size: width)
    // In descending order.
    let order = (0..<width).reversed().filter { values[$0] > 1e-13 }
    var factor = [Double](repeating: 0, count: width * width)
    var inverse = factor
    for (index, source) in order.enumerated() {
      let length = values[source].squareRoot()
      for column in 0..<width {
        let element = vectors[source * width + column]
        factor[index * width + column] = length * element * (scales[column] > 0 ? lengths[column] : 0)
        inverse[column * width + index] = element * scales[column] / length
      }
    }
    self.factor = factor
    self.inverse = inverse
    rank = order.count
    condition = order.isEmpty ? 1 : (values[order[0]] / values[order[order.count - 1]]).squareRoot()
  }

  /// Returns the first `count` columns of R^-1 as the columns from `target` on. The other columns are 0.
  func columnsOfInverse(_ count: Int, movedTo target: Int) -> [Double] {
    var moved = [Double](repeating: 0, count: inverse.count)
    for row in 0..<width {
      for column in 0..<count { moved[row * width + target + column] = inverse[row * width + column] }
    }
    return moved
  }

  /// Returns the product of two square matrices, row-major.
  static func product(_ left: [Double], _ right: [Double], _ width: Int) -> [Double] {
    var result = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for inner in 0..<width {
        for column in 0..<width {
          result[row * width + column] += left[row * width + inner] * right[inner * width + column]
        }
      }
    }
    return result
  }
}
