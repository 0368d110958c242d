/// The first rows of a table, by which its form is judged.
package struct TableSample {
  /// One field of a row.
  package struct Cell {
    package let text: String
    package let isQuoted: Bool
    /// Whether the field says that there is no value.
    package let isMissing: Bool
    /// Whether it is a number in the dialect of the table.
    package let isNumber: Bool
  }

  /// Enough rows to tell one form from another.
  static let rowLimit = 200
  /// No more cells than this, so that very wide tables stay cheap; two rows there are in any case.
  private static let cellLimit = 40_000

  /// The rows, without comments and blank lines.
  package private(set) var rows: [[Cell]] = []
  /// The line on which each row begins.
  package private(set) var lines: [Int] = []
  /// Whether reading stopped at a quote that is never closed, or at text behind one.
  package private(set) var isBroken = false
  /// Whether the sample is the whole table.
  package private(set) var isWhole = true

  /// Reads the first rows of a table in `dialect`.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, dialect: TableDialect) {
    var scanner = unsafe TableScanner(bytes, path: path, dialect: dialect)
    var cellCount = 0
    do throws(DataError) {
      while try scanner.nextRow() {
        guard rows.count < Self.rowLimit, cellCount < Self.cellLimit || rows.count < 2 else {
          isWhole = false
          return
        }
        var cells = [Cell]()
        while let field = try scanner.nextField() {
          cells.append(
            Cell(
              text: unsafe scanner.withBytes(field) { unsafe String(decoding: $0, as: UTF8.self) },
              isQuoted: field.isQuoted, isMissing: scanner.isMissing(field),
              isNumber: field.isNumber || scanner.double(field) != nil))
        }
        cellCount += cells.count
        rows.append(cells)
        lines.append(scanner.line)
      }
    } catch {
      isBroken = true
    }
  }

  /// The number of fields that all rows have, where they have the same; a first one of several words may lack one, as R leaves
  /// out the name of the names of rows.
  package var fieldCount: Int? {
    guard let last = rows.last?.count else { return nil }
    let others = rows.dropFirst()
    guard others.allSatisfy({ $0.count == last }) else { return nil }
    if rows[0].count == last { return last }
    let isShortHeader = rows.count > 1 && rows[0].count == last - 1 && (last > 2 || rows[0][0].isQuoted)
    return isShortHeader ? last : nil
  }

  /// The least number of fields of a row.
  package var leastFieldCount: Int { rows.map(\.count).min() ?? 0 }

  /// Whether in every row but the first the field of `column`, counted from 0, is a number or missing, and in one a number.
  package func isNumeric(column: Int) -> Bool {
    let cells = rows.dropFirst().compactMap { $0.indices.contains(column) ? $0[column] : nil }
    return cells.contains { $0.isNumber && !$0.isMissing } && cells.allSatisfy { $0.isNumber || $0.isMissing }
  }

  /// Whether a text outside of quotes shows that only fields that need quotes have them.
  var hasPlainText: Bool {
    rows.contains { $0.contains { !$0.isQuoted && !$0.isNumber && !$0.isMissing } }
  }
}
