internal import GraphLearning

/// The contents of a classifier's file, as `graphlearn info --model` prints them.
struct ClassifierDescription {
  let classifier: TrainedClassifier
  private let settings: JSONValue

  init(_ classifier: TrainedClassifier) throws(DataError) {
    self.classifier = classifier
    settings = try classifier.configuration.json()
  }

  private var preparation: FeaturePreparation? { classifier.preparation }

  var json: JSONValue {
    .object([
      (
        "model",
        .object([
          ("name", .string(classifier.modelName)), ("parameters", .integer(classifier.model.parameterCount)),
          ("configuration", settings),
        ])
      ),
      ("features", .integer(classifier.sizes.featureCount)),
      ("feature_names", classifier.featureNames.map { .array($0.map { .string($0) }) } ?? .null),
      ("feature_source", preparation?.source.map { .string($0.rawValue) } ?? .null),
      ("feature_scaling", preparation.map { .string($0.scaling.rawValue) } ?? .null),
      ("classes", .array(classifier.classNames.map { .string($0) })),
      ("nodes", .integer(classifier.nodeIdentifiers.count)),
      (
        "split",
        classifier.split.map {
          .object([
            ("train", .integer($0.train.count)), ("validation", .integer($0.validation.count)),
            ("test", .integer($0.test.count)),
          ])
        } ?? .null
      ),
    ])
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
    lines.append("features: \(classifier.sizes.featureCount.groupedDigits)\(source)\(scaling)")
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
    return lines.map { $0.printable(limit: 2000) + "\n" }.joined()
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(shown).map { $0.printable(limit: 60) }.joined(separator: ", ")
      + (names.count > shown ? ", ... (\(names.count))" : "")
  }
}
