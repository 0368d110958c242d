public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Trains any model on random batches of examples.
///
/// ```swift
/// let trainer = BatchTrainer(epochs: 8, batchSize: 64, seed: 1)
/// try trainer.fit(&network, exampleCount: digits.count) { network, examples, context in
///   network(Variable(digits.images.rows(examples)), context).crossEntropy(labels: examples.map { labels[Int($0)] })
/// }
/// ```
public struct BatchTrainer: Sendable {
  /// An epoch that has ended.
  public struct Report: Sendable {
    /// Its number, from 1.
    public let epoch: Int
    /// The mean loss of its batches.
    public let loss: Double
  }

  /// The optimiser, with its initial state.
  public var optimizer: any Optimizer
  /// How often every example is seen.
  public var epochs: Int
  /// The number of examples of a step, at least 1; the last of an epoch may have fewer.
  public var batchSize: Int
  /// Whether examples that are left over at an epoch's end, too few for a batch, wait for another epoch (PyTorch's `drop_last`):
  /// batch normalisation cannot learn from one example. Fewer examples than a batch are never left out.
  public var dropsLastBatch: Bool
  /// The learning rate of every step; nil: the optimiser's.
  public var schedule: LearningRateSchedule?
  /// Gradients whose norm is larger are scaled down to it; nil: none are.
  public var largestGradientNorm: Float?
  /// Decides the order of examples and dropout.
  public var seed: UInt64

  /// Creates a trainer.
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

  /// Trains `model`. Throws `badData` where the loss of a batch, or a weight at the end of an epoch, is not finite: the message names the
  /// epoch and the layer where that shows first.
  ///
  /// - Parameters:
  ///   - exampleCount: the number of examples; in every epoch each is in one batch, in a new random order (see also ``dropsLastBatch``).
  ///   - loss: the loss of some examples.
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch; true ends the training. So does the cancellation of the task.
  public func fit<Model: Module>(
    _ model: inout Model, exampleCount: Int,
    loss: (_ model: Model, _ examples: [Int32], _ context: ForwardContext) -> Variable,
    onEpoch: (Report, Model) -> Void = { _, _ in }, stoppingWhen: (Report) -> Bool = { _ in false }
  ) throws(DataError) {
    guard batchSize >= 1 else { fatalError("BatchTrainer: batches of \(batchSize), at least 1 is needed") }
    guard epochs >= 0 && exampleCount >= 0 else {
      fatalError("BatchTrainer: \(epochs) epochs of \(exampleCount) examples, at least 0 were expected")
    }
    var optimizer = optimizer
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
      if stoppingWhen(report) || Task.isCancelled { return }
    }
  }
}
