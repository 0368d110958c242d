// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// The mistakes with the passes of a training loop, and the parts that each message must contain.
enum PassMistake: String, CaseIterable, Sendable, Codable {
  case stateKeptBetweenSteps, contextForEachLayer, listOfTwoPasses, threeOperands, customOperation
  case recomputedInput, closureUsesOutside
  case stateOfFinishedPass, parameterAfterGradients
  case evaluation, gradientsTwice, frozenModel, constantLoss, lossOfOtherContext
  case severalLosses
  case sigmoidTwice, sigmoidTwiceInOneColumn, sigmoidTwiceWithWeights
  case softmaxTwice, softmaxTwiceInSomeRows, softmaxTwiceAgainstTargets
  case wrongWidth

  var message: [String] {
    switch self {
    case .stateKeptBetweenSteps:
      [
        "+: operands come from two passes, training step 3 of seed 1 and training step 4 of seed 1; call "
          + "`detached` on the value that is kept between passes"
      ]
    case .contextForEachLayer:
      [
        "matmul: operands come from two passes that are both training step 0 of seed 1; use one context for the "
          + "whole pass"
      ]
    case .listOfTwoPasses: ["concatenated: operands come from two passes, training step 0 of seed 1 and"]
    case .threeOperands: ["rowsNormalized: operands come from two passes, training step 0 of seed 1 and"]
    case .customOperation: ["product: operands come from two passes, training step 0 of seed 1 and"]
    case .recomputedInput: ["recomputing: operands come from two passes, training step 1 of seed 1 and"]
    case .closureUsesOutside:
      [
        "recomputing: the closure uses a variable of training step 0 of seed 1 from outside",
        "it must use the inputs and the context that it is given",
      ]
    case .stateOfFinishedPass:
      [
        "relu: an operand belongs to training step 0 of seed 1, which ended when its gradients were computed; "
          + "call `detached`"
      ]
    case .parameterAfterGradients:
      ["parameter: an operand belongs to training step 0 of seed 1, which ended when its gradients were"]
    case .evaluation:
      [
        "gradients: an evaluation records nothing; create the context with ForwardContext(training:step:)"
      ]
    case .gradientsTwice:
      ["gradients: the gradients of training step 0 of seed 1 were computed before, which ended the pass"]
    case .frozenModel, .constantLoss:
      ["gradients: the loss depends on no parameter of training step 0 of seed 1", "must not be frozen"]
    case .lossOfOtherContext:
      [
        "gradients: the loss belongs to another pass, training step 0 of seed 1, than this context, training "
          + "step 1 of seed 1"
      ]
    case .severalLosses: ["valueAndGradients: [1, 2]: the loss must be a single number"]
    case .sigmoidTwice, .sigmoidTwiceInOneColumn, .sigmoidTwiceWithWeights:
      [
        "binaryCrossEntropy: the scores are the output of a sigmoid, but the loss applies the sigmoid itself"
      ]
    case .softmaxTwice, .softmaxTwiceInSomeRows, .softmaxTwiceAgainstTargets:
      ["crossEntropy: the scores are the output of a softmax, but the loss applies the softmax itself"]
    case .wrongWidth: ["Linear '1': [1, 3] x [2, 2]: expected an input of 2 features"]
    }
  }

  static func layer() -> Linear {
    Linear(inputSize: 2, outputSize: 2).initialized(seed: 1)
  }

  func make() {
    var layer = Self.layer()
    let x = Variable(Tensor([1, 2], shape: [1, 2]))
    let (context, other) = (ForwardContext(training: 1, step: 0), ForwardContext(training: 1, step: 1))
    let targets = Tensor([0, 1], shape: [1, 2])
    switch self {
    case .stateKeptBetweenSteps:
      var state = Variable(Tensor(zeros: [1, 2]))
      for step in 3...4 { state = state + layer(x, ForwardContext(training: 1, step: step)) }
    case .contextForEachLayer:
      let hidden = layer(x, ForwardContext(training: 1, step: 0))
      _ = layer(hidden, ForwardContext(training: 1, step: 0))
    case .listOfTwoPasses: _ = Variable.concatenated([x, layer(x, context), layer(x, other)], axis: 0)
    case .threeOperands:
      let size = Parameter(Tensor([1, 1], shape: [2]))
      _ = layer(x, context).rowsNormalized(weight: context[size], bias: other[size], epsilon: 1e-5)
    case .customOperation:
      _ = Variable.custom("product", inputs: [layer(x, context), layer(x, other)]) {
        $0[0] * $0[1]
      } gradient: {
        [$0 * $1[1], $0 * $1[0]]
      }
    case .recomputedInput: _ = other.recomputing([layer(x, context)]) { layer($0[0], $1) }
    case .closureUsesOutside:
      let hidden = layer(x, context)
      _ = context.recomputing([x]) { layer($0[0], $1) + hidden }
    case .stateOfFinishedPass:
      let output = layer(x, context)
      _ = context.gradients(of: output.sum())
      _ = output.relu()
    case .parameterAfterGradients:
      _ = context.gradients(of: layer(x, context).sum())
      _ = layer(x, context)
    case .evaluation:
      let context = ForwardContext()
      _ = context.gradients(of: layer(x, context).sum())
    case .gradientsTwice:
      let output = layer(x, context)
      let (first, second) = (output.sum(), output.mean())
      _ = context.gradients(of: first)
      _ = context.gradients(of: second)
    case .frozenModel:
      layer.freeze()
      _ = context.gradients(of: layer(x, context).sum())
    case .constantLoss: _ = context.gradients(of: layer(x, context).detached.sum())
    case .lossOfOtherContext: _ = other.gradients(of: layer(x, context).sum())
    case .severalLosses: _ = layer.valueAndGradients(seed: 1, step: 0) { $0(x, $1) }
    case .sigmoidTwice: _ = layer(x, context).map(.sigmoid).binaryCrossEntropy(targets: targets)
    case .sigmoidTwiceInOneColumn:
      let network = Sequential(layer, Activation(.sigmoid))
      _ = network(x, ForwardContext()).reshaped([2]).binaryCrossEntropy(targets: targets.reshaped([2]))
    case .sigmoidTwiceWithWeights:
      _ = layer(x, context).map(.sigmoid).binaryCrossEntropy(targets: targets, positiveWeights: Tensor(2))
    case .softmaxTwice: _ = layer(x, context).softmax().crossEntropy(labels: [1])
    case .softmaxTwiceInSomeRows:
      let network = Sequential(layer, Softmax())
      _ = network(x, ForwardContext()).crossEntropy(rows: [0], labels: [1])
    case .softmaxTwiceAgainstTargets: _ = layer(x, context).softmax().crossEntropy(targets: targets)
    case .wrongWidth:
      let network = Sequential(Linear(inputSize: 2, outputSize: 3), Linear(inputSize: 2, outputSize: 2))
      _ = network.initialized(seed: 1).valueAndGradients(seed: 1, step: 3) { $0(x, $1).sum() }
    }
  }
}

@Suite("Mistakes with the passes of a training loop trap", .serialized)
struct PassGuardTests {
  @Test(
    "A mistake with passes traps with a message about the operation, the passes and the remedy",
    arguments: PassMistake.allCases)
  func message(mistake: PassMistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in mistake.message { #expect(message.contains(part), "\(message)") }
  }

  @Test("A detached value can be kept between passes, and gradients flow in the pass that uses it")
  func detached() {
    let weight = Parameter(Tensor([3], shape: [1]))
    var state = Variable(Tensor([2], shape: [1]))
    var slopes: [[Float]?] = []
    for step in 0..<2 {
      let context = ForwardContext(training: 1, step: step)
      state = state.detached * context[weight]
      slopes.append(context.gradients(of: state.sum())[weight]?.scalars)
    }
    #expect(slopes == [[2], [6]])
    #expect(state.value.scalars == [18])
  }

  @Test("Values of evaluation passes are constants that can be used in any other pass")
  func evaluations() {
    let layer = PassMistake.layer()
    let x = Variable(Tensor([1, 2], shape: [1, 2]))
    let context = ForwardContext(training: 1, step: 0)
    let teacher = layer(layer(x, ForwardContext()), ForwardContext())
    let loss = (layer(x, context) - teacher).map(.square).sum()
    #expect(context.gradients(of: loss)[layer.weight] != nil)
  }

  @Test("A sigmoid before a squared error or before another layer does not trap")
  func sigmoids() {
    let layer = PassMistake.layer()
    let context = ForwardContext(training: 1, step: 0)
    let targets = Tensor([0, 1], shape: [1, 2])
    let hidden = layer(Variable(Tensor([1, 2], shape: [1, 2])), context).map(.sigmoid)
    let loss =
      hidden.squaredError(targets: targets) + layer(hidden, context).binaryCrossEntropy(targets: targets)
    #expect(loss.value.isFinite)
  }
}
