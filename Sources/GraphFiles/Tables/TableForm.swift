/// What a table holds, as far as its form can be judged by it.
package enum TableKind: Sendable {
  /// Source, target and perhaps a weight.
  case edges
  /// An id and a label.
  case labels
  /// An id and numbers.
  case features
  /// An id and a number.
  case signal
  /// Rows of ids, as many as there are.
  case idLists
  /// One id a row.
  case ids

  /// The Swift argument of a reader that settles something about such a table.
  ///
  /// - Parameter argument: an argument of ``TableOptions``.
  package func reading(_ argument: String) -> String {
    switch self {
    case .edges, .idLists: "ReadingOptions(edges: TableOptions(\(argument)))"
    case .labels: "ReadingOptions(labels: TableOptions(\(argument)))"
    case .features: "ReadingOptions(features: TableOptions(\(argument)))"
    case .signal, .ids: "TableOptions(\(argument))"
    }
  }
}

/// The form of a table: how its fields are told apart, its first rows, and what had to be decided.
package struct TableForm {
  package var dialect: TableDialect
  package var sample: TableSample
  /// The names that the last line of comment before the data gives to the columns, if it does.
  package var commentNames: [String] = []
  /// The lines of comment before the data, without their signs.
  package var leadingComments: [String] = []
  /// Whether the beginning of the file is enough to know the form: no line of comment might be data.
  package var isCertain = true
  /// The readings that were chosen where there was another one.
  package var notes: [DataNote] = []
}

extension TextFile {
  /// Finds out the form of a table from its beginning, as far as `options` do not decide it.
  package func tableForm(_ kind: TableKind, _ options: TableOptions) -> TableForm {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var detection = unsafe TableDetection(buffer, path: path, kind: kind, options: options)
      return detection.run()
    }
  }

  /// Calls `body` with a scanner that stands before the first row.
  package func scanTable<Result>(
    _ dialect: TableDialect, _ body: (inout TableScanner) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> Result in
      var scanner = unsafe TableScanner(buffer, path: path, dialect: dialect)
      return try body(&scanner)
    }
  }
}
