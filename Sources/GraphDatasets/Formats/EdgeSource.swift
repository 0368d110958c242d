// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The contents of a file of edges before they are joined with the files of features and labels.
///
/// Every reader of an edge format returns this type and does not depend on other files.
struct EdgeSource {
  /// The nodes of the file.
  enum Nodes {
    /// Named nodes, in the order of the indices in ``edges``.
    case named(IdentifierTable)
    /// The rows of a matrix, which are named by numbers from `first` on.
    case rows(count: Int, first: Int)
  }

  /// The labels in the file, one per node in order.
  enum Labels {
    /// The labels as written; nil if there is none. Missing labels and the order of classes are handled
    /// in the same way for all formats.
    case text([String?])
    /// A numbering that was published with the data: indices of `names`, or -1.
    case numbered([Int32], names: [String])
  }

  /// The name of the file in errors and notes.
  let path: String
  /// The nodes, including isolated ones if the format can express them.
  var nodes: Nodes
  /// The edges, by node index. In a format that distinguishes directed and undirected edges, an
  /// undirected edge is stored in both directions and a self-loop once.
  var edges: EdgeTable
  /// The features in the file, one row per node.
  var features: FeatureMatrix?
  /// The names of the features, if the file has them.
  var featureNames: [String]?
  /// The labels in the file.
  var labels: Labels?
  /// Whether the format specifies which edges are directed.
  var tellsDirections = false
  /// Finds the line of an id, if the file has lines.
  var locator: RowLocator?
  /// Whether the first edge may be a header row, which only the ids in other files can decide.
  var firstRowMayBeHeader = false
  /// What the user should know about how the file was read.
  var notes: [DataNote] = []

  /// The number of nodes in the file.
  var nodeCount: Int {
    switch nodes {
    case .named(let names): names.count
    case .rows(let count, _): count
    }
  }
}
