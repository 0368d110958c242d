// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// The epochs of a classifier of nodes in batches with drawn neighbours.
struct SampledEpochs<Model: NodeClassifier>: EpochTask {
  private let task: NodeTask
  private let loader: BatchLoader
  private let validating: NodeTask.Pass?
  private let seed: UInt64
  private let recomputesLayers: Bool

  init(
    _ task: NodeTask, _ sampler: NeighborSampler, _ split: NodeSplit, seed: UInt64, epochs: Int,
    recomputesLayers: Bool
  ) {
    self.task = task
    self.recomputesLayers = recomputesLayers
    self.seed = seed
    loader = BatchLoader(sampler, features: task.features, epochs: epochs)
    validating = split.validation.isEmpty ? nil : task.pass(for: split.validation)
  }

  var stepCount: Int { loader.batchCount }

  func gradients(of model: Model, epoch: Int, step: Int) throws(DataError) -> TrainingStep {
    let loaded = loader.batch(step, ofEpoch: epoch)
    let pass = task.pass(along: loaded.batch.propagation, loaded.features, for: loaded.batch.targets)
    return try pass.step(
      of: model, seed: seed, step: epoch * stepCount + step, epoch: epoch, recomputesLayers: recomputesLayers)
  }

  func validation(of model: Model, epoch: Int) throws(DataError) -> (loss: Double, accuracy: Double)? {
    try validating?.validation(of: model, epoch: epoch)
  }
}
