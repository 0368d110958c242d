// SPDX-License-Identifier: Apache-2.0

/// The content of a table, which helps to detect its form.
package enum TableKind: Sendable {
  /// A source, a target and an optional weight.
  case edges
  /// An id and a label.
  case labels
  /// An id and numbers.
  case features
  /// An id and a number.
  case signal
  /// Rows with any number of ids.
  case idLists
  /// One id per row.
  case ids

  /// Returns the Swift argument that sets an option for reading such a table.
  ///
  /// - Parameter argument: An argument of ``TableOptions``.
  package func reading(_ argument: String) -> String {
    switch self {
    case .edges, .idLists: "ReadingOptions(edges: TableOptions(\(argument)))"
    case .labels: "ReadingOptions(labels: TableOptions(\(argument)))"
    case .features: "ReadingOptions(features: TableOptions(\(argument)))"
    case .signal, .ids: "TableOptions(\(argument))"
    }
  }
}

/// The detected form of a table: its dialect, its first rows, and the decisions that were made.
package struct TableForm {
  package var dialect: TableDialect
  package var sample: TableSample
  /// The column names in the last comment line before the data; empty if there are none.
  package var commentNames: [String] = []
  /// The comment lines before the data, without their comment characters.
  package var leadingComments: [String] = []
  /// Whether the start of the file is enough to detect the form, because no comment line could be data.
  package var isCertain = true
  /// Notes about interpretations that were chosen although another one was possible.
  package var notes: [DataNote] = []
}

extension TextFile {
  /// Detects the form of a table from its start, except for what `options` set.
  package func tableForm(_ kind: TableKind, _ options: TableOptions) -> TableForm {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var detection = unsafe TableDetection(buffer, path: path, kind: kind, options: options)
      return detection.run()
    }
  }

  /// Calls `body` with a scanner positioned before the first row.
  package func scanTable<Result>(
    _ dialect: TableDialect, _ body: (inout TableScanner) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> Result in
      var scanner = unsafe TableScanner(buffer, path: path, dialect: dialect)
      return try body(&scanner)
    }
  }
}
