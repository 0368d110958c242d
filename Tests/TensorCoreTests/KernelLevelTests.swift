import CGraphKernels
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

/// The level is one for the whole process, and other tests compare bits at the same time: every comparison of
/// levels has a process of its own.
@Suite("Every instruction set gives the results of the plain kernels")
struct KernelLevelTests {
  @Test("sparse products")
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

  @Test("masks, bit for bit")
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

  @Test("elementwise functions, softmax, reductions and narrow products")
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

  @Test("a comparison that fails is noticed")
  func failureIsNoticed() async {
    await #expect(processExitsWith: .failure) {
      compareLevels { [Tensor(Float(gnk_level().rawValue))] }
      // A machine with plain kernels only has nothing to compare.
      if gnk_best_level() == GNK_LEVEL_BASE { fatalError("one level only") }
    }
  }
}

private let levels: [gnk_level_t] = [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512]

/// Ends the process where a level gives other results than the first.
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
