// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// Options for reading and joining files. Anything that is not given is detected from the files.
public struct ReadingOptions: Sendable, Hashable {
  /// How nodes without features and missing features are handled.
  public enum MissingFeatures: String, Sendable, CaseIterable {
    /// Missing features are an error.
    case refused
    /// Missing features are 0.
    case zero
    /// Missing features are the mean of the feature over the other rows of the file.
    case mean
  }

  /// The form of the table of edges or hyperedges.
  public var edges: TableOptions
  /// The form of the table of features.
  public var features: TableOptions
  /// The form of the table of labels.
  public var labels: TableOptions
  /// Whether edges, labels and features of unknown ids are ignored and counted instead of being an
  /// error.
  public var dropsUnknown: Bool
  /// How missing features are handled.
  public var missingFeatures: MissingFeatures
  /// The means that ``MissingFeatures/mean`` uses, or nil for those of the file. To read data
  /// that a classifier is to predict, pass those of its training data: `classifier.preparation?.featureMeans`.
  public var featureMeans: FeatureMeans?
  /// The names of the features to read from a table that has columns of all these names; its other
  /// columns are ignored. Nil, or a table without one of these names, means all columns. To read data that
  /// a classifier is to predict, use `classifier.readingOptions`.
  public var featureNames: [String]?
  /// The form of the table of edge features.
  package var edgeFeatures = TableOptions()
  /// Whether labels are numbers to predict instead of classes.
  package var labelsAreNumbers = false

  /// Creates options.
  ///
  /// - Parameters:
  ///   - edges: The form of the table of edges or hyperedges.
  ///   - features: The form of the table of features.
  ///   - labels: The form of the table of labels.
  ///   - dropsUnknown: Whether edges, labels and features of unknown ids are ignored and counted.
  ///   - missingFeatures: How nodes without features and fields such as `NA` are handled.
  ///   - featureMeans: The means that missing features are read as with `.mean`, or nil for those of
  ///     the file.
  ///   - featureNames: The names of the features to read, or nil for all.
  public init(
    edges: TableOptions = TableOptions(), features: TableOptions = TableOptions(),
    labels: TableOptions = TableOptions(), dropsUnknown: Bool = false,
    missingFeatures: MissingFeatures = .refused, featureMeans: FeatureMeans? = nil,
    featureNames: [String]? = nil
  ) {
    self.edges = edges
    self.features = features
    self.labels = labels
    self.dropsUnknown = dropsUnknown
    self.missingFeatures = missingFeatures
    self.featureMeans = featureMeans
    self.featureNames = featureNames
  }
}

/// The mean of each feature in the data that a model was trained on, as which missing features are read.
public struct FeatureMeans: Sendable, Hashable {
  /// The names of the features; nil if they have none.
  public let names: [String]?
  /// The mean of each feature.
  public let values: [Float]

  package init(names: [String]?, values: [Float]) {
    self.names = names
    self.values = values
  }

  /// Returns these means with the values of `known`, which are matched by name if both have names, or
  /// else by position.
  package func replaced(by known: FeatureMeans) -> FeatureMeans {
    guard let names, let others = known.names else {
      return known.values.count == values.count ? FeatureMeans(names: names, values: known.values) : self
    }
    let table = Dictionary(zip(others, known.values), uniquingKeysWith: { first, _ in first })
    return FeatureMeans(names: names, values: zip(names, values).map { table[$0] ?? $1 })
  }
}
