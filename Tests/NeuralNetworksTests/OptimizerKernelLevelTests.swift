// SPDX-License-Identifier: Apache-2.0

import Autograd
import CGraphKernels
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// Each comparison of levels runs in a separate process, because the level applies to the whole process.
@Suite("Optimiser kernels take the same steps on every instruction set")
struct OptimizerKernelLevelTests {
  @Test("Every optimiser takes the same steps on every instruction set")
  func steps() async {
    await #expect(processExitsWith: .success) {
      for optimizer in OptimizerTests.every {
        for count in [1, 15, 16, 33] {
          let start = Parameter(Samples(seed: 1).tensor([count]))
          let weights = [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512].map { level in
            gnk_set_level(level)
            var (model, optimizer) = (Vector(w: start), optimizer)
            for step in 0..<3 {
              let context = ForwardContext(training: 0, step: step)
              optimizer.update(&model, along: context.gradients(of: context[model.w].map(.square).sum()))
            }
            return model.w.value
          }
          for other in weights.dropFirst() {
            if let wrong = mismatch(other, weights[0]) { fatalError("\(wrong)") }
          }
        }
      }
    }
  }
}
