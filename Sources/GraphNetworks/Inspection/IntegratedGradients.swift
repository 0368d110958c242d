internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// Attributes a probability to messages and features: the means of its gradients along the straight way from nothing to everything, times
/// what is gained on it (Sundararajan, Taly and Yan 2017). The attributions of messages sum to the probability less that without
/// messages, those of features to that less the probability without features, but for the width of the steps.
struct IntegratedGradients {
  let stepCount: Int

  /// The attributions of every message and, summed over the nodes, every feature.
  func attributions(_ model: some NodeClassifier, _ pass: MaskedPass, _ predicted: Int) -> (
    messages: [Double], features: [Double]
  ) {
    let count = pass.messages.count
    var messages = [Double](repeating: 0, count: count)
    var features = [Double](repeating: 0, count: pass.features.shape[1])
    for step in 0..<stepCount {
      let place = (Float(step) + 0.5) / Float(stepCount)
      let along = gradients(
        model, pass, predicted, mask: Tensor(repeating: place, shape: [count, 1]), features: pass.features)
      for (number, slope) in along.mask.scalars.enumerated() {
        messages[number] += Double(slope) / Double(stepCount)
      }
      let scaled = gradients(
        model, pass, predicted, mask: Tensor(repeating: 1, shape: [count, 1]),
        features: pass.features * place)
      let gained = (scaled.features * pass.features).sum(axis: 0)
      for (number, part) in gained.scalars.enumerated() {
        features[number] += Double(part) / Double(stepCount)
      }
    }
    return (messages, features)
  }

  /// The gradients of the probability by the mask of the messages and by the features.
  private func gradients(
    _ model: some NodeClassifier, _ pass: MaskedPass, _ predicted: Int, mask: Tensor, features: Tensor
  ) -> (mask: Tensor, features: Tensor) {
    let context = ForwardContext(
      evaluating: 0, step: 0, observer: PassObserver(seesAttention: false))
    let (maskLeaf, featureLeaf) = (context.leaf(mask), context.leaf(features))
    let logProbabilities = pass.logProbabilities(
      model, messageMask: maskLeaf, features: featureLeaf, context)
    let probability = logProbabilities.slice(axis: 1, predicted..<predicted + 1).map(.exponential).sum()
    _ = context.gradients(of: probability)
    return (maskLeaf.takeGradient(), featureLeaf.takeGradient())
  }
}
