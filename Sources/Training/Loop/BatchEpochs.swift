// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// The epochs of a classifier of nodes in batches: of nodes with drawn neighbours, or of parts of the graph.
struct BatchEpochs<Model: NodeClassifier>: EpochTask {
  /// The pass over a batch; nil for a batch without training nodes.
  private let loader: BatchLoader<NodeTask.Pass?>
  private let validating: NodeTask.Pass?
  private let seed: UInt64
  private let recomputesLayers: Bool

  init(
    _ task: NodeTask, _ batches: NodeBatches<Model>, _ split: NodeSplit, seed: UInt64, epochs: Int,
    recomputesLayers: Bool
  ) {
    self.recomputesLayers = recomputesLayers
    self.seed = seed
    loader = BatchLoader(batchCount: batches.count, epochs: epochs) { batches.pass($0, ofEpoch: $1) }
    validating = split.validation.isEmpty ? nil : task.pass(for: split.validation)
  }

  var stepCount: Int { loader.batchCount }

  func gradients(of model: Model, epoch: Int, step: Int) throws(DataError) -> TrainingStep? {
    guard let pass = loader.batch(step, ofEpoch: epoch) else { return nil }
    return try pass.step(
      of: model, seed: seed, step: epoch * stepCount + step, epoch: epoch, recomputesLayers: recomputesLayers)
  }

  func validation(of model: Model, epoch: Int) throws(DataError) -> (loss: Double, accuracy: Double)? {
    try validating?.validation(of: model, epoch: epoch)
  }
}
