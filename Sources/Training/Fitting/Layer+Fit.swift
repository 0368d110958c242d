// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// The figures of all epochs of a training run.
public struct TrainingHistory: Sendable {
  /// The figures of each epoch.
  public let epochs: [[TrainingFigure: Double]]

  /// Returns a figure of each epoch; empty if it was not reported.
  public subscript(figure: TrainingFigure) -> [Double] { epochs.compactMap { $0[figure] } }
}

extension TrainingHistory: CustomStringConvertible {
  /// A table with a row per epoch and a column per figure.
  public var description: String {
    let figures = Set(epochs.flatMap(\.keys)).sorted {
      ($0.isOfValidation ? 1 : 0, "\($0)") < ($1.isOfValidation ? 1 : 0, "\($1)")
    }
    var table = TextTable(["epoch"] + figures.map { "\($0)" })
    for (epoch, values) in epochs.enumerated() {
      table.append(["\(epoch + 1)"] + figures.map { values[$0].map { NumberText.decimal($0, 4) } ?? "" })
    }
    return table.text
  }
}

extension TrainingFigure {
  /// Whether the figure is one of the validation examples.
  fileprivate var isOfValidation: Bool {
    switch self {
    case .loss, .metric: false
    case .validationLoss, .validationMetric: true
    }
  }
}

extension Layer {
  /// Trains the layer, such as a ``Sequential`` or a functional ``Model``, to classify examples.
  ///
  /// ```swift
  /// var network = Sequential(Dense(units: 64, activation: .relu), Dense(units: 10))
  /// let history = try network.fit(pixels, labels: digits, epochs: 10, validationSplit: 0.2, metrics: [.accuracy])
  /// ```
  ///
  /// In all other respects, this works like
  /// ``fit(_:targets:loss:optimizer:epochs:batchSize:validationSplit:metrics:callbacks:seed:)``.
  ///
  /// - Parameters:
  ///   - inputs: the examples, `[examples, ...]`.
  ///   - labels: the class of each example, from 0.
  ///   - loss: the loss; by default the cross-entropy of scores.
  public mutating func fit(
    _ inputs: Tensor, labels: [some BinaryInteger], loss: TrainingLoss = .crossEntropy(),
    optimizer: any Optimizer = .adam(learningRate: 0.001), epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, metrics: [Metric] = [], callbacks: [TrainingCallback] = [],
    seed: UInt64 = 0
  ) throws(DataError) -> TrainingHistory {
    build(inputShape: inputs.shape.batch)
    return try fit(
      FitExamples(inputs: [inputs], targets: .classes(labels.map { Int32($0) })), loss, optimizer, epochs,
      batchSize, validationSplit, metrics, callbacks, seed
    ) { $0($1[0], $2) }
  }

  /// Trains the layer, such as a ``Sequential`` or a functional ``Model``, on examples with target values.
  ///
  /// ```swift
  /// let history = try network.fit(
  ///   words, targets: sentiments, loss: .binaryCrossEntropy(fromLogits: false),
  ///   optimizer: .rmsprop(learningRate: 0.001), epochs: 10, batchSize: 128, validationSplit: 0.2, metrics: [.accuracy])
  /// ```
  ///
  /// Layers that do not know the size of their input are built, and weights without values are drawn from
  /// `seed`; weights that have values are trained further. The run is repeatable, bit for bit.
  ///
  /// - Parameters:
  ///   - inputs: the examples, `[examples, ...]`.
  ///   - targets: the target of each example, `[examples, ...]`.
  ///   - loss: the loss.
  ///   - optimizer: the optimiser in its initial state.
  ///   - epochs: the number of passes over the training examples.
  ///   - batchSize: the number of examples per step. The last batch of an epoch may be smaller.
  ///   - validationSplit: the share of the examples, the last ones, that are not trained on but evaluated
  ///     after each epoch, as in Keras.
  ///   - metrics: the metrics to report.
  ///   - callbacks: what happens after each epoch.
  ///   - seed: the seed of initial weights, the order of examples and dropout.
  /// - Returns: the figures of all epochs: the loss, the metrics and, with validation, those of the
  ///   validation examples. Training figures are those of the training steps, as in Keras.
  /// - Throws: ``DataError`` if there are no examples, if their number differs from that of the targets, if a
  ///   share is not in 0..<1, if a loss or a weight is not finite, or if a callback throws. Training ends
  ///   early if the task is cancelled.
  public mutating func fit(
    _ inputs: Tensor, targets: Tensor, loss: TrainingLoss,
    optimizer: any Optimizer = .adam(learningRate: 0.001), epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, metrics: [Metric] = [], callbacks: [TrainingCallback] = [],
    seed: UInt64 = 0
  ) throws(DataError) -> TrainingHistory {
    build(inputShape: inputs.shape.batch)
    return try fit(
      FitExamples(inputs: [inputs], targets: .values(targets)), loss, optimizer, epochs, batchSize,
      validationSplit, metrics, callbacks, seed
    ) { $0($1[0], $2) }
  }

  /// Returns the outputs for examples, `[examples, ...]`, in batches.
  public func outputs(for inputs: Tensor, batchSize: Int = 256) -> Tensor {
    FitExamples(inputs: [inputs], targets: .classes([])).outputs(of: self, batchSize: batchSize) {
      $0($1[0], $2)
    }
  }
}

extension Model {
  /// Trains a model with several inputs and one output on examples with target values, in all other
  /// respects like ``Layer/fit(_:targets:loss:optimizer:epochs:batchSize:validationSplit:metrics:callbacks:seed:)``.
  ///
  /// - Parameters:
  ///   - inputs: the examples of each input, `[examples, ...]`.
  ///   - targets: the target of each example, `[examples, ...]`.
  public mutating func fit(
    _ inputs: [Tensor], targets: Tensor, loss: TrainingLoss,
    optimizer: any Optimizer = .adam(learningRate: 0.001), epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, metrics: [Metric] = [], callbacks: [TrainingCallback] = [],
    seed: UInt64 = 0
  ) throws(DataError) -> TrainingHistory {
    try fit(
      FitExamples(inputs: inputs, targets: .values(targets)), loss, optimizer, epochs, batchSize,
      validationSplit, metrics, callbacks, seed
    ) { $0($1, $2)[0] }
  }

  /// Trains a model with several inputs and one output to classify examples.
  public mutating func fit(
    _ inputs: [Tensor], labels: [some BinaryInteger], loss: TrainingLoss = .crossEntropy(),
    optimizer: any Optimizer = .adam(learningRate: 0.001), epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, metrics: [Metric] = [], callbacks: [TrainingCallback] = [],
    seed: UInt64 = 0
  ) throws(DataError) -> TrainingHistory {
    try fit(
      FitExamples(inputs: inputs, targets: .classes(labels.map { Int32($0) })), loss, optimizer, epochs,
      batchSize, validationSplit, metrics, callbacks, seed
    ) { $0($1, $2)[0] }
  }
}

/// Examples with their targets.
private struct FitExamples {
  let inputs: [Tensor]
  let targets: FitTargets

  var count: Int { inputs.first?.shape.first ?? 0 }

  func rows(_ rows: [Int32]) -> [Variable] { inputs.map { Variable($0.rows(rows)) } }

  func require(_ validationSplit: Double) throws(DataError) {
    guard count > 0 else { throw DataError(.badData, "there are no examples") }
    for input in inputs where input.shape.first != count {
      throw DataError(
        .badData, "the inputs have \(count) and \(input.shape.first ?? 0) examples; expected the same number")
    }
    guard targets.count == count else {
      throw DataError(.badData, "there are \(count) examples, but \(targets.count) targets")
    }
    guard validationSplit >= 0 && validationSplit < 1 else {
      throw DataError(.usage, "validationSplit is \(validationSplit); expected at least 0 and below 1")
    }
    if case .classes(let classes) = targets, let index = classes.firstIndex(where: { $0 < 0 }) {
      throw DataError(.badData, "label \(classes[index]) of example \(index); expected at least 0")
    }
  }

  /// Returns the outputs of all examples in `range`, or of all.
  func outputs<M: Module>(
    of model: M, in range: Range<Int>? = nil, batchSize: Int,
    _ pass: (M, [Variable], ForwardContext) -> Variable
  ) -> Tensor {
    let range = range ?? 0..<count
    let batches = stride(from: range.lowerBound, to: range.upperBound, by: max(1, batchSize)).map { start in
      let rows = (start..<min(range.upperBound, start + max(1, batchSize))).map { Int32($0) }
      return pass(model, self.rows(rows), ForwardContext()).value
    }
    return batches.isEmpty ? Tensor(zeros: [0]) : .concatenated(batches, axis: 0)
  }
}

extension Module {
  fileprivate mutating func fit(
    _ examples: FitExamples, _ loss: TrainingLoss, _ optimizer: any Optimizer, _ epochs: Int,
    _ batchSize: Int, _ validationSplit: Double, _ metrics: [Metric], _ callbacks: [TrainingCallback],
    _ seed: UInt64, pass: (_ model: Self, _ inputs: [Variable], _ context: ForwardContext) -> Variable
  ) throws(DataError) -> TrainingHistory {
    try examples.require(validationSplit)
    initialize(seed: seed)
    let trainCount = Int((Double(examples.count) * (1 - validationSplit)).rounded(.down))
    let validation = trainCount..<examples.count
    let validationTargets = examples.targets.rows(validation.map { Int32($0) })
    var history: [[TrainingFigure: Double]] = []
    // The outputs of the steps of an epoch, for the metrics.
    var seen: (outputs: [Tensor], rows: [Int32]) = ([], [])
    let trainer = BatchTrainer(optimizer: optimizer, epochs: epochs, batchSize: batchSize, seed: seed)
    try trainer.fit(
      &self, exampleCount: trainCount,
      loss: { model, rows, context in
        let outputs = pass(model, examples.rows(rows), context)
        if !metrics.isEmpty {
          seen.outputs.append(outputs.value)
          seen.rows += rows
        }
        return loss(outputs, examples.targets.rows(rows))
      },
      figures: { report, model in
        var figures: [TrainingFigure: Double] = [.loss: report.loss]
        if !metrics.isEmpty {
          let outputs = Tensor.concatenated(seen.outputs, axis: 0)
          let targets = examples.targets.rows(seen.rows)
          for metric in metrics {
            figures[.metric(metric)] = metric.value(outputs, targets, areScores: loss.areScores)
          }
          seen = ([], [])
        }
        if !validation.isEmpty {
          let outputs = examples.outputs(of: model, in: validation, batchSize: max(256, batchSize), pass)
          figures[.validationLoss] = Double(loss(Variable(outputs), validationTargets).value.scalars[0])
          for metric in metrics {
            figures[.validationMetric(metric)] = metric.value(
              outputs, validationTargets, areScores: loss.areScores)
          }
        }
        history.append(figures)
        return figures
      }, callbacks: callbacks)
    return TrainingHistory(epochs: history)
  }
}

extension Shape {
  /// The shape with one example.
  fileprivate var batch: Shape { Shape([1] + dropFirst()) }
}
