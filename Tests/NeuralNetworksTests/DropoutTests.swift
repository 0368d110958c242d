// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Dropout of elements")
struct DropoutTests {
  @Test(
    "Dropout drops its share of the elements and preserves the expected value",
    arguments: [0.1, 0.5, 0.9] as [Float])
  func expectedValue(rate: Float) {
    let ones = Variable(Tensor(repeating: 1, shape: [1_000, 200]))
    let output = Dropout(rate: rate)(ones, ForwardContext(training: 1, step: 0)).value
    let dropped = Double(output.scalars.count { $0 == 0 }) / 200_000
    #expect(abs(dropped - Double(rate)) < 0.005)
    #expect(abs(output.mean().scalar - 1) < 0.02)
    #expect(Set(output.scalars).count == 2)
  }

  @Test("Dropout with rate 0 changes nothing, and with rate 1 drops everything")
  func extremes() {
    let input = Variable(Samples(seed: 1).tensor([30, 5]))
    let context = ForwardContext(training: 1, step: 0)
    #expect(Dropout(rate: 0)(input, context).value == input.value)
    #expect(Dropout(rate: 1)(input, context).value == Tensor(zeros: [30, 5]))
  }

  @Test("Dropout drops nothing in evaluation", arguments: [0, 0.5, 1] as [Float])
  func evaluation(rate: Float) {
    let input = Variable(Samples(seed: 1).tensor([30, 5]))
    #expect(Dropout(rate: rate)(input, ForwardContext()).value == input.value)
  }

  @Test("Dropout repeats its mask for the same step and differs between seeds, steps and layers")
  func masks() {
    let ones = Variable(Tensor(repeating: 1, shape: [500]))
    let dropout = Dropout(rate: 0.5)
    let context = ForwardContext(training: 1, step: 2)
    let first = dropout(ones, context).value
    #expect(dropout(ones, ForwardContext(training: 1, step: 2)).value == first)
    #expect(dropout(ones, context).value != first)
    #expect(dropout(ones, ForwardContext(training: 1, step: 3)).value != first)
    #expect(dropout(ones, ForwardContext(training: 2, step: 2)).value != first)
  }

  @Test("The gradient of dropout flows only through kept elements, scaled like the values")
  func gradient() {
    let context = ForwardContext(training: 3, step: 0)
    let input = context.leaf(Tensor(repeating: 1, shape: [100]))
    let output = Dropout(rate: 0.25)(input, context)
    output.sum().backward()
    #expect(input.takeGradient() == output.value)
  }

  @Test("Dropout on sparse features drops stored entries of the matrix")
  func sparseFeatures() {
    let samples = Samples(seed: 4)
    let matrix = samples.sparse(40, 30, entries: 300)
    let weight = Variable(samples.tensor([30, 8], ordinal: 5))
    let context = ForwardContext(training: 5, step: 1)
    let product = Dropout(rate: 0.5)(FeatureVariable(.sparse(matrix)), context).multiplied(by: weight).value
    // Draws the first mask of this step again.
    let stream = ForwardContext(training: 5, step: 1).nextStream(.dropout)
    let mask = RandomMask(count: matrix.nonZeroCount, probability: 0.5, stream: stream)
    let thinned = SparseMatrix<Float>(
      pattern: matrix.pattern,
      values: SharedBuffer(matrix.values.enumerated().map { mask[$0.offset] ? $0.element * 2 : 0 }))
    #expect(mismatch(product, thinned.multiplied(by: weight.value)) == nil)
  }

  @Test("Sparse features pass dropout unchanged in evaluation or at rate 0 and vanish at rate 1")
  func sparseExtremes() {
    let samples = Samples(seed: 6)
    let matrix = samples.sparse(20, 10, entries: 60)
    let weight = Variable(samples.tensor([10, 3], ordinal: 5))
    let features = FeatureVariable(.sparse(matrix))
    let whole = matrix.multiplied(by: weight.value)
    let training = ForwardContext(training: 1, step: 0)
    #expect(Dropout(rate: 0.5)(features, ForwardContext()).multiplied(by: weight).value == whole)
    #expect(Dropout(rate: 0)(features, training).multiplied(by: weight).value == whole)
    #expect(Dropout(rate: 1)(features, training).multiplied(by: weight).value == whole * 0)
  }

  @Test("A dropout rate outside 0...1 traps", arguments: [-0.1, 1.5] as [Float])
  func invalidRate(rate: Float) async {
    await #expect(processExitsWith: .failure) { [rate] in _ = Dropout(rate: rate) }
  }
}
