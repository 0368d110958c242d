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

  init(_ task: NodeTask, _ split: NodeSplit, seed: UInt64, edgeDropout: Float) {
    self.task = task
    self.seed = seed
    self.edgeDropout = edgeDropout
    trainNodes = split.train
    training = task.pass(for: split.train)
    validating = split.validation.isEmpty ? nil : task.pass(for: split.validation)
  }

  func gradients(of model: Model, epoch: Int) throws(DataError) -> (value: Float, gradients: Gradients) {
    let pass = edgeDropout > 0 ? thinned(for: model, epoch: epoch) : training
    let result = model.valueAndGradients(seed: seed, step: epoch) { model, context in
      let scores = model(FeatureVariable(pass.features), along: pass.propagation, context)
      pass.requireShape(scores.shape, of: model)
      return scores.crossEntropy(rows: pass.rows, labels: pass.labels)
    }
    guard result.value.isFinite else { throw pass.notFinite("the loss of epoch \(epoch + 1)", model) }
    return result
  }

  func validation(of model: Model, epoch: Int) throws(DataError) -> (loss: Double, accuracy: Double)? {
    guard let validating else { return nil }
    let scores = validating.scores(model)
    let loss = Double(scores.crossEntropy(rows: validating.rows, labels: validating.labels))
    guard loss.isFinite else {
      throw validating.notFinite("the validation loss of epoch \(epoch + 1)", model)
    }
    return (loss, validating.accuracy(scores))
  }

  /// Returns the pass of the training nodes along the edges that remain in an epoch.
  private func thinned(for model: Model, epoch: Int) -> NodeTask.Pass {
    let stream = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch))
    let thinned = task.structure.droppingEdges(edgeDropout, stream: stream)
    return task.pass(for: trainNodes, thinned: (thinned, model.messageSteps(of: thinned)))
  }
}
