// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

/// Each comparison of levels runs in a separate process, because the level applies to the whole process.
@Suite("Loss kernels give the same values and gradients on every instruction set")
struct LossKernelLevelTests {
  @Test("Elementwise losses, label losses and penalties agree on every instruction set")
  func losses() async {
    await #expect(processExitsWith: .success) {
      for width in [1, 15, 16, 33] {
        let samples = Samples(seed: 33)
        let (x, targets) = (samples.tensor([11, width]), samples.tensor([11, width], in: 0...1, ordinal: 1))
        for testCase in LossCase.all {
          compareLevels([x]) { $0[0].loss(testCase.loss, against: targets) }
          compareLevels([x]) { $0[0].summedLoss(testCase.loss, against: targets, scale: 1) }
        }
        let labels = samples.indices(11, below: width)
        let weights = samples.tensor([width], in: 0.5...2, ordinal: 2)
        for smoothing in [0, 0.1] as [Float] {
          compareLevels([x]) {
            $0[0].labelCrossEntropy(labels, weights: weights, smoothing: smoothing, scale: nil)
          }
        }
        compareLevels([x]) { $0[0].penalty(absolute: 0.5, square: 0.25) }
      }
    }
  }
}
