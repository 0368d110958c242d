// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// Attributes a probability to messages and features by integrated gradients: the mean gradient along
/// the straight path from zero to the input, times the input (Sundararajan, Taly and Yan 2017).
///
/// Up to the error caused by the finite number of steps, the attributions of the messages add up to the
/// probability minus the probability without messages, and those of the features to the probability
/// minus the probability without features.
struct IntegratedGradients {
  let stepCount: Int

  /// Returns the attribution of each message and, summed over the nodes, of each feature.
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

  /// Returns the gradients of the probability with respect to the message mask and the features.
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
