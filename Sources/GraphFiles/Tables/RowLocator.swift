// SPDX-License-Identifier: Apache-2.0

/// Finds the line of a table that contains an id, for error messages. The file is read again only when
/// an error needs the line.
package struct RowLocator: Sendable {
  private let path: String
  private let dialect: TableDialect
  private let columns: [Int]?

  /// - Parameter columns: The columns with ids, counted from 0; nil for all columns.
  package init(path: String, dialect: TableDialect, columns: [Int]?) {
    self.path = path
    self.dialect = dialect
    self.columns = columns
  }

  /// Returns the first line with `id`. If the file cannot be read again, for example because it is a
  /// pipe, the place is only the file.
  package func place(of id: String) -> DataError.Place {
    do {
      guard FileContents.isRegular(path), let line = try line(of: id) else { return .file(path) }
      return .line(path, line)
    } catch {
      return .file(path)
    }
  }

  private func line(of id: String) throws(DataError) -> Int? {
    var wanted = IdentifierTable()
    _ = wanted.insert(id)
    return try TextFile(path).scanTable(dialect) { (scanner) throws(DataError) -> Int? in
      while try scanner.nextRow() {
        var column = 0
        while let field = try scanner.nextField() {
          if columns?.contains(column) ?? true, scanner.index(of: field, in: wanted) != nil {
            return scanner.line
          }
          column += 1
        }
      }
      return nil
    }
  }
}
