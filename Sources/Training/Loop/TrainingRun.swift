public import GraphCore
public import GraphDatasets

/// What happened in one epoch.
public struct EpochReport: Sendable {
  /// The number of the epoch, from 1.
  public let epoch: Int
  /// The mean cross-entropy of the training nodes, with dropout.
  public let trainLoss: Double
  /// The mean cross-entropy and the accuracy of the validation nodes; nil without any.
  public var validation: (loss: Double, accuracy: Double)?
  /// Forward, backward and update.
  public var stepMilliseconds = 0.0
  /// The step and the validation.
  public var epochMilliseconds = 0.0

  init(epoch: Int, trainLoss: Double) {
    self.epoch = epoch
    self.trainLoss = trainLoss
  }
}

/// The outcome of one training run: a classifier, and what happened on the way.
///
/// The members of ``TrainingRecord`` are its own: `run.testAccuracy`, `run.predictions`.
@dynamicMemberLookup
public struct TrainingRun: Sendable {
  /// The trained model, with the weights that the stopping rule keeps, and all that it takes to use it again.
  public let classifier: TrainedClassifier
  /// What happened in the run.
  public let record: TrainingRecord
  /// What the user should know of the data, the split and the model, such as that without validation nodes nothing stops training early:
  /// those of ``GraphDatasets/NodeDataset/trainingNotes(for:split:scaling:)``. What was noted when the data were read is in their own
  /// ``GraphDatasets/NodeDataset/notes``.
  public internal(set) var notes: [DataNote] = []

  /// A member of ``record``.
  public subscript<Member>(dynamicMember member: KeyPath<TrainingRecord, Member>) -> Member {
    record[keyPath: member]
  }
}

/// Why training ended.
public enum TrainingEnding: String, Sendable {
  /// All epochs were run.
  case allEpochs = "all epochs"
  /// The rule of ``Trainer/earlyStopping`` said so.
  case earlyStopping = "early stopping"
  /// The caller's `stoppingWhen` said so.
  case stopped
  /// The task was cancelled.
  case cancelled
}

/// What happened in one training run, without its model.
public struct TrainingRecord: Sendable {
  /// The seed of the run.
  public let seed: UInt64
  /// Every epoch that was run.
  public let history: [EpochReport]
  /// Why there was no further epoch.
  public let ending: TrainingEnding
  /// The epoch, from 1, whose weights were kept.
  public let bestEpoch: Int
  /// The nodes that were trained on, validated on and tested on.
  public let split: NodeSplit
  /// The share of training nodes that the kept model gets right. Like the other shares not a number (`nan`, `isNaN`) where there are no such
  /// nodes.
  public let trainAccuracy: Double
  /// The share of validation nodes that the kept model gets right; `nan` without any.
  public let validationAccuracy: Double
  /// The share of test nodes that the kept model gets right; `nan` without any.
  public let testAccuracy: Double
  /// The predicted class of every node.
  public let predictions: [Int32]
  /// The number of weights of the model.
  public let parameterCount: Int
  /// How long the run took.
  public let seconds: Double

  /// The training loss of the last epoch; not a number where none was run.
  public var trainLoss: Double { history.last?.trainLoss ?? .nan }
  /// The median time of forward, backward and update.
  public var stepMillisecondsMedian: Double { Statistics.median(history.map(\.stepMilliseconds)) }
  /// The median time of an epoch, validation included.
  public var epochMillisecondsMedian: Double { Statistics.median(history.map(\.epochMilliseconds)) }
}
