// SPDX-License-Identifier: Apache-2.0

internal import SpectralGraphs
public import TensorCore

/// The normal distribution fitted to rows of features: their mean m and their covariance C, with
/// count - 1 in the denominator.
///
/// Two sets of images can be compared by the distributions of the features that a trained network
/// computes for them.
public struct FeatureDistribution: Sendable {
  /// The mean m, `[features]`.
  public let mean: [Double]
  /// The covariance C, `[features, features]`, in row-major order.
  public let covariance: [Double]

  /// Fits the distribution to rows, `[count, features]`. Traps if there are fewer than two.
  public init(_ rows: Tensor) {
    guard rows.rank == 2 && rows.shape[0] >= 2 else {
      shapeFailure("FeatureDistribution", [rows.shape], "expected [count, features] with at least two rows")
    }
    let (count, width) = (rows.shape[0], rows.shape[1])
    var values = rows.scalars.map { Double($0) }
    var mean = [Double](repeating: 0, count: width)
    for index in values.indices { mean[index % width] += values[index] }
    for column in 0..<width { mean[column] /= Double(count) }
    for index in values.indices { values[index] -= mean[index % width] }
    var products = [Double](repeating: 0, count: width * width)
    for row in 0..<count {
      let start = row * width
      for first in 0..<width where values[start + first] != 0 {
        for second in 0...first {
          products[first * width + second] += values[start + first] * values[start + second]
        }
      }
    }
    for first in 0..<width {
      for second in 0...first {
        let entry = products[first * width + second] / Double(count - 1)
        products[first * width + second] = entry
        products[second * width + first] = entry
      }
    }
    self.mean = mean
    covariance = products
  }

  /// Returns the squared Fréchet distance (Wasserstein-2) of two normal distributions,
  /// |m - m'|^2 + tr(C + C' - 2 (C C')^1/2) (Dowson and Landau 1982; Heusel et al. 2017). Traps if the
  /// numbers of features differ.
  ///
  /// C C' has the same eigenvalues as the symmetric matrix C^1/2 C' C^1/2, so the trace of (C C')^1/2 is
  /// the sum of their square roots.
  public func frechetDistance(to other: FeatureDistribution) -> Double {
    let width = mean.count
    guard other.mean.count == width else {
      shapeFailure("frechetDistance", [[width], [other.mean.count]], "expected equal numbers of features")
    }
    let shift = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let root = squareRootOfCovariance()
    let middle = Self.product(Self.product(root, other.covariance, width), root, width)
    let values = SymmetricDense.decompose(middle, size: width).values
    let trace = (0..<width).reduce(0) { $0 + covariance[$1 * width + $1] + other.covariance[$1 * width + $1] }
    // Rounding can make eigenvalues that are zero negative.
    let common = values.reduce(0) { $0 + max(0, $1).squareRoot() }
    return max(0, shift + trace - 2 * common)
  }

  /// Returns C^1/2 = V diag(sqrt(lambda)) V^T.
  private func squareRootOfCovariance() -> [Double] {
    let width = mean.count
    let (values, vectors) = SymmetricDense.decompose(covariance, size: width)
    var result = [Double](repeating: 0, count: width * width)
    for (number, value) in values.enumerated() where value > 0 {
      let (root, start) = (value.squareRoot(), number * width)
      for row in 0..<width {
        let factor = root * vectors[start + row]
        for column in 0..<width { result[row * width + column] += factor * vectors[start + column] }
      }
    }
    return result
  }

  /// Returns the product of two square matrices in row-major order.
  private static func product(_ left: [Double], _ right: [Double], _ width: Int) -> [Double] {
    var result = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for inner in 0..<width {
        let factor = left[row * width + inner]
        for column in 0..<width { result[row * width + column] += factor * right[inner * width + column] }
      }
    }
    return result
  }
}
