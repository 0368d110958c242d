// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Normalisations and their gradients match their formulas")
struct NormalizationTests {
  /// Normalises the elements at `members` to mean 0 and variance 1.
  private static func normalize(_ x: inout [Double], _ members: [Int], epsilon: Double) {
    let mean = members.reduce(0) { $0 + x[$1] } / Double(members.count)
    let variance = members.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / Double(members.count)
    for member in members { x[member] = (x[member] - mean) / (variance + epsilon).squareRoot() }
  }

  /// Returns y = n(x) w + b for `[batch, channels, ...]`, normalised over the elements for which `key`
  /// returns the same number.
  private static func reference(
    _ shape: Shape, epsilon: Double, _ key: @escaping (_ image: Int, _ channel: Int) -> Int
  ) -> ([[Double]]) -> [Double] {
    let size = shape.product(2..<shape.rank)
    let members = Dictionary(grouping: 0..<shape.elementCount) {
      key($0 / size / shape[1], $0 / size % shape[1])
    }
    return { inputs in
      var x = inputs[0]
      for group in members.values { normalize(&x, group, epsilon: epsilon) }
      return x.indices.map { index in
        let channel = index / size % shape[1]
        return x[index] * inputs[1][channel] + inputs[2][channel]
      }
    }
  }

  private static func inputs(_ shape: Shape, _ count: Int) -> [Tensor] {
    let samples = Samples(seed: 1)
    return [
      samples.tensor(shape) * 2 + 1, samples.tensor([count], ordinal: 1), samples.tensor([count], ordinal: 2),
    ]
  }

  static let shapes: [Shape] = [
    [2, 1], [5, 3], [40, 17], [3, 4, 7], [2, 3, 4, 5], [1, 2, 5, 7], [4, 6, 1, 1], [2, 2, 17, 3],
  ]

  @Test(
    "Batch normalisation matches the formula, with and without rectification", arguments: shapes,
    [false, true])
  func batch(shape: Shape, rectifying: Bool) {
    let plain = Self.reference(shape, epsilon: 1e-3) { _, channel in channel }
    #expect(
      GradientCheck.mismatch(Self.inputs(shape, shape[1]), relative: 2e-5) {
        plain($0).map { rectifying ? max(0, $0) : $0 }
      } operation: {
        $0[0].batchNormalized(weight: $0[1], bias: $0[2], epsilon: 1e-3, rectifying: rectifying).output
      } == nil)
  }

  @Test("Batch normalisation of 3,000 rows without scale and shift gives mean 0 and variance 1")
  func batchWithoutScale() {
    let inputs = Self.inputs([3000, 5], 5)
    let (output, mean, variance) = Variable(inputs[0]).batchNormalized(weight: nil, bias: nil, epsilon: 0)
    let (centre, spread) = output.value.channelMoments()
    #expect(mismatch(centre, [Double](repeating: 0, count: 5)) == nil)
    #expect(mismatch(spread, [Double](repeating: 1, count: 5)) == nil)
    for channel in 0..<5 {
      let numbers = (0..<3000).map { Double(inputs[0][$0, channel]) }
      let expected = numbers.reduce(0, +) / 3000
      #expect(abs(Double(mean[channel]) - expected) < 1e-5)
      let squares = numbers.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / 3000
      #expect(abs(Double(variance[channel]) - squares) < 1e-5 * squares)
    }
  }

  @Test(
    "Batch normalisation keeps its precision for values far from 0",
    arguments: [[64, 3], [4, 3, 16, 16]] as [Shape])
  func farFromZero(shape: Shape) {
    let near = Samples(seed: 2).tensor(shape)
    let far = (near + 4096) + -4096
    let one = Variable(far).batchNormalized(weight: nil, bias: nil, epsilon: 1e-5).output.value
    let other = Variable(far + 4096).batchNormalized(weight: nil, bias: nil, epsilon: 1e-5).output.value
    #expect(mismatch(other, one, relative: 1e-3) == nil)
  }

  @Test(
    "Channel normalisation with given mean and variance matches the formula", arguments: shapes,
    [false, true])
  func constant(shape: Shape, rectifying: Bool) {
    let mean = Samples(seed: 3).tensor([shape[1]])
    let variance = Samples(seed: 4).tensor([shape[1]], in: 0.5...2)
    let size = shape.product(2..<shape.rank)
    #expect(
      GradientCheck.mismatch(Self.inputs(shape, shape[1])) { inputs in
        inputs[0].indices.map { index in
          let channel = index / size % shape[1]
          let factor = 1 / (Double(variance[channel]) + 0.1).squareRoot()
          let value =
            (inputs[0][index] - Double(mean[channel])) * factor * inputs[1][channel] + inputs[2][channel]
          return rectifying ? max(0, value) : value
        }
      } operation: {
        $0[0].channelsNormalized(
          mean: mean, variance: variance, weight: $0[1], bias: $0[2], epsilon: 0.1, rectifying: rectifying)
      } == nil)
  }

  @Test(
    "Group normalisation matches the formula",
    arguments: [[3, 6, 4, 5], [2, 6], [1, 6, 17], [2, 6, 1, 1]] as [Shape],
    [1, 2, 3])
  func groups(shape: Shape, groups: Int) {
    let perGroup = shape[1] / groups
    #expect(
      GradientCheck.mismatch(
        Self.inputs(shape, shape[1]), relative: 2e-5,
        reference: Self.reference(shape, epsilon: 1e-3) { $0 * groups + $1 / perGroup }
      ) {
        $0[0].groupsNormalized(groups: groups, weight: $0[1], bias: $0[2], epsilon: 1e-3)
      } == nil)
  }

  @Test("Instance normalisation without scale and shift matches the formula")
  func instances() {
    let shape: Shape = [2, 3, 4, 5]
    let reference = Self.reference(shape, epsilon: 1e-3) { $0 * 3 + $1 }
    #expect(
      GradientCheck.mismatch([Self.inputs(shape, 3)[0]], relative: 2e-5) {
        reference([$0[0], [1, 1, 1], [0, 0, 0]])
      } operation: {
        $0[0].groupsNormalized(groups: 3, weight: nil, bias: nil, epsilon: 1e-3)
      } == nil)
  }

  @Test(
    "Row normalisation matches the formula",
    arguments: [[1, 2], [5, 3], [4, 16], [3, 2, 17], [2, 100]] as [Shape])
  func rows(shape: Shape) {
    let width = shape[shape.rank - 1]
    #expect(
      GradientCheck.mismatch(Self.inputs(shape, width), relative: 2e-5) { inputs in
        var x = inputs[0]
        for row in 0..<shape.elementCount / width {
          Self.normalize(&x, Array(row * width..<(row + 1) * width), epsilon: 1e-3)
        }
        return x.indices.map { x[$0] * inputs[1][$0 % width] + inputs[2][$0 % width] }
      } operation: {
        $0[0].rowsNormalized(weight: $0[1], bias: $0[2], epsilon: 1e-3)
      } == nil)
  }

  @Test("Row normalisation of zero rows has zero gradients")
  func empty() {
    let tape = Tape()
    let input = Variable(leaf: Tensor(zeros: [0, 3]), on: tape)
    let weight = Variable(leaf: Tensor(repeating: 1, shape: [3]), on: tape)
    let output = input.rowsNormalized(weight: weight, bias: weight, epsilon: 1)
    output.backward(cotangent: Tensor(zeros: [0, 3]))
    #expect(input.takeGradient().shape == [0, 3] && weight.takeGradient() == Tensor(zeros: [3]))
  }

  @Test(
    "Batch and group normalisation give the same bits for any number of threads",
    arguments: [[3000, 33], [9, 40, 30, 31]] as [Shape])
  func threads(shape: Shape) {
    let inputs = Self.inputs(shape, shape[1])
    let runs = [1, 2, 5].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        let tape = Tape()
        let leaves = inputs.map { Variable(leaf: $0, on: tape) }
        let batch = leaves[0].batchNormalized(weight: leaves[1], bias: leaves[2], epsilon: 1e-5).output
        let group = leaves[0].groupsNormalized(groups: 1, weight: leaves[1], bias: leaves[2], epsilon: 1e-5)
        var values = [batch.value, group.value]
        (batch * group).sum().backward()
        values += leaves.map { $0.takeGradient() }
        return values
      }
    }
    for run in runs.dropFirst() { #expect(zip(run, runs[0]).allSatisfy { sameBits($0, $1) }) }
  }
}
