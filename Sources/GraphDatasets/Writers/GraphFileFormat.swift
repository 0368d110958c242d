// SPDX-License-Identifier: Apache-2.0

/// The formats that ``NodeDataset/write(to:format:leavingOut:)-(String,_,_)`` supports.
public enum GraphFileFormat: String, Sendable, CaseIterable {
  /// A tab-separated edge list.
  case tsv
  /// A comma-separated edge list.
  case csv
  /// Matrix Market with coordinates.
  case matrixMarket = "mtx"
  /// GraphML.
  case graphML = "graphml"
  /// GEXF 1.3.
  case gexf
  /// GML.
  case gml
  /// A Pajek network.
  case pajek
  /// A METIS graph file.
  case metis
  /// A NetworkX adjacency list.
  case adjacencyList = "adjlist"
  /// The LINQS pair of files `.content` and `.cites`.
  case linqs
  /// A NumPy archive: `adj_*`, `attr_*`, `labels`, `class_names` and `node_names`.
  case npz

  /// Creates the format for the suffix of `path`. Returns nil if the suffix is unknown.
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

  /// The name of the format in messages.
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

  /// The number of the first node in formats that name nodes by number.
  var firstNumber: Int {
    switch self {
    case .matrixMarket, .pajek, .metis: 1
    default: 0
    }
  }
}

/// A part of a data set that can be left out when a graph is written.
public enum GraphPart: String, Sendable, CaseIterable {
  /// The ids of nodes. Without them, nodes are named by number.
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
