// SPDX-License-Identifier: Apache-2.0

/// A table in plain text: columns of text aligned left, then columns of numbers aligned right.
package struct TextTable {
  private var rows: [[String]]
  private let textColumns: Int
  private var hasTotals = false

  package init(_ header: [String], textColumns: Int = 1) {
    rows = [header.map { $0.printable(limit: 100) }]
    self.textColumns = textColumns
  }

  /// Adds a row. Cells are truncated to 100 characters, and control characters in them are escaped.
  package mutating func append(_ row: [String]) { rows.append(row.map { $0.printable(limit: 100) }) }

  /// Adds the last row, which a rule separates from the others.
  package mutating func appendTotals(_ row: [String]) {
    append(row)
    hasTotals = true
  }

  /// Returns lines of a name and a text, with all texts in one column.
  package static func list(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, text in
      name + String(repeating: " ", count: width + 2 - name.count) + text + "\n"
    }.joined()
  }

  /// The table with a line of dashes under its header and above its totals.
  package var text: String {
    let columns = rows[0].count
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < textColumns ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "-", count: widths.reduce(2 * (columns - 1), +))
    lines.insert(rule, at: 1)
    if hasTotals { lines.insert(rule, at: lines.count - 1) }
    return lines.map { $0.trimmingEnd() + "\n" }.joined()
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
