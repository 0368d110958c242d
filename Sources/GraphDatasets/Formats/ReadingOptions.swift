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

  /// Creates options.
  ///
  /// - Parameters:
  ///   - edges: The form of the table of edges or hyperedges.
  ///   - features: The form of the table of features.
  ///   - labels: The form of the table of labels.
  ///   - dropsUnknown: Whether edges, labels and features of unknown ids are ignored and counted.
  ///   - missingFeatures: How nodes without features and fields such as `NA` are handled.
  public init(
    edges: TableOptions = TableOptions(), features: TableOptions = TableOptions(),
    labels: TableOptions = TableOptions(), dropsUnknown: Bool = false,
    missingFeatures: MissingFeatures = .refused
  ) {
    self.edges = edges
    self.features = features
    self.labels = labels
    self.dropsUnknown = dropsUnknown
    self.missingFeatures = missingFeatures
  }
}
