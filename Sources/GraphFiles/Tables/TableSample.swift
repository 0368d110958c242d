// SPDX-License-Identifier: Apache-2.0

/// The first rows of a table, from which its form is detected.
package struct TableSample {
  /// One field of a row.
  package struct Cell {
    package let text: String
    package let isQuoted: Bool
    /// Whether the field is a missing value.
    package let isMissing: Bool
    /// Whether the field is a number in the table's dialect.
    package let isNumber: Bool
  }

  /// The maximum number of rows, enough to distinguish the forms.
  static let rowLimit = 200
  /// The maximum number of cells, to limit the cost of very wide tables; at least two rows are always
  /// read.
  private static let cellLimit = 40_000

  /// The rows, without comments and empty lines.
  package private(set) var rows: [[Cell]] = []
  /// The number of the line on which each row begins.
  package private(set) var lines: [Int] = []
  /// Whether reading stopped at a quote that is not closed or at text after a closing quote.
  package private(set) var isBroken = false
  /// Whether the sample contains the whole table.
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

  /// The number of fields, if all rows have the same number. A header row with several words may have
  /// one field less, because R does not name the column of row names.
  package var fieldCount: Int? {
    guard let last = rows.last?.count else { return nil }
    let others = rows.dropFirst()
    guard others.allSatisfy({ $0.count == last }) else { return nil }
    if rows[0].count == last { return last }
    let isShortHeader = rows.count > 1 && rows[0].count == last - 1 && (last > 2 || rows[0][0].isQuoted)
    return isShortHeader ? last : nil
  }

  /// The smallest number of fields in a row.
  package var leastFieldCount: Int { rows.map(\.count).min() ?? 0 }

  /// Returns whether all fields of `column`, counted from 0, except that of the first row are numbers or
  /// missing, and at least one is a number.
  package func isNumeric(column: Int) -> Bool {
    let cells = rows.dropFirst().compactMap { $0.indices.contains(column) ? $0[column] : nil }
    return cells.contains { $0.isNumber && !$0.isMissing } && cells.allSatisfy { $0.isNumber || $0.isMissing }
  }

  /// Whether some text is not quoted, which shows that only fields that need quotes have them.
  var hasPlainText: Bool {
    rows.contains { $0.contains { !$0.isQuoted && !$0.isNumber && !$0.isMissing } }
  }
}
