// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Batch deviation as an additional feature")
struct BatchDeviationTests {
  @Test("BatchDeviation appends the mean standard deviation of the features over the batch as a feature")
  func byHand() {
    // The deviations of the two features are 1 and 3.
    let input = Tensor([2, 0, 4, 6], shape: [2, 2])
    let output = BatchDeviation(epsilon: 0)(Variable(input), ForwardContext()).value
    #expect(output.scalars == [2, 0, 2, 4, 6, 2])
  }

  @Test("BatchDeviation of equal examples is the root of epsilon and has finite gradients")
  func equalExamples() {
    let context = ForwardContext(training: 0, step: 0)
    let input = Tensor(repeating: 3, shape: [4, 2])
    let weight = Parameter(Tensor(repeating: 1, shape: [2]))
    let output = BatchDeviation(epsilon: 1e-4)(Variable(input) * context[weight], context)
    #expect(output.value.scalars.enumerated().allSatisfy { $0 % 3 == 2 ? abs($1 - 0.01) < 1e-6 : $1 == 3 })
    let gradient = context.gradients(of: output.sum())[weight]
    #expect(gradient?.scalars == [12, 12])
  }

  @Test(
    "The value and gradient of BatchDeviation match straightforward arithmetic",
    arguments: [[1, 3], [5, 4], [16, 1]])
  func gradients(shape: [Int]) {
    let (rows, width) = (shape[0], shape[1])
    let bad = GradientCheck.mismatch([Samples(seed: 6).tensor(Shape(shape))], relative: 1e-4) {
      (inputs: [[Double]]) -> [Double] in
      let x = inputs[0]
      let deviations = (0..<width).map { column in
        let values = (0..<rows).map { x[$0 * width + column] }
        let mean = values.reduce(0, +) / Double(rows)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows) + 1e-2).squareRoot()
      }
      let common = deviations.reduce(0, +) / Double(width)
      return (0..<rows).flatMap { Array(x[$0 * width..<($0 + 1) * width]) + [common] }
    } operation: { (inputs: [Variable]) -> Variable in
      BatchDeviation(epsilon: 1e-2)(inputs[0], ForwardContext())
    }
    #expect(bad == nil)
  }
}
