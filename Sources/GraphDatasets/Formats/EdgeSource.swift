internal import GraphCore

/// What one file says of a graph, before it is joined to the files of features, labels and the like.
///
/// Every reader of a format of edges returns one of these and knows nothing of other files.
struct EdgeSource {
  /// How the file names its nodes.
  enum Nodes {
    /// Names, in the order in which ``edges`` counts them.
    case named(IdentifierTable)
    /// The rows of a matrix, which are called by numbers from `first` on.
    case rows(count: Int, first: Int)
  }

  /// The labels that the file itself has, for every node in order.
  enum Labels {
    /// As they are written; nil where there is none. What is missing and how classes are ordered is settled for all formats alike.
    case text([String?])
    /// A numbering that was published with the data: indices of `names`, or -1.
    case numbered([Int32], names: [String])
  }

  /// What the file is called in errors and notes.
  let path: String
  /// The nodes; isolated ones are among them where the format can say so.
  var nodes: Nodes
  /// The edges, by indices of nodes. An undirected edge of a format that tells directions apart stands in both directions, a
  /// self-loop once.
  var edges: EdgeTable
  /// The features that the file itself has, a row a node.
  var features: FeatureMatrix?
  /// The names of the features, where the file has them.
  var featureNames: [String]?
  /// The labels that the file itself has.
  var labels: Labels?
  /// Whether the format says which edges have directions.
  var tellsDirections = false
  /// Finds the line of an id, where the file has lines.
  var locator: RowLocator?
  /// Whether the first edge may be the header of a table: only the ids of other files can tell.
  var firstRowMayBeHeader = false
  /// What the user should know of how the file was read.
  var notes: [DataNote] = []

  /// The number of nodes that the file names.
  var nodeCount: Int {
    switch nodes {
    case .named(let names): names.count
    case .rows(let count, _): count
    }
  }
}
