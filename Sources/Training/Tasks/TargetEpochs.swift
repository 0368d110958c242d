// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// The epochs of a model of numbers of nodes, or of classes or numbers of edges.
struct TargetEpochs<Encoder: NodeClassifier>: EpochTask {
  let training: TargetPart
  let validating: TargetPart?
  let seed: UInt64

  var stepCount: Int { 1 }

  func gradients(of model: GraphPredictor<Encoder>, epoch: Int, step: Int) throws(DataError) -> TrainingStep?
  {
    let (loss, gradients) = model.valueAndGradients(seed: seed, step: epoch) { model, context in
      model.loss(of: model.scores(training, context), training)
    }
    guard loss.isFinite else { throw model.notFinite("the loss of epoch \(epoch + 1)", training) }
    return TrainingStep(loss: loss, gradients: gradients, count: training.nodes.count)
  }

  func validation(of model: GraphPredictor<Encoder>, epoch: Int) throws(DataError) -> (
    loss: Double, accuracy: Double
  )? {
    guard let validating else { return nil }
    let scores = model.scores(validating, ForwardContext())
    let loss = Double(model.loss(of: scores, validating).value.scalars[0])
    guard loss.isFinite else {
      throw model.notFinite("the validation loss of epoch \(epoch + 1)", validating)
    }
    return (loss, TargetFigures.quality(scores.value, validating, loss: loss))
  }
}
