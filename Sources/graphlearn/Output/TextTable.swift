internal import GraphLearning

/// A table in plain text: columns of text aligned left, then columns of numbers aligned right.
struct TextTable {
  private var rows: [[String]]
  private let textColumns: Int

  init(_ header: [String], textColumns: Int = 1) {
    rows = [header.map { $0.printable(limit: 100) }]
    self.textColumns = textColumns
  }

  /// Adds a row. Cells are truncated to 100 characters, and control characters in them are escaped.
  mutating func append(_ row: [String]) { rows.append(row.map { $0.printable(limit: 100) }) }

  /// The table with a line of dashes under its header.
  var text: String {
    let columns = rows[0].count
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < textColumns ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    lines.insert(String(repeating: "-", count: widths.reduce(2 * (columns - 1), +)), at: 1)
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
