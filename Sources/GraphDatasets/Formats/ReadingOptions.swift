public import GraphCore

/// What a user decides about how files are read and joined. Whatever is left out is found out from the files.
public struct ReadingOptions: Sendable, Hashable {
  /// What becomes of nodes without features, and of features that are missing.
  public enum MissingFeatures: String, Sendable, CaseIterable {
    /// They are an error.
    case refused
    /// They are 0.
    case zero
  }

  /// The form of the table of edges or hyperedges.
  public var edges: TableOptions
  /// The form of the table of features.
  public var features: TableOptions
  /// The form of the table of labels.
  public var labels: TableOptions
  /// Whether what is said of ids that are no nodes is left out, and counted, instead of being an error.
  public var dropsUnknown: Bool
  /// What becomes of features that are missing.
  public var missingFeatures: MissingFeatures

  /// Creates options.
  ///
  /// - Parameters:
  ///   - edges: the form of the table of edges or hyperedges.
  ///   - features: the form of the table of features.
  ///   - labels: the form of the table of labels.
  ///   - dropsUnknown: whether edges, labels and features of ids that are no nodes are left out and counted.
  ///   - missingFeatures: what becomes of nodes without features, and of fields such as `NA`.
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
