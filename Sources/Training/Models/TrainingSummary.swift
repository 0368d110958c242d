// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GraphCore
internal import NeuralNetworks

/// The settings and the result of the run that trained a classifier, as stored in its file.
///
/// It contains no times, so that the same run always gives the same file.
public struct TrainingSummary: Sendable, Hashable, Codable {
  /// The seed of the run.
  public let seed: UInt64
  /// The name of the optimiser, such as `Adam`.
  public let optimizer: String
  /// The learning rate before the first epoch.
  public let learningRate: Float
  /// The probability with which each edge was left out of a training step.
  public let edgeDropout: Float
  /// The number of training nodes per step; nil for all of them, or for those of parts of the graph.
  public let batchSize: Int?
  /// The number of neighbours drawn in each hop, such as `15,10`, where `all` means every neighbour; nil if
  /// neighbours were not drawn.
  public let fanouts: String?
  /// The number of parts into which the graph was divided; nil for other batches.
  public let parts: Int?
  /// The number of parts per step.
  public let partsPerBatch: Int?
  /// The maximum number of epochs.
  public let maximumEpochs: Int
  /// The number of epochs that were run.
  public let epochs: Int
  /// The epoch, starting at 1, whose weights were kept.
  public let bestEpoch: Int
  /// The reason why the run ended.
  public let ending: TrainingEnding
  /// The share of training nodes that the classifier predicts correctly. Like the other shares, it is
  /// nil if there were no such nodes.
  public let trainAccuracy: Double?
  /// The share of validation nodes that the classifier predicts correctly.
  public let validationAccuracy: Double?
  /// The share of test nodes that the classifier predicts correctly.
  public let testAccuracy: Double?

  init(_ trainer: Trainer, _ record: TrainingRecord) {
    let share = { (value: Double) in value.isNaN ? nil : value }
    seed = record.seed
    optimizer = String(describing: type(of: trainer.optimizer))
    learningRate = trainer.optimizer.learningRate
    edgeDropout = trainer.edgeDropout
    batchSize = trainer.batches.nodesPerBatch
    fanouts = trainer.batches.fanoutText
    parts = trainer.batches.partCounts?.all
    partsPerBatch = trainer.batches.partCounts?.perBatch
    maximumEpochs = trainer.epochs
    epochs = record.history.count
    bestEpoch = record.bestEpoch
    ending = record.ending
    trainAccuracy = share(record.trainAccuracy)
    validationAccuracy = share(record.validationAccuracy)
    testAccuracy = share(record.testAccuracy)
  }

  /// The summary as it is stored in a model file.
  var json: JSONValue { JSONValue(encoding: self) }

  /// Reads a summary, or returns nil if `json` is not a valid one.
  init?(json: JSONValue) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let summary = try? decoder.decode(Self.self, from: Data(json.text().utf8)) else { return nil }
    self = summary
  }
}
