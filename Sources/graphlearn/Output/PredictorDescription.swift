// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The contents of the file of a model of numbers of nodes, or of classes or numbers of edges.
struct PredictorDescription: Encodable {
  let task: String
  let model: String
  let features: Int
  let featureNames: [String]?
  let featureScaling: String
  let edgeFeatures: [String]
  let classes: [String]

  init(_ predictor: TrainedPredictor) {
    task = predictor.task.rawValue
    model = predictor.modelName
    features = predictor.preparation.featureCount
    featureNames = predictor.preparation.featureNames
    featureScaling = predictor.preparation.scaling.rawValue
    edgeFeatures = predictor.edgeFeatureNames
    classes = predictor.classNames
  }

  var text: String {
    var text = "model: \(model)\ntask: \(task)\nfeatures: \(features), scaling \(featureScaling)\n"
    if !edgeFeatures.isEmpty { text += "edge features: \(edgeFeatures.joined(separator: ", "))\n" }
    if !classes.isEmpty { text += "classes: \(classes.joined(separator: ", "))\n" }
    return text
  }
}
