// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import NeuralNetworks

/// A number that a trainer reports after each epoch.
public enum TrainingFigure: Sendable, Hashable {
  /// The mean loss of the training steps.
  case loss
  /// The loss of the validation examples.
  case validationLoss
  /// A metric of the outputs of the training steps.
  case metric(Metric)
  /// A metric of the validation examples.
  case validationMetric(Metric)

  /// Whether a larger value is better, as for an accuracy.
  public var isLargerBetter: Bool {
    switch self {
    case .loss, .validationLoss: false
    case .metric(let metric), .validationMetric(let metric):
      metric != .meanAbsoluteError && metric != .meanSquaredError
    }
  }
}

extension TrainingFigure: CustomStringConvertible {
  /// The name in reports, such as `validation loss`.
  public var description: String {
    switch self {
    case .loss: "loss"
    case .validationLoss: "validation loss"
    case .metric(let metric): "\(metric)"
    case .validationMetric(let metric): "validation \(metric)"
    }
  }
}

/// The state of a training run after an epoch, which a callback can read and change.
public struct TrainingState {
  /// The number of the epoch, starting at 1.
  public let epoch: Int
  /// The number of epochs that the run may take.
  public let epochCount: Int
  /// The figures of the epoch.
  public let figures: [TrainingFigure: Double]
  /// The model with its current weights.
  public let model: any Module
  /// The learning rate of the next epoch.
  public var learningRate: Float
  /// Whether the run ends after this epoch.
  public private(set) var isStopped = false
  /// The model whose weights the run ends with; nil for the current ones.
  private(set) var restored: (model: any Module, epoch: Int)?

  init(
    epoch: Int, epochCount: Int, figures: [TrainingFigure: Double], model: any Module, learningRate: Float
  ) {
    self.epoch = epoch
    self.epochCount = epochCount
    self.figures = figures
    self.model = model
    self.learningRate = learningRate
  }

  /// Ends the run after this epoch.
  public mutating func stop() { isStopped = true }

  /// Lets the run end with the weights of `model`, an earlier state of the model, unless a later epoch
  /// restores others.
  mutating func restore(_ model: any Module, ofEpoch epoch: Int) { restored = (model, epoch) }

  /// Returns a figure. Traps if the trainer does not report it.
  func value(of figure: TrainingFigure) -> Double {
    guard let value = figures[figure] else {
      fatalError(
        "the trainer does not report the \(figure), but \(figures.keys.map(\.description).sorted().joined(separator: ", "))"
      )
    }
    return value
  }
}

/// Something that happens after each epoch of a training run: stopping, saving, printing, or a change of
/// the learning rate.
///
/// ```swift
/// let history = try network.fit(
///   images, labels: digits, epochs: 20, validationSplit: 0.2, metrics: [.accuracy],
///   callbacks: [.earlyStopping(patience: 3), .savingBest(to: "digits.safetensors"), .progress()])
/// ```
public struct TrainingCallback: Sendable {
  /// Called after each epoch. A callback that keeps a state starts with a new one in each run.
  typealias Action = (_ state: inout TrainingState) throws(DataError) -> Void
  private let makeAction: @Sendable () -> Action

  private init(starting makeAction: @escaping @Sendable () -> Action) { self.makeAction = makeAction }

  /// Creates a callback from a function.
  public init(_ action: @escaping @Sendable (_ state: inout TrainingState) throws(DataError) -> Void) {
    makeAction = { action }
  }

  /// The action for a new run.
  func started() -> Action { makeAction() }

  /// Stops when a figure has not improved for `patience` epochs.
  ///
  /// - Parameters:
  ///   - figure: the figure.
  ///   - minimumGain: the change that counts as an improvement.
  ///   - restoresBest: whether the run ends with the weights of the best epoch instead of the last one.
  public static func earlyStopping(
    on figure: TrainingFigure = .validationLoss, patience: Int, minimumGain: Double = 0,
    restoresBest: Bool = true
  ) -> TrainingCallback {
    TrainingCallback {
      var best: (value: Double, model: any Module, epoch: Int)?
      var stale = 0
      return { (state) throws(DataError) in
        let value = state.value(of: figure)
        let gain = best.map { figure.isLargerBetter ? value - $0.value : $0.value - value } ?? .infinity
        if !value.isNaN && gain > minimumGain {
          best = (value, state.model, state.epoch)
          stale = 0
        } else {
          stale += 1
          if stale >= patience { state.stop() }
        }
        if restoresBest, let best { state.restore(best.model, ofEpoch: best.epoch) }
      }
    }
  }

  /// Sets the learning rate of each epoch. The rate of epoch k, counted from 0, is that of step k of the
  /// schedule; the first epoch has that of the optimiser.
  public static func schedule(_ schedule: LearningRateSchedule) -> TrainingCallback {
    TrainingCallback { (state) throws(DataError) in
      state.learningRate = schedule.learningRate(at: state.epoch)
    }
  }

  /// Multiplies the learning rate by `factor` when a figure has not improved for more than `patience`
  /// epochs (``Plateau``).
  public static func loweringRate(
    on figure: TrainingFigure = .validationLoss, factor: Float = 0.1, patience: Int = 10, minimum: Float = 0
  ) -> TrainingCallback {
    TrainingCallback {
      var plateau: Plateau?
      return { (state) throws(DataError) in
        var current =
          plateau
          ?? Plateau(
            from: state.learningRate, factor: factor, patience: patience, minimum: minimum,
            isLargerBetter: figure.isLargerBetter)
        state.learningRate = current.record(state.value(of: figure))
        plateau = current
      }
    }
  }

  /// Writes the weights to a file after each epoch in which a figure is better than in all epochs before.
  /// The run throws ``DataError`` if the file cannot be written.
  public static func savingBest(to path: String, by figure: TrainingFigure = .validationLoss)
    -> TrainingCallback
  {
    TrainingCallback {
      var best: Double?
      return { (state) throws(DataError) in
        let value = state.value(of: figure)
        guard !value.isNaN, best.map({ figure.isLargerBetter ? value > $0 : value < $0 }) ?? true else {
          return
        }
        best = value
        try state.model.saveWeights(to: path)
      }
    }
  }

  /// Reports the figures of each epoch in one line.
  ///
  /// - Parameter show: receives the line; prints it by default.
  public static func progress(_ show: @escaping @Sendable (String) -> Void = { print($0) })
    -> TrainingCallback
  {
    TrainingCallback { (state) throws(DataError) in
      let figures = state.figures.map { ($0.key.description, $0.value) }.sorted { $0.0 < $1.0 }
      let text = figures.map { "\($0.0) \(NumberText.decimal($0.1, 4))" }.joined(separator: ", ")
      show("epoch \(state.epoch) of \(state.epochCount): \(text)")
    }
  }
}

/// The callbacks of a run and what they decided.
struct RunningCallbacks<Model: Module> {
  private let actions: [TrainingCallback.Action]
  /// The model that the run ends with, if a callback restores one.
  private(set) var restored: (model: Model, epoch: Int)?
  /// Whether a callback ended the run.
  private(set) var isStopped = false

  init(_ callbacks: [TrainingCallback]) { actions = callbacks.map { $0.started() } }

  /// Calls all callbacks after an epoch. They may change the learning rate.
  mutating func epochEnded(
    _ epoch: Int, of epochCount: Int, _ figures: [TrainingFigure: Double], _ model: Model,
    _ optimizer: inout any Optimizer
  ) throws(DataError) {
    guard !actions.isEmpty else { return }
    var state = TrainingState(
      epoch: epoch, epochCount: epochCount, figures: figures, model: model,
      learningRate: optimizer.learningRate)
    for action in actions { try action(&state) }
    optimizer.learningRate = state.learningRate
    if let (model, epoch) = state.restored, let model = model as? Model { restored = (model, epoch) }
    isStopped = state.isStopped
  }
}
