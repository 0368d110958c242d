// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// The epochs of a classifier of nodes: cross entropy over the training nodes, with edges left out at random.
struct NodeEpochs<Model: NodeClassifier>: EpochTask {
  private let task: NodeTask
  private let trainNodes: [Int32]
  private let training: NodeTask.Pass
  private let validating: NodeTask.Pass?
  private let seed: UInt64
  private let edgeDropout: Float
  private let recomputesLayers: Bool

  init(_ task: NodeTask, _ split: NodeSplit, seed: UInt64, edgeDropout: Float, recomputesLayers: Bool) {
    self.task = task
    self.recomputesLayers = recomputesLayers
    self.seed = seed
    self.edgeDropout = edgeDropout
    trainNodes = split.train
    training = task.pass(for: split.train)
    validating = split.validation.isEmpty ? nil : task.pass(for: split.validation)
  }

  var stepCount: Int { 1 }

  func gradients(of model: Model, epoch: Int, step: Int) throws(DataError) -> TrainingStep? {
    let pass = edgeDropout > 0 ? thinned(for: model, epoch: epoch) : training
    return try pass.step(
      of: model, seed: seed, step: epoch, epoch: epoch, recomputesLayers: recomputesLayers)
  }

  func validation(of model: Model, epoch: Int) throws(DataError) -> (loss: Double, accuracy: Double)? {
    try validating?.validation(of: model, epoch: epoch)
  }

  /// Returns the pass of the training nodes along the edges that remain in an epoch.
  private func thinned(for model: Model, epoch: Int) -> NodeTask.Pass {
    let stream = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch))
    let thinned = task.structure.droppingEdges(edgeDropout, stream: stream)
    return task.pass(for: trainNodes, thinned: (thinned, model.messageSteps(of: thinned)))
  }
}

extension NodeTask.Pass {
  /// Returns the mean cross entropy over the rows and its gradients.
  func step<Model: NodeClassifier>(
    of model: Model, seed: UInt64, step: Int, epoch: Int, recomputesLayers: Bool
  ) throws(DataError) -> TrainingStep {
    let (loss, gradients) = model.valueAndGradients(seed: seed, step: step) { model, context in
      context.recomputesLayers = recomputesLayers
      let scores = model(FeatureVariable(features), along: propagation, context)
      requireShape(scores.shape, of: model)
      return scores.crossEntropy(rows: rows, labels: labels)
    }
    guard loss.isFinite else { throw notFinite("the loss of epoch \(epoch + 1)", model) }
    return TrainingStep(loss: loss, gradients: gradients, count: rows.count)
  }

  /// Returns the mean cross entropy and the accuracy over the rows.
  func validation(of model: some NodeClassifier, epoch: Int) throws(DataError) -> (
    loss: Double, accuracy: Double
  ) {
    let scores = scores(model)
    let loss = Double(scores.crossEntropy(rows: rows, labels: labels))
    guard loss.isFinite else { throw notFinite("the validation loss of epoch \(epoch + 1)", model) }
    return (loss, accuracy(scores))
  }
}
