// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// A data set in the form that writers need.
struct WritableGraph {
  let path: String
  let format: GraphFileFormat
  /// The ids of the nodes.
  let names: [String]
  let isDirected: Bool
  /// The edges, sorted by source and then target. An undirected edge is stored once, from the node with
  /// the lower index.
  let sources: [Int32]
  let targets: [Int32]
  /// The weights of the edges; nil if they have none.
  let weights: [Double]?
  /// The features that are part of the data.
  let features: FeatureMatrix?
  /// The class of each node, or -1; nil if no node has a class.
  let labels: [Int32]?
  let classNames: [String]
  /// The parts that are written to other files.
  let elsewhere: Set<GraphPart>

  init(_ data: NodeDataset, path: String, format: GraphFileFormat, besides elsewhere: Set<GraphPart>) {
    self.path = path
    self.format = format
    self.elsewhere = elsewhere
    names = Array(data.nodeIdentifiers)
    let isDirected = data.graph.isDirected
    self.isDirected = isDirected
    let edges = data.graph.edges()
    let kept = SortedEntries(
      rowCount: names.count, columnCount: names.count, rows: edges.sources, columns: edges.targets
    ).order.map { Int($0) }.filter { isDirected || edges.sources[$0] <= edges.targets[$0] }
    sources = kept.map { edges.sources[$0] }
    targets = kept.map { edges.targets[$0] }
    weights = edges.weights.map { weights in kept.map { weights[$0] } }
    features = data.featureSource == nil && data.featureCount > 0 ? data.features : nil
    labels = data.labels.contains { $0 >= 0 } ? data.labels : nil
    classNames = data.classNames
  }

  var nodeCount: Int { names.count }
  var edgeCount: Int { sources.count }
  var featureCount: Int { features?.featureCount ?? 0 }

  /// Returns the class of a node, or nil if it has none.
  func label(_ node: Int) -> String? {
    guard let label = labels?[node], label >= 0 else { return nil }
    return classNames[Int(label)]
  }

  /// Returns whether the nodes are named by consecutive numbers from `first` on, in order.
  func isNumbered(from first: Int) -> Bool { names.indices.allSatisfy { names[$0] == String($0 + first) } }

  /// Calls `body` for each non-zero feature of a node, in the order of columns.
  func forEachFeature(of node: Int, _ body: (_ column: Int, _ value: Float) -> Void) {
    switch features {
    case nil: break
    case .dense(let tensor):
      for column in 0..<featureCount where tensor[node, column] != 0 { body(column, tensor[node, column]) }
    case .sparse(let matrix):
      for entry in matrix.pattern.rowOffsets[node]..<matrix.pattern.rowOffsets[node + 1]
      where matrix.values[entry] != 0 {
        body(Int(matrix.pattern.columnIndices[entry]), matrix.values[entry])
      }
    }
  }

  // MARK: Refusals

  /// Returns an error that says what the format does not support and which part can be left out.
  func refusal(_ what: String, without part: GraphPart? = nil) -> DataError {
    DataError(
      .usage, "\(format.title) cannot represent \(what)", at: .file(path),
      hint: part.map { part -> Wording in
        let omission: Wording =
          "to leave them out, use \(swift: "leavingOut: [.\(part.rawValue)]", option: "--without \(part.rawValue)")"
        guard part == .features || part == .labels else { return omission }
        return
          "to write them to a separate file, use \(swift: "write(\(part.rawValue):)", option: "--output-\(part.rawValue)"); \(wording: omission)"
      })
  }

  /// Throws if the data has one of the parts, which the format does not support, and the part is not
  /// written to another file.
  func refuse(_ parts: GraphPart...) throws(DataError) {
    for part in parts where !elsewhere.contains(part) {
      switch part {
      case .weights where weights != nil: throw refusal("edge weights", without: part)
      case .features where features != nil: throw refusal("node features", without: part)
      case .labels where labels != nil: throw refusal("node labels", without: part)
      case .directions where isDirected: throw refusal("edge directions", without: part)
      case .names where !isNumbered(from: format.firstNumber):
        throw refusal(
          "node names other than the numbers \(format.firstNumber) to \(nodeCount - 1 + format.firstNumber) in order",
          without: part)
      default: break
      }
    }
  }

  /// Throws if a name or class contains a character for which `isWritable` returns false.
  func requireText(_ isWritable: (Unicode.Scalar) -> Bool) throws(DataError) {
    for name in names where name.isEmpty || !name.unicodeScalars.allSatisfy(isWritable) {
      throw refusal("the node id '\(NodeAttributes.shown(name))'", without: .names)
    }
    guard labels != nil, !elsewhere.contains(.labels) else { return }
    for name in classNames where name.isEmpty || !name.unicodeScalars.allSatisfy(isWritable) {
      throw refusal("the class '\(NodeAttributes.shown(name))'", without: .labels)
    }
  }
}
