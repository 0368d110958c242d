// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import NeuralNetworks

/// The result of a training step before the weights change.
struct TrainingStep {
  /// The mean loss over the nodes or edges of the step.
  let loss: Float
  let gradients: Gradients
  /// The number of nodes or edges.
  let count: Int
}

/// What a run computes in each epoch, counted from 0.
protocol EpochTask<Model> {
  associatedtype Model: Module

  /// The number of training steps of an epoch.
  var stepCount: Int { get }

  /// Returns the loss of a step, counted from 0, and its gradients; nil if the step has no nodes to learn from.
  /// Throws if the loss is not finite.
  func gradients(of model: Model, epoch: Int, step: Int) throws(DataError) -> TrainingStep?

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
      if let schedule { optimizer.learningRate = schedule.learningRate(at: epoch) }
      var (sum, count) = (0.0, 0)
      for step in 0..<task.stepCount {
        guard let result = try self.step(task, &model, &optimizer, epoch: epoch, step) else { continue }
        sum += Double(result.loss) * Double(result.count)
        count += result.count
      }
      let stepEnd = clock.now
      var report = EpochReport(epoch: epoch + 1, trainLoss: sum / Double(count))
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

  /// Runs one training step; returns nil if there was nothing to learn from. The values of the pass are released
  /// before the weights change.
  private func step<Model: Module>(
    _ task: some EpochTask<Model>, _ model: inout Model, _ optimizer: inout any Optimizer, epoch: Int,
    _ step: Int
  ) throws(DataError) -> (loss: Float, count: Int)? {
    guard let result = try task.gradients(of: model, epoch: epoch, step: step) else { return nil }
    var gradients = result.gradients
    if let largestGradientNorm { gradients.clip(norm: largestGradientNorm) }
    optimizer.update(&model, along: gradients)
    return (result.loss, result.count)
  }
}
