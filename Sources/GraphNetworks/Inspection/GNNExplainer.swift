// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// Learns masks of messages and features that are small but preserve a prediction (Ying et al. 2019).
/// The weights of the loss terms are those of the authors' code.
struct GNNExplainer {
  let epochs: Int
  let seed: UInt64

  private struct Masks: Module {
    var messages: Parameter
    var features: Parameter

    mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("messages", &messages)
      visitor("features", &features)
    }
  }

  /// Returns the masks, between 0 and 1, for each message and each feature.
  func masks(_ model: some NodeClassifier, _ pass: MaskedPass, _ predicted: Int) -> (
    messages: [Double], features: [Double]
  ) {
    let stream = RandomStream(seed: seed, purpose: .initialization)
    let count = pass.messages.count
    var masks = Masks(
      messages: Parameter(stream.substream(0).normal([count, 1]) * 0.1),
      features: Parameter(stream.substream(1).normal([1, pass.features.shape[1]]) * 0.1))
    // Messages and features that do not affect the prediction are excluded, because their masks would
    // depend only on the random initial values.
    let first = gradients(of: masks, model, pass, predicted, counting: nil, step: 0)
    let counting = [first[masks.messages], first[masks.features]].map { gradient in
      gradient.map { Tensor($0.scalars.map { $0 == 0 ? 0 : 1 }, shape: $0.shape) } ?? Tensor(zeros: [0])
    }
    var optimizer = Adam(learningRate: 0.01)
    for epoch in 0..<epochs {
      let gradients = gradients(of: masks, model, pass, predicted, counting: counting, step: epoch)
      optimizer.update(&masks, along: gradients)
    }
    let values = { (parameter: Parameter, counts: Tensor) in
      zip(parameter.value.map(.sigmoid).scalars, counts.scalars).map { Double($0 * $1) }
    }
    return (values(masks.messages, counting[0]), values(masks.features, counting[1]))
  }

  /// Returns the gradients of the loss. If `counting` is nil, only the loss of the prediction is used,
  /// without the costs of the masks.
  private func gradients(
    of masks: Masks, _ model: some NodeClassifier, _ pass: MaskedPass, _ predicted: Int, counting: [Tensor]?,
    step: Int
  ) -> Gradients {
    let context = ForwardContext(
      evaluating: seed, step: step, observer: PassObserver(seesAttention: false))
    let messages = context[masks.messages].map(.sigmoid)
    let features = context[masks.features].map(.sigmoid)
    let logProbabilities = pass.logProbabilities(
      model, messageMask: messages, features: Variable(pass.features) * features, context)
    var loss = -logProbabilities.slice(axis: 1, predicted..<predicted + 1).sum()
    if let counting {
      loss = loss + cost(messages, counting[0], size: 0.005, entropy: 1, isMean: false)
      loss = loss + cost(features, counting[1], size: 1, entropy: 0.1, isMean: true)
    }
    return context.gradients(of: loss)
  }

  /// Returns the cost of a mask: its size (the sum or the mean of its values) and its mean entropy,
  /// which is low if each value is near 0 or 1.
  private func cost(_ mask: Variable, _ counts: Tensor, size: Float, entropy: Float, isMean: Bool) -> Variable
  {
    let number = counts.scalars.reduce(0, +)
    guard number > 0 else { return Variable(Tensor(0)) }
    let rest = mask * -1 + 1
    let entropies = mask * (mask + 1e-15).map(.logarithm) + rest * (rest + 1e-15).map(.logarithm)
    return (mask * Variable(counts)).sum() * (isMean ? size / number : size)
      - (entropies * Variable(counts)).sum() * (entropy / number)
  }
}
