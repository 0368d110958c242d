// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import GraphNetworks

/// A report on one epoch.
public struct EpochReport: Sendable {
  /// The number of the epoch, starting at 1.
  public let epoch: Int
  /// The mean cross-entropy of the training nodes, with dropout.
  public let trainLoss: Double
  /// The mean cross-entropy and the accuracy of the validation nodes; nil if there are none.
  public var validation: (loss: Double, accuracy: Double)?
  /// The time of the training step (forward pass, backward pass and update), in milliseconds.
  public var stepMilliseconds = 0.0
  /// The time of the training step and the validation, in milliseconds.
  public var epochMilliseconds = 0.0

  init(epoch: Int, trainLoss: Double) {
    self.epoch = epoch
    self.trainLoss = trainLoss
  }

  /// The figures for callbacks.
  var figures: [TrainingFigure: Double] {
    var figures: [TrainingFigure: Double] = [.loss: trainLoss]
    if let validation {
      figures[.validationLoss] = validation.loss
      figures[.validationMetric(.accuracy)] = validation.accuracy
    }
    return figures
  }
}

/// The result of a training run: the classifier and a record of the run.
///
/// The properties of ``TrainingRecord`` can be accessed directly: `run.testAccuracy`, `run.predictions`.
@dynamicMemberLookup
public struct TrainingRun: Sendable {
  /// The trained model with the weights that the stopping rule keeps, and everything that is needed to
  /// use it.
  public let classifier: TrainedClassifier
  /// The record of the run.
  public let record: TrainingRecord
  /// Notes on the data, the split and the model, such as that there is no early stopping without
  /// validation nodes, or that training reached its last epoch before early stopping. The notes from
  /// reading the data are in ``NodeDataset/notes``.
  public internal(set) var notes: [DataNote] = []

  /// Accesses a property of ``record``.
  public subscript<Member>(dynamicMember member: KeyPath<TrainingRecord, Member>) -> Member {
    record[keyPath: member]
  }
}

extension TrainingRun: CustomStringConvertible {
  /// The name of the model and the description of ``record``.
  public var description: String { "\(ModelBlueprint(of: classifier.model).type.name): \(record)" }
}

/// The reason why a training run ended.
public enum TrainingEnding: String, Sendable, Codable {
  /// All epochs were run.
  case allEpochs = "all epochs"
  /// The rule of ``Trainer/earlyStopping`` ended the run.
  case earlyStopping = "early stopping"
  /// The caller's `stoppingWhen` returned true.
  case stopped
  /// The task was cancelled.
  case cancelled
}

extension TrainingEnding {
  /// What ended the run, to follow "ended by".
  package var agent: String {
    switch self {
    case .allEpochs: "the last epoch"
    case .earlyStopping: "early stopping"
    case .stopped: "the caller"
    case .cancelled: "cancellation"
    }
  }
}

/// The record of a training run, without the model.
public struct TrainingRecord: Sendable {
  /// The seed of the run.
  public let seed: UInt64
  /// The reports of all epochs that were run.
  public let history: [EpochReport]
  /// The reason why the run ended.
  public let ending: TrainingEnding
  /// The epoch, starting at 1, whose weights were kept.
  public let bestEpoch: Int
  /// The nodes used for training, validation and test.
  public let split: NodeSplit
  /// The share of training nodes that the kept model predicts correctly. Like the other shares, it is
  /// NaN if there are no such nodes.
  public let trainAccuracy: Double
  /// The share of validation nodes that the kept model predicts correctly; NaN if there are none.
  public let validationAccuracy: Double
  /// The share of test nodes that the kept model predicts correctly; NaN if there are none.
  public let testAccuracy: Double
  /// The predicted class of each node.
  public let predictions: [Int32]
  /// The number of weights of the model.
  public let parameterCount: Int
  /// The duration of the run in seconds.
  public let seconds: Double
  /// What was planned before training to stay below ``Trainer/memoryLimit``; nil without a limit.
  public internal(set) var memoryPlan: MemoryPlan?
  /// The parts of the graph in the batches of ``TrainingBatches/parts(count:perBatch:)``; nil for other batches.
  public internal(set) var parts: TrainingParts?

  /// The training loss of the last epoch; NaN if there was none.
  public var trainLoss: Double { history.last?.trainLoss ?? .nan }
  /// The median time of the training step, in milliseconds.
  public var stepMillisecondsMedian: Double { Statistics.median(history.map(\.stepMilliseconds)) }
  /// The median time of an epoch including validation, in milliseconds.
  public var epochMillisecondsMedian: Double { Statistics.median(history.map(\.epochMilliseconds)) }
}

extension TrainingRecord: CustomStringConvertible {
  /// The accuracies, the sizes of the split and the epochs in one line: `test accuracy 81.50 %,
  /// validation accuracy 79.20 %, training accuracy 100.00 % (140 training, 500 validation, 1000 test
  /// nodes), weights of epoch 200 of 200, ended by the last epoch`.
  public var description: String {
    let accuracies = [
      ("test", testAccuracy), ("validation", validationAccuracy), ("training", trainAccuracy),
    ]
    .filter { !$0.1.isNaN }.map { "\($0.0) accuracy \(NumberText.percent($0.1))" }.joined(separator: ", ")
    return
      "\(accuracies) (\(split)), weights of epoch \(bestEpoch) of \(history.count), ended by \(ending.agent)"
  }
}
