// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

/// The shapes and the geometry of a convolution.
struct ConvolutionCase: Sendable, CustomStringConvertible {
  var input: Shape
  var weight: Shape
  var geometry: ConvolutionGeometry

  var description: String {
    "\(input) * \(weight), stride \(geometry.stride), padding \(geometry.padding), dilation \(geometry.dilation), "
      + "\(geometry.groups) groups"
  }

  init(
    _ input: Shape, _ weight: Shape, stride: Extent2D = 1, padding: Margins = Margins(),
    dilation: Extent2D = 1,
    groups: Int = 1
  ) {
    self.input = input
    self.weight = weight
    geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// Creates a case with random shapes and geometry.
  init(random number: Int) {
    let stream = RandomStream(seed: 77, purpose: .generation, ordinal: UInt64(number))
    var index: UInt64 = 0
    func draw(_ range: ClosedRange<Int>) -> Int {
      index += 1
      return range.lowerBound + stream.integer(below: range.count, at: index)
    }
    let groups = [1, 1, 1, 2, 3][draw(0...4)]
    let perGroup = [1, 2, 3, 5, 17][draw(0...4)]
    let outputs = [1, 2, 3, 18][draw(0...3)]
    let kernel = Extent2D(height: draw(1...4), width: draw(1...4))
    let dilation = Extent2D(height: draw(1...3), width: draw(1...2))
    let padding = Margins(top: draw(0...2), bottom: draw(0...2), left: draw(0...3), right: draw(0...2))
    let height =
      max(1, (kernel.height - 1) * dilation.height + 1 - padding.top - padding.bottom) + draw(0...6)
    let width = max(1, (kernel.width - 1) * dilation.width + 1 - padding.left - padding.right) + draw(0...20)
    self.init(
      [draw(0...2), groups * perGroup, height, width],
      [groups * outputs, perGroup, kernel.height, kernel.width],
      stride: Extent2D(height: draw(1...3), width: draw(1...4)), padding: padding, dilation: dilation,
      groups: groups)
  }
}

@Suite("Convolutions and their gradients match the sums of their definition")
struct ConvolutionTests {
  /// Cases for each algorithm and for the limits between algorithms.
  static let cases: [ConvolutionCase] = [
    // Kernels of one pixel are matrix products.
    .init([2, 3, 4, 5], [4, 3, 1, 1]), .init([1, 6, 50, 51], [9, 2, 1, 1], groups: 3),
    .init([3, 150, 2, 2], [140, 150, 1, 1]), .init([2, 3, 5, 4], [4, 3, 1, 1], stride: 2),
    .init([2, 3, 5, 4], [4, 3, 1, 1], padding: Margins(1)),
    // Depthwise convolutions have one channel per group.
    .init([2, 3, 8, 7], [6, 1, 3, 3], padding: Margins(1), groups: 3),
    .init([2, 20, 9, 8], [20, 1, 3, 2], stride: 2, padding: Margins(top: 1), groups: 20),
    .init(
      [1, 17, 40, 41], [34, 1, 5, 5], stride: Extent2D(height: 2, width: 3), padding: Margins(2), groups: 17),
    .init([1, 4, 9, 9], [8, 1, 2, 2], stride: 4, dilation: 3, groups: 4),
    // 3 x 3 kernels are computed in tiles: whole tiles, partial tiles, several chunks and one image in
    // several chunks.
    .init([2, 16, 16, 16], [16, 16, 3, 3], padding: Margins(1)),
    .init([3, 19, 15, 18], [21, 19, 3, 3], padding: Margins(top: 0, bottom: 2, left: 3, right: 1)),
    .init([6, 33, 14, 12], [18, 33, 3, 3], padding: Margins(1)),
    .init([1, 16, 172, 176], [16, 16, 3, 3], padding: Margins(1)),
    .init([9, 16, 64, 64], [16, 16, 3, 3], padding: Margins(1)),
    .init([2, 16, 30, 40], [24, 16, 3, 3]),
    // All other sizes use the general algorithm.
    .init([1, 1, 1, 1], [1, 1, 1, 1], padding: Margins(2)),
    .init([1, 3, 1, 1], [2, 3, 3, 3], padding: Margins(1)),
    .init([2, 2, 9, 1], [3, 2, 4, 1], stride: 2, padding: Margins(top: 1, bottom: 2), dilation: 2),
    .init([20, 3, 40, 50], [33, 3, 3, 3], padding: Margins(1)),
    .init([1, 36, 70, 66], [34, 36, 3, 4], stride: 2, padding: Margins(2)),
    .init([2, 34, 9, 10], [8, 17, 3, 3], stride: 3, padding: Margins(1), groups: 2),
    .init([0, 3, 8, 8], [4, 3, 3, 3]), .init([0, 3, 8, 8], [4, 3, 1, 1]),
    .init([0, 3, 8, 8], [3, 1, 3, 3], groups: 3),
  ]

  @Test("Every convolution algorithm matches the definition, with its gradients", arguments: cases)
  func definition(convolution: ConvolutionCase) { check(convolution, seed: 1) }

  @Test("Convolutions of random sizes match the definition, with their gradients", arguments: 0..<200)
  func random(number: Int) { check(ConvolutionCase(random: number), seed: UInt64(number)) }

  /// Compares the value and the gradients with the definition. A convolution is linear in each operand,
  /// so the gradients need no finite differences.
  private func check(_ convolution: ConvolutionCase, seed: UInt64) {
    let (input, weight, geometry) = (convolution.input, convolution.weight, convolution.geometry)
    let samples = Samples(seed: seed)
    let tensors = [
      samples.tensor(input), samples.tensor(weight, ordinal: 1), samples.tensor([weight[0]], ordinal: 2),
    ]
    let numbers = tensors.map { $0.scalars.map { Double($0) } }
    let tape = Tape()
    let leaves = tensors.map { Variable(leaf: $0, on: tape) }
    let rectified = leaves[0].convolved(with: leaves[1], bias: leaves[2], rectifying: true, geometry)
    let expected = NaiveImages.convolution(numbers[0], numbers[1], numbers[2], input, weight, geometry)
    #expect(mismatch(rectified.value, expected.map { max(0, $0) }) == nil)
    let cotangent = samples.tensor(rectified.shape, ordinal: 3)
    rectified.backward(cotangent: cotangent)
    // Rounding can decide whether an output is above 0, so the reference uses the signs of the tensor.
    let passed = zip(cotangent.scalars, rectified.value.scalars).map { $1 > 0 ? Double($0) : 0 }
    #expect(
      mismatch(
        leaves[0].takeGradient(),
        NaiveImages.transposedConvolution(passed, numbers[1], nil, input, weight, geometry)) == nil)
    #expect(
      mismatch(
        leaves[1].takeGradient(), NaiveImages.weightGradient(numbers[0], passed, input, weight, geometry))
        == nil)
    let pixels = max(1, rectified.shape[2] * rectified.shape[3])
    var sums = [Double](repeating: 0, count: weight[0])
    for (index, value) in passed.enumerated() { sums[index / pixels % weight[0]] += value }
    #expect(mismatch(leaves[2].takeGradient(), sums) == nil)
  }

  @Test(
    "Transposed convolutions and their gradients match the definition",
    arguments: cases + (0..<100).map { ConvolutionCase(random: 1000 + $0) })
  func transposed(convolution: ConvolutionCase) {
    let (input, weight, geometry) = (convolution.input, convolution.weight, convolution.geometry)
    let size = NaiveImages.outputSize(input, weight, geometry)
    let output: Shape = [input[0], weight[0], size.height, size.width]
    let samples = Samples(seed: 5)
    let tensors = [
      samples.tensor(output), samples.tensor(weight, ordinal: 1), samples.tensor([input[1]], ordinal: 2),
    ]
    let numbers = tensors.map { $0.scalars.map { Double($0) } }
    let tape = Tape()
    let leaves = tensors.map { Variable(leaf: $0, on: tape) }
    let result = leaves[0].transposeConvolved(
      with: leaves[1], bias: leaves[2], geometry, size: Extent2D(height: input[2], width: input[3]))
    #expect(
      mismatch(
        result.value,
        NaiveImages.transposedConvolution(numbers[0], numbers[1], numbers[2], input, weight, geometry)) == nil
    )
    let cotangent = samples.tensor(input, ordinal: 3)
    let back = cotangent.scalars.map { Double($0) }
    result.backward(cotangent: cotangent)
    #expect(
      mismatch(
        leaves[0].takeGradient(), NaiveImages.convolution(back, numbers[1], nil, input, weight, geometry))
        == nil)
    #expect(
      mismatch(
        leaves[1].takeGradient(), NaiveImages.weightGradient(back, numbers[0], input, weight, geometry))
        == nil)
  }

  @Test(
    "Convolution gradients that are not requested are not computed, and the others agree", arguments: cases)
  func partial(convolution: ConvolutionCase) {
    let samples = Samples(seed: 6)
    let (x, w) = (samples.tensor(convolution.input), samples.tensor(convolution.weight, ordinal: 1))
    let y = x.convolved(with: w, convolution.geometry)
    let dy = samples.tensor(y.shape, ordinal: 2)
    let both = x.convolutionGradients(
      with: w, convolution.geometry, by: dy, wantsInput: true, wantsWeight: true)
    let input = x.convolutionGradients(
      with: w, convolution.geometry, by: dy, wantsInput: true, wantsWeight: false)
    let weight = x.convolutionGradients(
      with: w, convolution.geometry, by: dy, wantsInput: false, wantsWeight: true)
    #expect(input.weight == nil && weight.input == nil)
    #expect(input.input.flatMap { left in both.input.map { mismatch(left, $0) == nil } } == true)
    #expect(weight.weight.flatMap { left in both.weight.map { mismatch(left, $0) == nil } } == true)
  }

  @Test("Convolutions and their gradients give the same bits for any number of threads", arguments: cases)
  func threads(convolution: ConvolutionCase) {
    let samples = Samples(seed: 7)
    let (x, w) = (samples.tensor(convolution.input), samples.tensor(convolution.weight, ordinal: 1))
    let runs = [1, 2, 5].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        let y = x.convolved(with: w, convolution.geometry)
        let gradients = x.convolutionGradients(
          with: w, convolution.geometry, by: y, wantsInput: true, wantsWeight: true)
        return [y, gradients.input, gradients.weight].compactMap(\.self)
      }
    }
    for run in runs.dropFirst() {
      #expect(run.count == 3 && zip(run, runs[0]).allSatisfy { sameBits($0, $1) })
    }
  }
}
