internal import GraphCore

/// Which columns of a table are read, and which are not.
struct TableColumns {
  /// The columns in the order in which they are asked for, counted from 0.
  let read: [Int]
  /// How many fields a row has; nil where rows may differ.
  let count: Int?
  /// The names of the columns that are read, where the table names them.
  let names: [String]?
  /// The readings that were chosen where there was another one.
  let notes: [DataNote]

  /// The columns that `options` ask for, by name or by number from 1; nil where they ask for none.
  ///
  /// - Throws: ``DataError`` where a name is unknown or stands for several columns.
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
          .badData, "\(found.count) columns are called '\(column)'", at: .line(path, line),
          hint: "give \(swift: "TableOptions(columns:)", option: "--columns") their numbers, from 1")
      }
      if let index = found.first {
        chosen.append(index)
      } else if let number = Int(column), number >= 1, number <= count {
        chosen.append(number - 1)
      } else {
        let known =
          names.isEmpty
          ? "it has \(count) columns without names"
          : "it has \(names.prefix(12).map { "'\($0)'" }.joined(separator: ", "))\(names.count > 12 ? ", ..." : "")"
        throw DataError(.usage, "has no column '\(column)'; \(known)", at: .file(path))
      }
    }
    if Set(chosen).count < chosen.count {
      throw DataError(
        .usage, "\(swift: "TableOptions(columns:)", option: "--columns") names a column twice",
        at: .file(path))
    }
    return chosen
  }

  /// One line on the columns that are not read; nil where all are.
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
      "\(unused.count == 1 ? "column" : "columns") \(shown.joined(separator: ", "))\(unused.count > 5 ? ", ..." : "") not read; \(wording: hint)",
      at: .line(path, line))
  }
}
