// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import GraphDatasets

extension FeaturePreparation {
  /// The options for reading files as in the training.
  var readingOptions: ReadingOptions {
    ReadingOptions(
      missingFeatures: featureMeans == nil ? .refused : .mean, featureMeans: featureMeans,
      featureNames: featureNames)
  }
}

extension TrainedPredictor {
  /// The options for reading files whose nodes or edges the model is to predict: only the columns of its features
  /// are read, and if it was trained with missing features as means, missing features become the means of the
  /// training data.
  public var readingOptions: ReadingOptions { preparation.readingOptions }
}

extension TrainedClassifier {
  /// The options for reading files whose nodes the classifier is to predict: only the columns of its
  /// features are read, and if it was trained with missing features as means, missing features become the
  /// means of the training data.
  ///
  /// ```swift
  /// let newer = try NodeDataset(
  ///   edges: "edges.csv", features: "nodes.csv", reading: classifier.readingOptions)
  /// ```
  public var readingOptions: ReadingOptions { preparation?.readingOptions ?? ReadingOptions() }

  /// Returns a note if missing features of `data` were not read as the classifier's training data were.
  func missingFeatureNotes(on data: NodeDataset) -> [DataNote] {
    guard let means = preparation?.featureMeans else { return [] }
    let isOther = data.featureMeans.map { $0.replaced(by: means) != $0 } ?? data.hasZeroedFeatures
    guard isOther else { return [] }
    return [
      DataNote(
        "missing features of data set '\(data.name)' were read as \(data.featureMeans == nil ? "0" : "its own means"), not as the means of the training data; to read them as in training, use \(swift: "reading: classifier.readingOptions", option: "--missing-features mean")"
      )
    ]
  }
}
