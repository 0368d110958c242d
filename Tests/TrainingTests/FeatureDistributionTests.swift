// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing
import Training

@Suite("Distributions of features and the Fréchet distance")
struct FeatureDistributionTests {
  @Test("A feature distribution has the mean and the sample covariance (over count - 1) of its rows")
  func moments() {
    let fit = FeatureDistribution(Tensor([1, 2, 3, 6, 5, 1], shape: [3, 2]))
    #expect(fit.mean == [3, 3])
    #expect(fit.covariance == [4, -1, -1, 7])
  }

  @Test("The Fréchet distance is 0 to the same distribution and the squared shift to a shifted one")
  func shift() {
    let rows = RandomStream(seed: 1, purpose: .generation).normal([40, 6])
    let fit = FeatureDistribution(rows)
    let shifted = FeatureDistribution(rows + Tensor([0, 0, 3, 0, -4, 0], shape: [6]))
    #expect(abs(fit.frechetDistance(to: fit)) < 1e-9)
    #expect(abs(fit.frechetDistance(to: shifted) - 25) < 1e-4)
    #expect(abs(shifted.frechetDistance(to: fit) - 25) < 1e-4)
  }

  @Test("Distributions with deviations s and t along the same axes are at distance sum of (s - t)^2")
  func deviations() {
    // Two rows for each of the three axes, so the covariance is diag(2 s^2 / 5).
    func rows(_ scales: [Float]) -> Tensor {
      var values = [Float](repeating: 0, count: 6 * 3)
      for (axis, scale) in scales.enumerated() {
        values[2 * axis * 3 + axis] = scale
        values[(2 * axis + 1) * 3 + axis] = -scale
      }
      return Tensor(values, shape: [6, 3])
    }
    let (first, second) = (FeatureDistribution(rows([1, 2, 0])), FeatureDistribution(rows([4, 2, 3])))
    #expect(abs(first.frechetDistance(to: second) - 2.0 / 5 * (9 + 0 + 9)) < 1e-9)
  }

  @Test("The Fréchet distance of covariances that do not commute matches the closed form in 2 dimensions")
  func turned() {
    let stream = RandomStream(seed: 9, purpose: .generation)
    let first = FeatureDistribution(stream.substream(0).normal([30, 2]))
    let stretch = Tensor([3, 1, 0, 0.5], shape: [2, 2])
    let second = FeatureDistribution(stream.substream(1).normal([30, 2]).matmul(stretch))
    let (a, b) = (first.covariance, second.covariance)
    // tr((A B)^1/2) = sqrt(tr(A B) + 2 sqrt(det(A B))).
    let trace = a[0] * b[0] + 2 * a[1] * b[1] + a[3] * b[3]
    let determinant = (a[0] * a[3] - a[1] * a[1]) * (b[0] * b[3] - b[1] * b[1])
    let root = (trace + 2 * determinant.squareRoot()).squareRoot()
    let shift = zip(first.mean, second.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let expected = shift + a[0] + a[3] + b[0] + b[3] - 2 * root
    #expect(abs(first.frechetDistance(to: second) - expected) < 1e-9)
  }
}
