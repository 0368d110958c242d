/// Finds the line of a table on which an id stands, for error messages: the file is read once more, when it comes to that.
package struct RowLocator: Sendable {
  private let path: String
  private let dialect: TableDialect
  private let columns: [Int]?

  /// - Parameter columns: where ids stand, counted from 0; nil: everywhere.
  package init(path: String, dialect: TableDialect, columns: [Int]?) {
    self.path = path
    self.dialect = dialect
    self.columns = columns
  }

  /// The first line with `id`; the file alone where it cannot be read again, as a pipe cannot.
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
