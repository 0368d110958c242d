// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The contents of a classifier's file, as `graphlearn info --model` prints them.
struct ClassifierDescription {
  let classifier: TrainedClassifier
  private let settings: JSONValue

  init(_ classifier: TrainedClassifier) throws(DataError) {
    self.classifier = classifier
    if case .object(let members) = try classifier.configuration.json() {
      settings = .object(members.map { ($0.0.snakeCased, $0.1) })
    } else {
      settings = .object([])
    }
  }

  private var preparation: FeaturePreparation? { classifier.preparation }

  var json: Document {
    Document(
      model: Document.Model(
        name: classifier.modelName, parameters: classifier.model.parameterCount, configuration: settings),
      features: classifier.sizes.featureCount, featureNames: classifier.featureNames,
      featureSource: preparation?.source?.rawValue, featureScaling: preparation?.scaling.rawValue,
      classes: classifier.classNames, nodes: classifier.nodeIdentifiers.count,
      split: classifier.split.map {
        Document.Split(train: $0.train.count, validation: $0.validation.count, test: $0.test.count)
      }, training: classifier.training)
  }

  /// The maximum number of names of features and of classes in the text.
  private static let shown = 20

  var text: String {
    var lines = ["\(classifier.modelName), \(classifier.model.parameterCount.groupedDigits) parameters"]
    if case .object(let members) = settings, !members.isEmpty {
      lines.append("settings: " + members.map { "\($0.0) \($0.1.text())" }.joined(separator: ", "))
    }
    let source = preparation?.source.map { ", derived from the graph (\($0.rawValue))" } ?? ""
    let scaling =
      preparation.map { ", scaling \($0.scaling.rawValue)" }
      ?? ", preparation not stored in the file"
    let missing = preparation?.featureMeans == nil ? "" : ", missing ones read as the mean"
    lines.append("features: \(classifier.sizes.featureCount.groupedDigits)\(source)\(scaling)\(missing)")
    if let names = classifier.featureNames { lines.append("  " + Self.list(names)) }
    lines.append("classes: \(Self.list(classifier.classNames))")
    if !classifier.nodeIdentifiers.isEmpty {
      lines.append("trained on a graph of \(classifier.nodeIdentifiers.count.groupedDigits) nodes")
    }
    if let split = classifier.split {
      lines.append(
        "  \(split.train.count) training, \(split.validation.count) validation and \(split.test.count) test nodes"
      )
    }
    if let training = classifier.training { lines += Self.lines(training) }
    return lines.map { $0.printable(limit: 2000) + "\n" }.joined()
  }

  private static func lines(_ training: TrainingSummary) -> [String] {
    let edges = training.edgeDropout == 0 ? "" : ", edge dropout \(training.edgeDropout)"
    let accuracies = [
      ("training", training.trainAccuracy), ("validation", training.validationAccuracy),
      ("test", training.testAccuracy),
    ].compactMap { name, value in value.map { "\(name) \(NumberText.percent($0))" } }
    let ended = training.ending == .allEpochs ? "" : ", ended by \(training.ending.agent)"
    return [
      "trained with \(training.optimizer), learning rate \(training.learningRate)\(edges), seed \(training.seed)",
      "  weights of epoch \(training.bestEpoch) of \(training.epochs) (limit \(training.maximumEpochs)\(ended))",
    ] + (accuracies.isEmpty ? [] : ["  accuracy: " + accuracies.joined(separator: ", ")])
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(shown).map { $0.printable(limit: 60) }.joined(separator: ", ")
      + (names.count > shown ? ", ... (\(names.count))" : "")
  }
}

extension ClassifierDescription {
  struct Document: Encodable {
    struct Model: Encodable {
      let name: String
      let parameters: Int
      let configuration: JSONValue
    }

    struct Split: Encodable {
      let train: Int
      let validation: Int
      let test: Int
    }

    let model: Model
    let features: Int
    let featureNames: [String]?
    let featureSource: String?
    let featureScaling: String?
    let classes: [String]
    let nodes: Int
    let split: Split?
    let training: TrainingSummary?
  }
}
