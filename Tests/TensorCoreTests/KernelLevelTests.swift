// SPDX-License-Identifier: Apache-2.0

import CGraphKernels
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

/// The instruction set applies to the whole process, and other tests compare bits at the same time, so
/// each comparison of instruction sets runs in a separate process.
@Suite("Each instruction set gives the results of the plain kernels")
struct KernelLevelTests {
  @Test("Sparse products are the same with each instruction set")
  func sparse() async {
    await #expect(processExitsWith: .success) {
      let samples = Samples(seed: 21)
      let matrix = samples.sparse(300, 200, entries: 4000)
      let stream = RandomStream(seed: 1, purpose: .dropout)
      let mask = RandomMask(count: matrix.nonZeroCount, probability: 0.5, stream: stream)
      for width in [1, 7, 8, 16, 17, 31, 32, 64, 130, 257] {
        let dense = samples.tensor([200, width], ordinal: 5)
        let back = samples.tensor([300, width], ordinal: 6)
        compareLevels {
          [
            matrix.multiplied(by: dense), matrix.multiplied(by: dense, keeping: mask, scale: 2),
            matrix.transposeMultiplied(by: back, keeping: mask, scale: 2),
          ]
        }
      }
    }
  }

  @Test("Random masks are the same bit for bit with each instruction set")
  func masks() async {
    await #expect(processExitsWith: .success) {
      let masks = levels.map { level in
        gnk_set_level(level)
        return RandomMask(count: 5000, probability: 0.37, stream: RandomStream(seed: 3, purpose: .dropout))
          .words
      }
      guard masks[1] == masks[0] && masks[2] == masks[0] else { fatalError("masks differ between levels") }
    }
  }

  @Test("Elementwise functions, softmax, reductions and narrow products agree with each instruction set")
  func dense() async {
    await #expect(processExitsWith: .success) {
      let functions: [ElementwiseFunction] = [
        .exponential, .sigmoid, .relu, .silu, .hyperbolicTangent, .gelu, .geluTanh, .softplus, .logSigmoid,
        .mish,
        .sine, .cosine, .elu(), .hardSwish, .hardSigmoid, .relu6,
      ]
      for width in [1, 15, 16, 33] {
        let samples = Samples(seed: 22)
        let x = samples.tensor([37, width], ordinal: 1)
        let w = samples.tensor([width, 9], ordinal: 2)
        let mask = RandomMask(
          count: x.count, probability: 0.5, stream: RandomStream(seed: 1, purpose: .dropout))
        compareLevels {
          functions.flatMap { function in
            let output = x.map(function)
            return [output, x.gradient(of: function, output: output, times: x)]
          } + [
            (x.map(.square) + 0.1).map(.logarithm), Tensor(Float(x.squareSum())),
            Tensor(Float(x.absoluteSum())),
            x.softmax(), x.sum(), x.sum(axis: 0), x.sum(axis: 1), x.matmul(w),
            x.matmul(x.matmul(w), transposingLeft: true), x.masked(by: mask, scale: 2), x + x.sum(axis: 0),
            x.relu(maskedBy: mask, scale: 2).output,
            x.masked(by: x.relu(maskedBy: mask, scale: 2).passed, scale: 2),
          ]
        }
      }
    }
  }

  @Test("Matrix products, log-softmax and streamed outputs agree with each instruction set")
  func products() async {
    await #expect(processExitsWith: .success) {
      let samples = Samples(seed: 24)
      for size in ProductSize.all where size.m * size.k * size.n < 10_000_000 {
        let (left, right) = (samples.tensor([size.m, size.k]), samples.tensor([size.k, size.n], ordinal: 1))
        let (turnedLeft, turnedRight) = (left.transposed(), right.transposed())
        compareLevels {
          [
            left.matmul(right), left.matmul(turnedRight, transposingRight: true),
            turnedLeft.matmul(right, transposingLeft: true),
            turnedLeft.matmul(turnedRight, transposingLeft: true, transposingRight: true),
          ]
        }
      }
      for width in [1, 15, 16, 40] {
        let (x, y) = (samples.tensor([37, width]), samples.tensor([37, width], ordinal: 1))
        compareLevels {
          let operations = [
            GNK_ADD, GNK_SUBTRACT, GNK_MULTIPLY, GNK_DIVIDE, GNK_MAXIMUM, GNK_MINIMUM, GNK_RECTIFY,
            GNK_RECTIFY_SLOPE,
          ]
          if width % 16 == 0 {
            var (streamed, room) = (Tensor(zeros: x.shape), Tensor(zeros: [width]))
            unsafe gnk_stream_softmax_rows(
              x.pointer, streamed.uniquePointer(), Int64(width), 0, 37, room.uniquePointer())
            if !sameBits(streamed, x.softmax()) { fatalError("streamed softmax differs") }
          }
          return [x.softmaxOverLastAxis(logarithm: true)]
            + operations.map { operation in
              var (streamed, stored) = (Tensor(zeros: x.shape), Tensor(zeros: x.shape))
              unsafe gnk_stream_binary(
                operation, x.pointer, y.pointer, streamed.uniquePointer(), Int64(x.count))
              unsafe gnk_binary(operation, x.pointer, 1, y.pointer, 1, stored.uniquePointer(), Int64(x.count))
              if !sameBits(streamed, stored) { fatalError("streamed numbers differ, operation \(operation)") }
              return streamed
            }
        }
      }
    }
  }

  @Test("Elementwise functions with streamed outputs agree with each instruction set, for any length")
  func streamedFunctions() async {
    await #expect(processExitsWith: .success) {
      for count in [1, 1023, 1024, 1040, 3000] {
        let x = Samples(seed: 27).tensor([count])
        compareLevels {
          [GNK_RELU, GNK_SQUARE, GNK_NEGATE, GNK_SCALE, GNK_EXP].map { function in
            var (streamed, stored) = (Tensor(zeros: x.shape), Tensor(zeros: x.shape))
            unsafe gnk_stream_unary(function, 1.5, 0, x.pointer, streamed.uniquePointer(), Int64(count))
            unsafe gnk_unary(function, 1.5, 0, x.pointer, stored.uniquePointer(), Int64(count))
            if !sameBits(streamed, stored) { fatalError("streamed numbers differ, function \(function)") }
            return streamed
          }
        }
      }
    }
  }

  @Test("Convolutions, normalisation, pooling and resampling agree with each instruction set")
  func images() async {
    await #expect(processExitsWith: .success) {
      let samples = Samples(seed: 23)
      let geometries: [(Shape, Shape, ConvolutionGeometry)] = [
        ([2, 40, 13, 21], [35, 40, 3, 3], ConvolutionGeometry(padding: Margins(1))),
        ([2, 9, 13, 21], [35, 9, 5, 2], ConvolutionGeometry(stride: 2, padding: Margins(2), dilation: 2)),
        ([2, 21, 9, 14], [42, 1, 3, 3], ConvolutionGeometry(stride: 2, padding: Margins(1), groups: 21)),
        ([2, 21, 9, 14], [20, 21, 1, 1], ConvolutionGeometry()),
      ]
      for (input, weight, geometry) in geometries {
        let (x, w) = (samples.tensor(input), samples.tensor(weight, ordinal: 1))
        let dy = samples.tensor(x.convolved(with: w, geometry).shape, ordinal: 2)
        let bias = samples.tensor([weight[0]], ordinal: 3)
        compareLevels {
          let gradients = x.convolutionGradients(
            with: w, geometry, by: dy, where: dy, wantsInput: true, wantsWeight: true)
          return [gradients.input, gradients.weight].compactMap(\.self) + [
            x.convolved(with: w, bias: bias, rectifying: true, geometry), dy.channelSums(where: dy),
          ]
        }
      }
      for shape in [[40, 19], [3, 5, 6, 37]] as [Shape] {
        let (x, g) = (samples.tensor(shape), samples.tensor(shape, ordinal: 1))
        let numbers = samples.tensor([shape[1]], ordinal: 2)
        let function = ChannelAffine(centre: numbers, scale: numbers, shift: numbers * 0.1, rectifying: true)
        let row = samples.tensor([shape[shape.rank - 1]], ordinal: 3)
        compareLevels {
          let rows = x.rowsNormalized(weight: row, bias: row, epsilon: 1e-3)
          let gradients = x.rowsNormalizedGradient(weight: row, means: rows.means, factors: rows.factors, g)
          let sums = x.affineGradientSums(function, g)
          return [
            x.channelMoments().mean, x.channelMoments().variance, x.affine(function), sums.sums,
            sums.products,
            x.affineGradient(function, g, slope: numbers, offset: numbers), rows.output, gradients.input,
            gradients.weight, gradients.bias, x.addingRectified(g),
          ]
        }
      }
      let image = samples.tensor([2, 3, 10, 37], ordinal: 4)
      let size = Extent2D(height: 10, width: 37)
      let halves = PoolingWindows(
        size: size, kernel: 2, stride: 2, padding: 0, ceilMode: false, countingPadding: false,
        shape: image.shape)
      let lines = Resampling(size: size, outputSize: Extent2D(height: 7, width: 50), mode: .bilinear)
      compareLevels {
        let maxima = image.maximumPooled(halves)
        return [
          maxima.output, image.averagePooled(halves), image.resampled(lines),
          Tensor.maximumPoolGradient(halves, places: maxima.places, shape: image.shape, by: maxima.output),
          Tensor.averagePoolGradient(halves, shape: image.shape, by: maxima.output),
          Tensor.resamplingGradient(lines, shape: image.shape, by: image.resampled(lines)),
        ]
      }
    }
  }

  @Test("A difference between instruction sets fails the comparison")
  func failureIsNoticed() async {
    await #expect(processExitsWith: .failure) {
      compareLevels { [Tensor(Float(gnk_level().rawValue))] }
      // A machine that has only the plain kernels has nothing to compare.
      if gnk_best_level() == GNK_LEVEL_BASE { fatalError("one level only") }
    }
  }
}

private let levels: [gnk_level_t] = [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512]

/// Traps if an instruction set gives different results from the first.
private func compareLevels(_ compute: () -> [Tensor]) {
  let results = levels.map { level in
    gnk_set_level(level)
    return compute()
  }
  for other in results.dropFirst() {
    for (left, right) in zip(other, results[0]) {
      if let wrong = mismatch(left, right) { fatalError("\(wrong)") }
    }
  }
}
