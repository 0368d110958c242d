// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The columns of a table that are read.
struct TableColumns {
  /// The columns to read, counted from 0, in the requested order.
  let read: [Int]
  /// The number of fields per row; nil if rows may differ.
  let count: Int?
  /// The names of the columns to read, if the table has names.
  let names: [String]?
  /// Notes about interpretations that were chosen although another one was possible.
  let notes: [DataNote]

  /// Returns the columns that `options` request, by name or by number from 1, or nil if they request
  /// none.
  ///
  /// - Throws: ``DataError`` if a name is unknown or ambiguous, or if a column is requested twice.
  static func chosen(
    _ options: TableOptions, header: TableHeader, count: Int, path: String, line: Int
  ) throws(DataError) -> [Int]? {
    guard let columns = options.columns else { return nil }
    var chosen: [Int] = []
    for column in columns {
      let names = header.names ?? []
      let same = names.indices.filter { names[$0] == column }
      let alike = names.indices.filter { names[$0].lowercased() == column.lowercased() }
      let found = same.isEmpty ? alike : same
      if found.count > 1 {
        throw DataError(
          .badData, "\(found.count) columns have the name '\(column)'", at: .line(path, line),
          hint: "use column numbers from 1 in \(swift: "TableOptions(columns:)", option: "--columns") instead"
        )
      }
      if let index = found.first {
        chosen.append(index)
      } else if let number = Int(column), number >= 1, number <= count {
        chosen.append(number - 1)
      } else {
        let known =
          names.isEmpty
          ? "the table has \(count.counted("column")) without names"
          : "the columns are \(names.prefix(12).map { "'\($0)'" }.joined(separator: ", "))\(names.count > 12 ? ", ..." : "")"
        throw DataError(.usage, "no column '\(column)'; \(known)", at: .file(path))
      }
    }
    if Set(chosen).count < chosen.count {
      throw DataError(
        .usage, "duplicate column in \(swift: "TableOptions(columns:)", option: "--columns")",
        at: .file(path))
    }
    return chosen
  }

  /// Returns a note about the columns that are not read, or nil if all are read.
  static func unused(
    _ names: [String]?, count: Int, read: [Int], path: String, line: Int, hint: Wording
  ) -> DataNote? {
    let unused = (0..<count).filter { !read.contains($0) }
    guard !unused.isEmpty else { return nil }
    let shown = unused.prefix(5).map { column in
      names.flatMap { $0.indices.contains(column) && !$0[column].isEmpty ? "'\($0[column])'" : nil }
        ?? "\(column + 1)"
    }
    return DataNote(
      "ignored \(unused.count == 1 ? "column" : "columns") \(shown.joined(separator: ", "))\(unused.count > 5 ? ", ..." : ""); \(wording: hint)",
      at: .line(path, line))
  }
}
