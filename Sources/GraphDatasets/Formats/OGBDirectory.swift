// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The `raw` directory of an Open Graph Benchmark data set (Hu and others 2020) for node classification:
/// tables without headers and ids, with one line per node or edge, each as `.csv.gz` or `.csv`.
struct OGBDirectory {
  /// The directory of the data set, which contains `raw`, or `raw` itself.
  private let directory: String
  private let raw: String

  /// Returns whether `directory` or its subdirectory `raw` contains a table of edges.
  static func isOne(_ directory: String) -> Bool { OGBDirectory(directory) != nil }

  /// Returns nil if there is no table of edges.
  init?(_ directory: String) {
    self.directory = directory
    guard let raw = ["\(directory)/raw", directory].first(where: { Self.file("edge", in: $0) != nil }) else {
      return nil
    }
    self.raw = raw
  }

  private static func file(_ name: String, in directory: String) -> String? {
    ["\(directory)/\(name).csv.gz", "\(directory)/\(name).csv"].first { FileContents.exists($0) }
  }

  /// The paths of the tables that are read, except for those of splits.
  var files: [String] {
    ["edge", "num-node-list", "node-feat", "node-label"].compactMap { Self.file($0, in: raw) }
  }

  private func required(_ name: String) throws(DataError) -> String {
    guard let path = Self.file(name, in: raw) else {
      throw DataError(
        .missingInput, "no such file; every OGB directory must contain it", at: .file("\(raw)/\(name).csv.gz")
      )
    }
    return path
  }

  /// Reads edges, features and labels. Nodes are named 0, 1, ...
  func source() throws(DataError) -> EdgeSource {
    let count = try nodeCount()
    let edgePath = try required("edge")
    var edges = EdgeTable()
    try Self.forEachLine(edgePath) { (fields, scanner) throws(DataError) in
      guard fields.count == 2, let source = scanner.integer(fields[0]),
        let target = scanner.integer(fields[1])
      else {
        throw scanner.error("expected '<node>,<node>', found \(fields.count.counted("field"))")
      }
      guard source >= 0 && source < count && target >= 0 && target < count else {
        throw scanner.error(
          "unknown node in the edge \(source),\(target); expected nodes from 0 to \(count - 1)")
      }
      edges.append(Int32(source), Int32(target))
    }
    var source = EdgeSource(
      path: edgePath, nodes: .rows(count: count, first: 0), edges: try edges.nonEmpty(edgePath))
    if let path = Self.file("node-feat", in: raw) {
      source.features = try Self.features(path, nodeCount: count)
    }
    if let path = Self.file("node-label", in: raw) { source.labels = try Self.labels(path, nodeCount: count) }
    if let path = Self.file("edge-feat", in: raw) {
      source.notes.append(DataNote("edge features are ignored", at: .file(path)))
    }
    return source
  }

  /// Reads the split in `split/NAME`, or returns nil if there is none. If there are several, the first
  /// by name is used and a note is added.
  func split(nodeCount: Int, notes: inout [DataNote]) throws(DataError) -> NodeSplit? {
    // If `directory` is `raw` itself, the splits are next to it.
    let candidates = ["\(directory)/split", "\(directory)/../split"]
    guard let root = candidates.first(where: { FileContents.exists($0) }) else { return nil }
    // A directory that is not readable is treated as empty.
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted().filter {
      Self.file("train", in: "\(root)/\($0)") != nil
    }
    guard let name = names.first else { return nil }
    if names.count > 1 {
      notes.append(
        DataNote(
          "the split '\(name)' is used; other splits: \(names.dropFirst().joined(separator: ", "))",
          at: .file(root)))
    }
    func nodes(_ part: String) throws(DataError) -> [Int32] {
      guard let path = Self.file(part, in: "\(root)/\(name)") else {
        throw DataError(.missingInput, "no such file", at: .file("\(root)/\(name)/\(part).csv.gz"))
      }
      var nodes = [Int32]()
      try Self.forEachLine(path) { (fields, scanner) throws(DataError) in
        guard fields.count == 1, let node = scanner.integer(fields[0]), node >= 0, node < nodeCount else {
          throw scanner.error("expected a node from 0 to \(nodeCount - 1)")
        }
        nodes.append(Int32(node))
      }
      return nodes
    }
    return NodeSplit(train: try nodes("train"), validation: try nodes("valid"), test: try nodes("test"))
  }

  private func nodeCount() throws(DataError) -> Int {
    let path = try required("num-node-list")
    var counts = [Int]()
    try Self.forEachLine(path) { (fields, scanner) throws(DataError) in
      guard fields.count == 1, let count = scanner.integer(fields[0]), count > 0, count < Int32.max else {
        throw scanner.error("expected the number of nodes")
      }
      counts.append(count)
    }
    guard counts.count == 1 else {
      throw DataError(
        .badData, "contains \(counts.count) graphs; expected one", at: .file(path))
    }
    return counts[0]
  }

  private static func features(_ path: String, nodeCount: Int) throws(DataError) -> FeatureMatrix {
    var rows = FeatureRows()
    var width: Int?
    try forEachLine(path) { (fields, scanner) throws(DataError) in
      guard fields.count == width ?? fields.count else {
        throw scanner.error("expected \(width ?? 0) features, found \(fields.count)")
      }
      width = fields.count
      for (column, field) in fields.enumerated() {
        guard let value = scanner.double(field) else {
          throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)); expected a number")
        }
        rows.append(column: Int32(column), value: try scanner.finite(value, field, "feature \(column + 1)"))
      }
      rows.endRow()
    }
    guard rows.rowCount == nodeCount else {
      throw DataError(
        .badData, "expected \(nodeCount.counted("line")), one per node, found \(rows.rowCount)",
        at: .file(path))
    }
    return rows.finish(columnCount: width ?? 0)
  }

  private static func labels(_ path: String, nodeCount: Int) throws(DataError) -> EdgeSource.Labels {
    var texts = [String?]()
    try forEachLine(path) { (fields, scanner) throws(DataError) in
      guard fields.count == 1 else {
        throw scanner.error("expected one label per node, found \(fields.count)")
      }
      texts.append(fields[0].isEmpty ? nil : try scanner.string(fields[0]))
    }
    guard texts.count == nodeCount else {
      throw DataError(
        .badData, "expected \(nodeCount.counted("line")), one per node, found \(texts.count)", at: .file(path)
      )
    }
    // If some labels are missing, pandas writes the others as 3.0.
    let hasPoints = texts.contains { $0?.hasSuffix(".0") == true }
    return .text(
      hasPoints ? texts.map { $0.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 } } : texts)
  }

  /// Calls `body` with the fields of each line that is not blank.
  private static func forEachLine(
    _ path: String, _ body: ([Range<Int>], TextScanner) throws(DataError) -> Void
  ) throws(DataError) {
    let file = try TextFile(path)
    try file.scan { (scanner) throws(DataError) in
      var fields = [Range<Int>]()
      while scanner.nextContentLine() {
        fields.removeAll(keepingCapacity: true)
        while let field = scanner.nextField(.comma) { fields.append(field) }
        try body(fields, scanner)
      }
    }
  }
}
