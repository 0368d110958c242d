import TensorCore
import Testing
import Training

@Suite("Distributions of features")
struct FeatureDistributionTests {
  @Test("Mean and covariance are those of the rows, over count - 1")
  func moments() {
    let fit = FeatureDistribution(Tensor([1, 2, 3, 6, 5, 1], shape: [3, 2]))
    #expect(fit.mean == [3, 3])
    #expect(fit.covariance == [4, -1, -1, 7])
  }

  @Test("The distance of a distribution to itself is 0, and that to a shifted one the squared shift")
  func shift() {
    let rows = RandomStream(seed: 1, purpose: .generation).normal([40, 6])
    let fit = FeatureDistribution(rows)
    let shifted = FeatureDistribution(rows + Tensor([0, 0, 3, 0, -4, 0], shape: [6]))
    #expect(abs(fit.frechetDistance(to: fit)) < 1e-9)
    #expect(abs(fit.frechetDistance(to: shifted) - 25) < 1e-4)
    #expect(abs(shifted.frechetDistance(to: fit) - 25) < 1e-4)
  }

  @Test("Along axes of their own, deviations s and t are (s - t)^2 apart")
  func deviations() {
    // Three rows of every axis: covariance diag(2 s^2 / 5).
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

  @Test("Covariances that do not commute: the closed form of 2 x 2 matrices")
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
