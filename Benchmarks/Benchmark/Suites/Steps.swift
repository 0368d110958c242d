// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks

extension Budget {
  /// Returns the milliseconds of training steps with Adam.
  func trainingSteps<Model: Module>(
    _ initial: Model, _ loss: (Model, ForwardContext) -> Variable
  ) -> [Double] {
    var (model, optimizer, step) = (initial, Adam(learningRate: 0.001), 0)
    return times {
      // The helper function releases the memory of the pass before the weights change, so that they are
      // not copied.
      let gradients = gradients(model, step, loss)
      optimizer.update(&model, along: gradients)
      step += 1
    }
  }

  /// Returns the milliseconds of forward and backward passes, without an optimiser.
  func passes<Model: Module>(_ model: Model, _ loss: (Model, ForwardContext) -> Variable) -> [Double] {
    times { _ = gradients(model, 0, loss) }
  }

  private func gradients<Model: Module>(
    _ model: Model, _ step: Int, _ loss: (Model, ForwardContext) -> Variable
  ) -> Gradients {
    let context = ForwardContext(training: 1, step: step)
    return context.gradients(of: loss(model, context))
  }
}
