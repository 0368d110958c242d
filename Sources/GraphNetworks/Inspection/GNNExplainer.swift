internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// Learns masks of messages and features under which a prediction stays (Ying et al. 2019). The weights of the terms are those of the
/// authors' code.
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

  /// The masks, between 0 and 1, of every message and every feature.
  func masks(_ model: some NodeClassifier, _ pass: MaskedPass, _ predicted: Int) -> (
    messages: [Double], features: [Double]
  ) {
    let stream = RandomStream(seed: seed, purpose: .initialization)
    let count = pass.messages.count
    var masks = Masks(
      messages: Parameter(stream.substream(0).normal([count, 1]) * 0.1),
      features: Parameter(stream.substream(1).normal([1, pass.features.shape[1]]) * 0.1))
    var optimizer = Adam(learningRate: 0.01)
    for epoch in 0..<epochs {
      let context = ForwardContext(masking: seed, step: epoch)
      let messages = context[masks.messages].map(.sigmoid)
      let features = context[masks.features].map(.sigmoid)
      let logProbabilities = pass.logProbabilities(
        model, messageMask: messages, features: Variable(pass.features) * features, context)
      var loss = -logProbabilities.slice(axis: 1, predicted..<predicted + 1).sum()
      if count > 0 { loss = loss + messages.sum() * 0.005 + entropy(messages) }
      if features.value.count > 0 { loss = loss + features.mean() + entropy(features) * 0.1 }
      let gradients = context.gradients(of: loss)
      optimizer.update(&masks, along: gradients)
    }
    let values = { (parameter: Parameter) in parameter.value.map(.sigmoid).scalars.map { Double($0) } }
    return (values(masks.messages), values(masks.features))
  }

  /// The mean entropy of masks: low where each is near 0 or 1.
  private func entropy(_ mask: Variable) -> Variable {
    let rest = mask * -1 + 1
    return -(mask * (mask + 1e-15).map(.logarithm) + rest * (rest + 1e-15).map(.logarithm)).mean()
  }
}
