// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Writes the data as text files that ``init(edges:features:labels:directed:reading:name:split:)-(String,_,_,_,_,_,_)`` can
  /// read.
  ///
  /// - Parameters:
  ///   - edges: The path of the edges, `source<TAB>target[<TAB>weight]`; each undirected edge is written
  ///     once.
  ///   - features: The path of the features, `id,f1,f2,...`, with tabs if the path ends in `.tsv`; or
  ///     LIBSVM rows without ids for `.svm`.
  ///   - labels: The path of the labels, `id<TAB>label`, with an empty label if the class is unknown.
  ///
  /// Fields are quoted if necessary (RFC 4180).
  /// - Throws: ``DataError`` if a file cannot be written, or if an id or class name is empty or contains
  ///   a NUL character, which cannot be written as a field.
  public func write(edges: String? = nil, features: String? = nil, labels: String? = nil) throws(DataError) {
    if let edges { try FileOutput.write(edgeListText(path: edges), to: edges) }
    if let features { try FileOutput.write(featureBytes(path: features), to: features) }
    if let labels { try FileOutput.write(labelText(path: labels), to: labels) }
  }

  /// Returns the features in the format given by the suffix of `path`.
  package func featureBytes(path: String) throws(DataError) -> [UInt8] {
    switch FileName.suffix(path) {
    case "svm", "libsvm", "svmlight": vectorText()
    case "tsv", "txt": try featureText(separator: "\t", path: path)
    default: try featureText(separator: ",", path: path)
    }
  }

  /// Returns the text of the edge list.
  package func edgeListText(path: String = "edges") throws(DataError) -> [UInt8] {
    let names = try writableNames(.tab, path: path)
    let list = graph.edges()
    var text = TextOutput()
    text.append(list.weights == nil ? "source\ttarget\n" : "source\ttarget\tweight\n")
    for edge in list.sources.indices where graph.isDirected || list.sources[edge] <= list.targets[edge] {
      text.append(names[Int(list.sources[edge])])
      text.append("\t")
      text.append(names[Int(list.targets[edge])])
      if let weight = list.weights?[edge] {
        text.append("\t")
        text.append(weight)
      }
      text.append("\n")
    }
    return text.bytes
  }

  /// Returns the text of the labels.
  package func labelText(path: String = "labels") throws(DataError) -> [UInt8] {
    let names = try writableNames(.tab, path: path)
    var text = TextOutput()
    text.append("id\tlabel\n")
    for (node, label) in labels.enumerated() {
      text.append(names[node])
      text.append("\t")
      if label >= 0 { text.append(try Self.writable(classNames[Int(label)], "class", .tab, path)) }
      text.append("\n")
    }
    return text.bytes
  }

  /// Returns the text of the features with ids and a header.
  package func featureText(separator: String, path: String = "features") throws(DataError) -> [UInt8] {
    let kind = separator == "," ? TableSeparator.comma : .tab
    let names = try writableNames(kind, path: path)
    var text = TextOutput()
    text.append("id")
    for feature in 0..<featureCount {
      text.append(separator)
      text.append(TableField.written(featureNames?[feature] ?? "f\(feature + 1)", separator: kind))
    }
    text.append("\n")
    var row = [Float](repeating: 0, count: featureCount)
    for node in 0..<nodeCount {
      forEachFeature(of: node) { row[$0] = $1 }
      text.append(names[node])
      for value in row {
        text.append(separator)
        text.append(Double(value), shortest: value)
      }
      text.append("\n")
      forEachFeature(of: node) { column, _ in row[column] = 0 }
    }
    return text.bytes
  }

  /// Returns the features in LIBSVM format, with the class number at the start of each row.
  package func vectorText() -> [UInt8] {
    var text = TextOutput()
    for node in 0..<nodeCount {
      // Without the class number, a row without features would be an empty line, which readers skip.
      text.append(String(labels[node]))
      forEachFeature(of: node) { column, value in
        text.append(" \(column + 1):")
        text.append(Double(value), shortest: value)
      }
      text.append("\n")
    }
    return text.bytes
  }

  private func forEachFeature(of node: Int, _ body: (_ column: Int, _ value: Float) -> Void) {
    switch features {
    case .dense(let tensor):
      unsafe tensor.withUnsafeBufferPointer { scalars in
        for column in 0..<featureCount {
          let value = unsafe scalars[node * featureCount + column]
          if value != 0 { body(column, value) }
        }
      }
    case .sparse(let matrix):
      for entry in matrix.pattern.rowOffsets[node]..<matrix.pattern.rowOffsets[node + 1] {
        body(Int(matrix.pattern.columnIndices[entry]), matrix.values[entry])
      }
    }
  }

  private func writableNames(_ separator: TableSeparator, path: String) throws(DataError) -> [String] {
    var names = [String]()
    names.reserveCapacity(nodeCount)
    for name in nodeIdentifiers { names.append(try Self.writable(name, "node id", separator, path)) }
    return names
  }

  /// Returns `name` as a field. Throws `badData` if readers could not read it back.
  private static func writable(_ name: String, _ what: String, _ separator: TableSeparator, _ path: String)
    throws(DataError) -> String
  {
    guard !name.utf8.contains(0), !name.isEmpty else {
      throw DataError(
        .badData,
        "\(what) '\(name.prefix(40))' cannot be written to a text file: it is empty or contains a NUL",
        at: .file(path))
    }
    return TableField.written(name, separator: separator)
  }
}

/// The bytes of a text that is being written.
private struct TextOutput {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends a number with the fewest digits that read back as the same value; integers have no decimal
  /// point.
  mutating func append(_ value: Double, shortest: Float? = nil) {
    if let whole = Int32(exactly: value) {
      append(String(whole))
    } else if let shortest {
      append("\(shortest)")
    } else {
      append("\(value)")
    }
  }
}
