internal import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The `raw` directory of the Open Graph Benchmark (Hu and others 2020) for the classification of nodes: tables without
/// headers and ids, a line a node or an edge, each as `.csv.gz` or `.csv`.
struct OGBDirectory {
  /// The directory of the data set, which holds `raw`, or `raw` itself.
  private let directory: String
  private let raw: String

  /// Whether `directory`, or `raw` in it, holds a table of edges.
  static func isOne(_ directory: String) -> Bool { OGBDirectory(directory) != nil }

  /// Nil where there is no table of edges.
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

  /// The tables that are read, but for those of splits.
  var files: [String] {
    ["edge", "num-node-list", "node-feat", "node-label"].compactMap { Self.file($0, in: raw) }
  }

  private func required(_ name: String) throws(DataError) -> String {
    guard let path = Self.file(name, in: raw) else {
      throw DataError(
        .missingInput, "is missing, an OGB directory has it", at: .file("\(raw)/\(name).csv.gz"))
    }
    return path
  }

  /// Reads edges, features and labels. Nodes are called 0, 1, ...
  func source() throws(DataError) -> EdgeSource {
    let count = try nodeCount()
    let edgePath = try required("edge")
    var edges = EdgeTable()
    try Self.forEachLine(edgePath) { (fields, scanner) throws(DataError) in
      guard fields.count == 2, let source = scanner.integer(fields[0]),
        let target = scanner.integer(fields[1])
      else {
        throw scanner.error("expected '<node>,<node>', found \(fields.count) fields")
      }
      guard source >= 0 && source < count && target >= 0 && target < count else {
        throw scanner.error("joins nodes \(source) and \(target), expected nodes from 0 to \(count - 1)")
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
      source.notes.append(DataNote("features of edges are not read", at: .file(path)))
    }
    return source
  }

  /// The split under `split/NAME`, where there is one; of several the first by name, with a note.
  func split(nodeCount: Int, notes: inout [DataNote]) throws(DataError) -> NodeSplit? {
    // `raw` may have been given itself: the splits are then beside it.
    let candidates = ["\(directory)/split", "\(directory)/../split"]
    guard let root = candidates.first(where: { FileContents.exists($0) }) else { return nil }
    // A directory that may not be read holds no splits for us.
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted().filter {
      Self.file("train", in: "\(root)/\($0)") != nil
    }
    guard let name = names.first else { return nil }
    if names.count > 1 {
      notes.append(
        DataNote(
          "the split '\(name)' is taken, \(names.dropFirst().joined(separator: ", ")) are there too",
          at: .file(root)))
    }
    func nodes(_ part: String) throws(DataError) -> [Int32] {
      guard let path = Self.file(part, in: "\(root)/\(name)") else {
        throw DataError(.missingInput, "is missing", at: .file("\(root)/\(name)/\(part).csv.gz"))
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
        throw scanner.error("expected a number of nodes")
      }
      counts.append(count)
    }
    guard counts.count == 1 else {
      throw DataError(
        .badData, "counts the nodes of \(counts.count) graphs, one graph is read", at: .file(path))
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
          throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)), a number was expected")
        }
        rows.append(column: Int32(column), value: try scanner.finite(value, field, "feature \(column + 1)"))
      }
      rows.endRow()
    }
    guard rows.rowCount == nodeCount else {
      throw DataError(.badData, "has \(rows.rowCount) lines for \(nodeCount) nodes", at: .file(path))
    }
    return rows.finish(columnCount: width ?? 0)
  }

  private static func labels(_ path: String, nodeCount: Int) throws(DataError) -> EdgeSource.Labels {
    var texts = [String?]()
    try forEachLine(path) { (fields, scanner) throws(DataError) in
      guard fields.count == 1 else {
        throw scanner.error("has \(fields.count) labels, one class a node is read")
      }
      texts.append(fields[0].isEmpty ? nil : try scanner.string(fields[0]))
    }
    guard texts.count == nodeCount else {
      throw DataError(.badData, "has \(texts.count) lines for \(nodeCount) nodes", at: .file(path))
    }
    // Where labels are missing pandas has written the others as 3.0.
    let hasPoints = texts.contains { $0?.hasSuffix(".0") == true }
    return .text(
      hasPoints ? texts.map { $0.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 } } : texts)
  }

  /// Calls `body` with the fields of every line that is not blank.
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
