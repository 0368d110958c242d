// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Trains a model of any kind on random batches of examples.
///
/// ```swift
/// let trainer = BatchTrainer(epochs: 8, batchSize: 64, seed: 1)
/// try trainer.fit(&network, exampleCount: digits.count) { network, examples, context in
///   let scores = network(Variable(digits.images.rows(examples)), context)
///   return scores.crossEntropy(labels: examples.map { labels[Int($0)] })
/// }
/// ```
public struct BatchTrainer: Sendable {
  /// A report on an epoch, made when it has ended.
  public struct Report: Sendable {
    /// The number of the epoch, starting at 1.
    public let epoch: Int
    /// The mean loss over its batches.
    public let loss: Double
  }

  /// The optimiser in its initial state.
  public var optimizer: any Optimizer
  /// The number of epochs, which are passes over all examples.
  public var epochs: Int
  /// The number of examples per step, at least 1. The last batch of an epoch may be smaller.
  public var batchSize: Int
  /// Whether an incomplete last batch of an epoch is dropped, as with PyTorch's `drop_last`. This is
  /// useful for batch normalisation, which cannot learn from a single example. If there are fewer
  /// examples than `batchSize`, they are never dropped.
  public var dropsLastBatch: Bool
  /// The schedule of the learning rate per step, or nil to use that of the optimiser.
  public var schedule: LearningRateSchedule?
  /// The maximum norm of the gradients, to which larger gradients are scaled down, or nil for no limit.
  public var largestGradientNorm: Float?
  /// The seed of the order of examples and of dropout.
  public var seed: UInt64

  /// Creates a trainer with the given settings.
  public init(
    optimizer: any Optimizer = .adam(learningRate: 0.001), epochs: Int, batchSize: Int,
    dropsLastBatch: Bool = false, schedule: LearningRateSchedule? = nil, largestGradientNorm: Float? = nil,
    seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.epochs = epochs
    self.batchSize = batchSize
    self.dropsLastBatch = dropsLastBatch
    self.schedule = schedule
    self.largestGradientNorm = largestGradientNorm
    self.seed = seed
  }

  /// Trains `model`. Throws `badData` if the loss of a batch or a weight at the end of an epoch is not
  /// finite; the message names the epoch and the layer in which this is first seen. Training ends early
  /// if the task is cancelled.
  ///
  /// - Parameters:
  ///   - exampleCount: the number of examples. In every epoch they are divided into batches in a new
  ///     random order (see also ``dropsLastBatch``).
  ///   - loss: computes the loss of a batch of examples.
  ///   - figures: computes the figures of an epoch for the callbacks; by default only the loss.
  ///   - callbacks: what happens after each epoch, such as early stopping; see ``TrainingCallback``.
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch. Returning true ends the training.
  public func fit<Model: Module>(
    _ model: inout Model, exampleCount: Int,
    loss: (_ model: Model, _ examples: [Int32], _ context: ForwardContext) -> Variable,
    figures: (Report, Model) -> [TrainingFigure: Double] = { report, _ in [.loss: report.loss] },
    callbacks: [TrainingCallback] = [], onEpoch: (Report, Model) -> Void = { _, _ in },
    stoppingWhen: (Report) -> Bool = { _ in false }
  ) throws(DataError) {
    guard batchSize >= 1 else { fatalError("BatchTrainer: batchSize is \(batchSize); expected at least 1") }
    guard epochs >= 0 && exampleCount >= 0 else {
      fatalError("BatchTrainer: \(epochs) epochs and \(exampleCount) examples; expected at least 0")
    }
    var optimizer = optimizer
    var running = RunningCallbacks<Model>(callbacks)
    var step = 0
    let leftOver = dropsLastBatch && exampleCount > batchSize ? exampleCount % batchSize : 0
    for epoch in 0..<epochs {
      let order = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch)).permutation(
        of: exampleCount)
      var total = 0.0
      var batches = 0
      for start in stride(from: 0, to: exampleCount - leftOver, by: batchSize) {
        let examples = Array(order[start..<min(exampleCount, start + batchSize)])
        var (value, gradients) = model.valueAndGradients(seed: seed, step: step) { loss($0, examples, $1) }
        guard value.isFinite else {
          throw NotFinite.error(
            "the loss of epoch \(epoch + 1)",
            model.originOfValueThatIsNotFinite { loss($0, examples, $1) })
        }
        if let largestGradientNorm { _ = gradients.clip(norm: largestGradientNorm) }
        if let schedule { optimizer.learningRate = schedule.learningRate(at: step) }
        optimizer.update(&model, along: gradients)
        total += Double(value)
        batches += 1
        step += 1
      }
      if let layer = model.layerOfWeightThatIsNotFinite {
        throw NotFinite.weights(ofLayer: layer, afterEpoch: epoch + 1)
      }
      let report = Report(epoch: epoch + 1, loss: total / Double(max(1, batches)))
      onEpoch(report, model)
      try running.epochEnded(epoch + 1, of: epochs, figures(report, model), model, &optimizer)
      if running.isStopped || stoppingWhen(report) || Task.isCancelled { break }
    }
    if let restored = running.restored { model = restored.model }
  }
}
