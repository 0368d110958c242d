// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks

/// Returns the milliseconds of `count` runs of `body`, after two warm-up runs. `body` receives the
/// number of the run, from 0.
func milliseconds(_ count: Int, _ body: (Int) -> Void) -> [Double] {
  (0..<count + 2).compactMap { number in
    let elapsed = ContinuousClock().measure { body(number) }
    return number < 2 ? nil : elapsed / .milliseconds(1)
  }
}

/// Returns the milliseconds of training steps with Adam.
func trainingSteps<Model: Module>(
  _ count: Int, _ initial: Model, _ loss: (Model, ForwardContext) -> Variable
) -> [Double] {
  var (model, optimizer) = (initial, Adam(learningRate: 0.001))
  return milliseconds(count) { step in
    // The helper function releases the memory of the pass before the weights change, so that they are
    // not copied.
    let gradients = gradients(model, step, loss)
    optimizer.update(&model, along: gradients)
  }
}

/// Returns the milliseconds of forward and backward passes, without an optimiser.
func passes<Model: Module>(
  _ count: Int, _ model: Model, _ loss: (Model, ForwardContext) -> Variable
) -> [Double] {
  milliseconds(count) { _ = gradients(model, $0, loss) }
}

private func gradients<Model: Module>(
  _ model: Model, _ step: Int, _ loss: (Model, ForwardContext) -> Variable
) -> Gradients {
  let context = ForwardContext(training: 1, step: step)
  return context.gradients(of: loss(model, context))
}
