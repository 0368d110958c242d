// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets

/// The result of training a model on the targets of nodes or edges.
public struct TargetRun: Sendable {
  /// The trained model.
  public let predictor: TrainedPredictor
  /// The seed of the run.
  public let seed: UInt64
  /// The reports of all epochs. The accuracy of the validation is that of classes, and for numbers
  /// 1 / (1 + loss).
  public let history: [EpochReport]
  /// The reason why the run ended.
  public let ending: TrainingEnding
  /// The epoch, starting at 1, whose weights were kept.
  public let bestEpoch: Int
  /// The parts of the targets, as indices.
  public let split: NodeSplit
  /// The figures of the training part.
  public let train: TargetFigures
  /// The figures of the validation part.
  public let validation: TargetFigures
  /// The figures of the test part.
  public let test: TargetFigures
  /// The number of weights of the model.
  public let parameterCount: Int
  /// The duration of the run in seconds.
  public let seconds: Double
  /// Notes on the data and the training.
  public internal(set) var notes: [DataNote]

  /// The training loss of the last epoch; NaN if there was none.
  public var trainLoss: Double { history.last?.trainLoss ?? .nan }
  /// The median time of the training step, in milliseconds.
  public var stepMillisecondsMedian: Double { Statistics.median(history.map(\.stepMilliseconds)) }
  /// The median time of an epoch including validation, in milliseconds.
  public var epochMillisecondsMedian: Double { Statistics.median(history.map(\.epochMilliseconds)) }
}
