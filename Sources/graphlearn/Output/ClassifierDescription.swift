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
