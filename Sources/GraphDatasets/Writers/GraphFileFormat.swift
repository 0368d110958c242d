/// The formats in which ``NodeDataset/write(to:format:leavingOut:)`` writes a graph.
public enum GraphFileFormat: String, Sendable, CaseIterable {
  /// An edge list whose fields are separated by tabs.
  case tsv
  /// An edge list whose fields are separated by commas.
  case csv
  /// Matrix Market, coordinates.
  case matrixMarket = "mtx"
  /// GraphML.
  case graphML = "graphml"
  /// GEXF 1.3.
  case gexf
  /// GML.
  case gml
  /// A Pajek network.
  case pajek
  /// A graph file of METIS.
  case metis
  /// An adjacency list of NetworkX.
  case adjacencyList = "adjlist"
  /// The LINQS pair of `.content` and `.cites`.
  case linqs
  /// A NumPy archive: `adj_*`, `attr_*`, `labels`, `class_names` and `node_names`.
  case npz

  /// The format that the suffix of `path` names; nil where it names none.
  public init?(suffixOf path: String) {
    switch FileName.suffix(path) {
    case "tsv", "txt", "edges", "edgelist": self = .tsv
    case "csv": self = .csv
    case "mtx": self = .matrixMarket
    case "graphml": self = .graphML
    case "gexf": self = .gexf
    case "gml": self = .gml
    case "net": self = .pajek
    case "graph", "metis": self = .metis
    case "adjlist": self = .adjacencyList
    case "content": self = .linqs
    case "npz": self = .npz
    default: return nil
    }
  }

  /// The format as messages call it.
  var title: String {
    switch self {
    case .tsv, .csv: "an edge list"
    case .matrixMarket: "Matrix Market"
    case .graphML: "GraphML"
    case .gexf: "GEXF"
    case .gml: "GML"
    case .pajek: "a Pajek network"
    case .metis: "a METIS graph"
    case .adjacencyList: "an adjacency list"
    case .linqs: "LINQS text"
    case .npz: "a NumPy archive"
    }
  }

  /// What the first node is called where nodes have numbers and no names.
  var firstNumber: Int {
    switch self {
    case .matrixMarket, .pajek, .metis: 1
    default: 0
    }
  }
}

/// A part of a data set that can be left out where it is written.
public enum GraphPart: String, Sendable, CaseIterable {
  /// The ids of nodes; they get numbers instead.
  case names
  /// The weights of edges.
  case weights
  /// The features of nodes.
  case features
  /// The labels of nodes.
  case labels
  /// The directions of edges.
  case directions
}
