// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The two tables of a Geom-GCN graph (Pei and others 2020): `out1_graph_edges.txt` and
/// `out1_node_feature_label.txt`. Each has a header, and its fields are separated by tabs.
enum GeomGCNFiles {
  private static let edgeFile = "out1_graph_edges.txt"
  private static let nodeFile = "out1_node_feature_label.txt"

  /// Returns the paths of both tables in `directory`.
  static func files(_ directory: String) -> [String] {
    [edgeFile, nodeFile].map { "\(directory)/\($0)" }
  }

  /// Returns whether `directory` contains both tables.
  static func arePresent(_ directory: String) -> Bool {
    FileContents.exists("\(directory)/\(edgeFile)") && FileContents.exists("\(directory)/\(nodeFile)")
  }

  /// Reads both tables. The nodes are those of the table of features, in its order.
  static func source(_ directory: String) throws(DataError) -> EdgeSource {
    let nodes = try NodeLines(TextFile("\(directory)/\(nodeFile)"))
    let path = "\(directory)/\(edgeFile)"
    var edges = EdgeTable()
    let file = try TextFile(path)
    try file.scan { (scanner) throws(DataError) in
      guard scanner.nextContentLine() else { throw scanner.error("the header is missing") }
      while scanner.nextContentLine() {
        guard let source = scanner.nextField(.tab), let target = scanner.nextField(.tab),
          scanner.nextField(.tab) == nil
        else { throw scanner.error("expected '<node>' and '<node>', separated by a tab") }
        edges.append(
          try scanner.known(source, in: nodes.identifiers), try scanner.known(target, in: nodes.identifiers))
      }
    }
    var source = EdgeSource(path: path, nodes: .named(nodes.identifiers), edges: try edges.nonEmpty(path))
    source.features = try nodes.features()
    source.labels = .text(nodes.labels)
    if nodes.areIndices {
      source.notes.append(
        DataNote(
          "the features are read as indices of those that are 1", at: .file("\(directory)/\(nodeFile)"))
      )
    }
    return source
  }

  /// Returns whether a file is the table of nodes, judged by its header.
  static func isNodeTable(_ file: TextFile) -> Bool {
    let header = String(decoding: file.bytes.prefix(64), as: UTF8.self).lowercased()
    return header.hasPrefix("node_id\tfeature\tlabel")
  }

  /// Reads only the table of nodes: features with ids and labels.
  static func nodeTable(_ file: TextFile) throws(DataError) -> FeatureTable {
    let nodes = try NodeLines(file)
    let notes =
      nodes.areIndices
      ? [DataNote("the features are read as indices of those that are 1", at: .file(file.path))] : []
    return FeatureTable(
      path: file.path, features: try nodes.features(), identifiers: nodes.identifiers,
      labels: LabelColumn(.text(nodes.labels)), notes: notes)
  }

  /// Returns the first of the published splits, which are next to the tables or in `splits`, or nil if
  /// there are none. A note gives the number of splits if there are several.
  static func split(_ directory: String, nodeCount: Int, notes: inout [DataNote]) throws(DataError)
    -> NodeSplit?
  {
    for folder in [directory, "\(directory)/splits"] {
      // A directory that is not readable is treated as empty.
      let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().filter {
        $0.contains("_split_") && $0.hasSuffix(".npz")
      }
      guard let first = files.first else { continue }
      if files.count > 1 {
        notes.append(
          DataNote("the first of \(files.count) published splits is used: \(first)", at: .file(folder)))
      }
      let archive = try NumpyArchive("\(folder)/\(first)")
      func nodes(_ name: String) throws(DataError) -> [Int32] {
        let mask = try archive.required(name)
        guard mask.count == nodeCount else {
          throw mask.error("expected \(nodeCount) entries, one per node, found \(mask.count)")
        }
        let entries = try mask.integers()
        return entries.indices.filter { entries[$0] != 0 }.map(Int32.init)
      }
      return NodeSplit(
        train: try nodes("train_mask"), validation: try nodes("val_mask"), test: try nodes("test_mask"))
    }
    return nil
  }

  /// The rows `<id> <feature>,<feature>,... <label>`.
  private struct NodeLines {
    private let path: String
    var identifiers = IdentifierTable()
    var labels = [String?]()
    /// The numbers of all rows, concatenated.
    private var values = [Float]()
    private var offsets = [0]

    init(_ file: TextFile) throws(DataError) {
      var lines = NodeLines(path: file.path)
      try file.scan { (scanner) throws(DataError) in
        guard scanner.nextContentLine() else { throw scanner.error("the header is missing") }
        while scanner.nextContentLine() {
          guard let id = scanner.nextField(.tab), let features = scanner.nextField(.tab),
            let label = scanner.nextField(.tab), scanner.nextField(.tab) == nil
          else { throw scanner.error("expected '<id>', '<feature>,...' and '<label>', separated by tabs") }
          guard try scanner.intern(id, in: &lines.identifiers).isNew else {
            throw scanner.error("duplicate node id \(scanner.excerpt(id))")
          }
          var rest: Range<Int>? = features.isEmpty ? nil : features
          while let part = rest {
            let (field, next) = scanner.split(part, at: UInt8(ascii: ",")).map { ($0, $1) } ?? (part, nil)
            guard let value = scanner.double(field) else {
              throw scanner.error("a feature is \(scanner.excerpt(field)); expected a number")
            }
            lines.values.append(try scanner.finite(value, field, "feature"))
            rest = next
          }
          lines.offsets.append(lines.values.count)
          lines.labels.append(label.isEmpty ? nil : try scanner.string(label))
        }
      }
      self = lines
    }

    private init(path: String) { self.path = path }

    private var rowCount: Int { offsets.count - 1 }

    /// Whether the numbers are indices of the features that are 1, as in the graph of actors. This is
    /// the case if rows have different lengths.
    var areIndices: Bool {
      let width = offsets.count > 1 ? offsets[1] : 0
      return (0..<rowCount).contains { offsets[$0 + 1] - offsets[$0] != width }
    }

    func features() throws(DataError) -> FeatureMatrix {
      var rows = FeatureRows()
      var width = 0
      let areIndices = areIndices
      for row in 0..<rowCount {
        for place in offsets[row]..<offsets[row + 1] {
          guard areIndices else {
            rows.append(column: Int32(place - offsets[row]), value: values[place])
            continue
          }
          // A float represents such indices exactly.
          guard let index = Int32(exactly: values[place]), index >= 0, index < 1 << 24 else {
            throw DataError(
              .badData,
              "node '\(identifiers.name(row))' has feature \(values[place]); expected indices because the rows have different lengths",
              at: .file(path))
          }
          rows.append(column: index, value: 1)
          width = max(width, Int(index) + 1)
        }
        rows.endRow()
      }
      guard areIndices || (offsets.count > 1 && offsets[1] > 0) else {
        throw DataError(.badData, "has no features", at: .file(path))
      }
      return rows.finish(columnCount: areIndices ? width : offsets[1])
    }
  }
}
