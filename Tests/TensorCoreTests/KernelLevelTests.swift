import CGraphKernels
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

/// The level is one for the whole process, so these tests take turns and put it back.
@Suite("Every instruction set gives the results of the plain kernels", .serialized)
struct KernelLevelTests {
  private static let levels: [gnk_level_t] = [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512]

  private func atEveryLevel(_ compute: () -> [Tensor]) {
    defer { gnk_set_level(gnk_best_level()) }
    let results = Self.levels.map { level in
      gnk_set_level(level)
      return compute()
    }
    for other in results.dropFirst() {
      for (left, right) in zip(other, results[0]) { #expect(mismatch(left, right) == nil) }
    }
  }

  @Test("sparse products", arguments: [1, 7, 8, 16, 17, 31, 64, 130, 257])
  func sparse(width: Int) {
    let samples = Samples(seed: 21)
    let matrix = samples.sparse(300, 200, entries: 4000)
    let dense = samples.tensor([200, width], ordinal: 5)
    let back = samples.tensor([300, width], ordinal: 6)
    let mask = RandomMask(
      count: matrix.nonZeroCount, probability: 0.5, stream: RandomStream(seed: 1, purpose: .dropout))
    atEveryLevel {
      [
        matrix.multiplied(by: dense), matrix.multiplied(by: dense, keeping: mask, scale: 2),
        matrix.transposeMultiplied(by: back, keeping: mask, scale: 2),
      ]
    }
  }

  @Test("masks, bit for bit")
  func masks() {
    defer { gnk_set_level(gnk_best_level()) }
    let masks = Self.levels.map { level in
      gnk_set_level(level)
      return RandomMask(count: 5000, probability: 0.37, stream: RandomStream(seed: 3, purpose: .dropout)).words
    }
    #expect(masks[1] == masks[0] && masks[2] == masks[0])
  }

  @Test("elementwise functions, softmax, reductions and narrow products", arguments: [1, 15, 16, 33])
  func dense(width: Int) {
    let samples = Samples(seed: 22)
    let x = samples.tensor([37, width], ordinal: 1)
    let w = samples.tensor([width, 9], ordinal: 2)
    let mask = RandomMask(count: x.count, probability: 0.5, stream: RandomStream(seed: 1, purpose: .dropout))
    let functions: [ElementwiseFunction] = [.exponential, .sigmoid, .relu, .silu, .hyperbolicTangent, .gelu]
    atEveryLevel {
      functions.map { x.map($0) } + [
        x.softmax(), x.sum(), x.sum(axis: 0), x.sum(axis: 1), x.matmul(w),
        x.matmul(x.matmul(w), transposingLeft: true), x.masked(by: mask, scale: 2), x + x.sum(axis: 0),
      ]
    }
  }
}
