// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import NeuralNetworks

/// What a run computes in each epoch, counted from 0.
protocol EpochTask<Model> {
  associatedtype Model: Module

  /// Returns the loss over the training part and its gradients. Throws if the loss is not finite.
  func gradients(of model: Model, epoch: Int) throws(DataError) -> (value: Float, gradients: Gradients)

  /// Returns the loss and the accuracy over the validation part, or nil without one. Throws if the loss is not
  /// finite.
  func validation(of model: Model, epoch: Int) throws(DataError) -> (loss: Double, accuracy: Double)?
}

/// What remains of a model after its epochs.
struct TrainedEpochs<Model: Module> {
  /// The model with the weights that were kept.
  let model: Model
  /// The epoch, starting at 1, of those weights; 0 without epochs.
  let bestEpoch: Int
  let history: [EpochReport]
  let ending: TrainingEnding
}

extension Trainer {
  /// Trains `model` epoch by epoch: a step, validation, callbacks and the rule that stops early.
  ///
  /// - Parameter stoppingWhen: called after each epoch. Returning true ends the run.
  func runEpochs<Model: Module>(
    _ task: some EpochTask<Model>, of model: Model, callbacks: [TrainingCallback],
    onEpoch: (EpochReport) -> Void, stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainedEpochs<Model> {
    let clock = ContinuousClock()
    var model = model
    var optimizer = optimizer
    var judge = StoppingJudge(earlyStopping)
    var running = RunningCallbacks<Model>(callbacks)
    var history: [EpochReport] = []
    // No capacity is reserved beyond this, because training may stop long before the maximum number of
    // epochs.
    history.reserveCapacity(min(epochs, 10_000))
    var best: (model: Model, epoch: Int)?
    var ending = TrainingEnding.allEpochs
    for epoch in 0..<epochs {
      let start = clock.now
      let loss = try step(task, &model, &optimizer, epoch: epoch)
      let stepEnd = clock.now
      var report = EpochReport(epoch: epoch + 1, trainLoss: Double(loss))
      var stops = false
      if let validation = try task.validation(of: model, epoch: epoch) {
        report.validation = validation
        let verdict = judge.judge(loss: validation.loss, accuracy: validation.accuracy)
        if verdict.isBest && earlyStopping.keeping != .last { best = (model, epoch + 1) }
        stops = verdict.stops
      }
      report.stepMilliseconds = (stepEnd - start).milliseconds
      report.epochMilliseconds = (clock.now - start).milliseconds
      history.append(report)
      onEpoch(report)
      try running.epochEnded(epoch + 1, of: epochs, report.figures, model, &optimizer)
      if let restored = running.restored { best = restored }
      let isStopped = stoppingWhen(report) || running.isStopped
      if stops || isStopped || Task.isCancelled {
        ending = stops ? .earlyStopping : isStopped ? .stopped : .cancelled
        break
      }
    }
    // No loss has been computed with the weights of the last step.
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw NotFinite.weights(ofLayer: layer, afterEpoch: history.count)
    }
    let kept = best ?? (model, history.count)
    return TrainedEpochs(model: kept.model, bestEpoch: kept.epoch, history: history, ending: ending)
  }

  /// Runs one training step and returns the loss. The values of the pass are released before the weights
  /// change.
  private func step<Model: Module>(
    _ task: some EpochTask<Model>, _ model: inout Model, _ optimizer: inout any Optimizer, epoch: Int
  ) throws(DataError) -> Float {
    var (loss, gradients) = try task.gradients(of: model, epoch: epoch)
    if let largestGradientNorm { gradients.clip(norm: largestGradientNorm) }
    if let schedule { optimizer.learningRate = schedule.learningRate(at: epoch) }
    optimizer.update(&model, along: gradients)
    return loss
  }
}
