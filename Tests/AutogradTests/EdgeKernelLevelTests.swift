// SPDX-License-Identifier: Apache-2.0

import Autograd
import CGraphKernels
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

/// The instruction-set level applies to the whole process, and other tests compare bits at the same
/// time, so each comparison of levels runs in a separate process.
@Suite("Edge kernels give the same values and gradients on every instruction set")
struct EdgeKernelLevelTests {
  @Test("Edge scores, softmax, weighted sums, extremes and dot products agree on every instruction set")
  func edges() async {
    await #expect(processExitsWith: .success) {
      let samples = Samples(seed: 31)
      let pattern = samples.graph(nodeCount: 60, edgeCount: 300, isDirected: true).incoming
      for (heads, size) in [(1, 1), (1, 16), (3, 5), (8, 8), (4, 20), (2, 33), (17, 1)] {
        let width = heads * size
        let inputs = [
          samples.tensor([60, width], ordinal: 1), samples.tensor([60, width], ordinal: 2),
          samples.tensor([heads, size], ordinal: 3), samples.tensor([pattern.entryCount, heads], ordinal: 4),
          samples.tensor([pattern.entryCount, width], ordinal: 5),
        ]
        compareLevels(inputs) { x in
          let scores = pattern.attentionScores(
            source: x[0].headDots(x[2]), target: x[1].headDots(x[2]), edge: x[3])
          return pattern.weightedSums(x[0], weights: pattern.softmax(scores))
        }
        compareLevels(inputs) { x in
          let scores = pattern.dynamicScores(source: x[0], target: x[1], edge: x[4], weights: x[2])
          return pattern.weightedSums(x[0], weights: pattern.softmax(scores))
        }
        compareLevels(inputs) { x in
          pattern.dotScores(queries: x[0], keys: x[1], heads: heads, scale: 0.5) * pattern.softmax(x[3])
        }
        compareLevels(inputs) { x in pattern.maximum(of: x[0]) - pattern.minimum(of: x[1]) }
        compareLevels(inputs) { x in pattern.rowSums(ofEntries: x[4]) }
      }
    }
  }

  @Test("Comparing instruction sets detects an operation whose results differ")
  func failureIsNoticed() async {
    await #expect(processExitsWith: .failure) {
      compareLevels([Tensor(Float(1))]) { $0[0] * Float(gnk_level().rawValue) }
      // A machine with only the plain kernels has nothing to compare, so the test must fail explicitly.
      if gnk_best_level() == GNK_LEVEL_BASE { fatalError("one level only") }
    }
  }
}

/// Traps if the value or a gradient of the operation differs between instruction-set levels.
func compareLevels(_ inputs: [Tensor], _ operation: ([Variable]) -> Variable) {
  let results = [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512].map { level in
    gnk_set_level(level)
    let tape = Tape()
    let leaves = inputs.map { Variable(leaf: $0, on: tape) }
    let output = operation(leaves)
    output.backward(cotangent: Samples(seed: 32).tensor(output.shape))
    return [output.value] + leaves.map { $0.takeGradient() }
  }
  for other in results.dropFirst() {
    for (left, right) in zip(other, results[0]) {
      if let wrong = mismatch(left, right, relative: 1e-5, absolute: 1e-5) { fatalError("\(wrong)") }
    }
  }
}
