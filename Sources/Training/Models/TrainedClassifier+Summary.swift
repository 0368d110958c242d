// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks

extension TrainedClassifier {
  /// The maximum number of names of features and of classes in the text.
  private static let shownNames = 20

  /// A description of several lines: the model and its settings, the features and how they are prepared,
  /// the classes, the training data, its split, and the training run. It is what
  /// `graphlearn info --model` prints.
  public var summary: String {
    var lines = ["\(modelName), \(model.parameterCount.groupedDigits) parameters"]
    if case .object(let members)? = try? configuration.json(), !members.isEmpty {
      let settings = members.map { "\($0.0.snakeCased) \($0.1.text())" }
      lines.append("settings: " + settings.joined(separator: ", "))
    }
    let source = preparation?.source.map { ", derived from the graph (\($0.rawValue))" } ?? ""
    let scaling =
      preparation.map { ", scaling \($0.scaling.rawValue)" }
      ?? ", preparation not stored in the file"
    let missing = preparation?.featureMeans == nil ? "" : ", missing ones read as the mean"
    lines.append("features: \(sizes.featureCount.groupedDigits)\(source)\(scaling)\(missing)")
    if let names = featureNames { lines.append("  " + Self.list(names)) }
    lines.append("classes: \(Self.list(classNames))")
    if !nodeIdentifiers.isEmpty {
      lines.append("trained on a graph of \(nodeIdentifiers.count.groupedDigits) nodes")
    }
    if let split = split {
      lines.append(
        "  \(split.train.count) training, \(split.validation.count) validation and \(split.test.count) test nodes"
      )
    }
    if let training = training { lines += Self.lines(training) }
    return lines.map { $0.printable(limit: 2000) + "\n" }.joined()
  }

  private static func lines(_ training: TrainingSummary) -> [String] {
    let edges = training.edgeDropout == 0 ? "" : ", edge dropout \(training.edgeDropout)"
    let batches =
      if let size = training.batchSize {
        ", batches of \(size) nodes, fanouts \(training.fanouts ?? "all")"
      } else if let parts = training.parts {
        ", \(training.partsPerBatch ?? 1) of \(parts) parts per batch"
      } else { "" }
    let accuracies = [
      ("training", training.trainAccuracy), ("validation", training.validationAccuracy),
      ("test", training.testAccuracy),
    ].compactMap { name, value in value.map { "\(name) \(NumberText.percent($0))" } }
    let ended = training.ending == .allEpochs ? "" : ", ended by \(training.ending.agent)"
    return [
      "trained with \(training.optimizer), learning rate \(training.learningRate)\(edges)\(batches), seed \(training.seed)",
      "  weights of epoch \(training.bestEpoch) of \(training.epochs) (limit \(training.maximumEpochs)\(ended))",
    ] + (accuracies.isEmpty ? [] : ["  accuracy: " + accuracies.joined(separator: ", ")])
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(shownNames).map { $0.printable(limit: 60) }.joined(separator: ", ")
      + (names.count > shownNames ? ", ... (\(names.count))" : "")
  }
}
