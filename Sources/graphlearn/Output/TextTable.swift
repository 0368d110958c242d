internal import GraphLearning

/// Columns: text to the left, then numbers to the right.
struct TextTable {
  private var rows: [[String]]
  private let textColumns: Int

  init(_ header: [String], textColumns: Int = 1) {
    rows = [header.map { $0.printable(limit: 100) }]
    self.textColumns = textColumns
  }

  /// Adds a row. Cells that come from files are cut and stripped of what a terminal would obey.
  mutating func append(_ row: [String]) { rows.append(row.map { $0.printable(limit: 100) }) }

  /// The table with a rule under its header.
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

/// Numbers for people.
enum Format {
  /// A number with so many decimals, fewer where a double has no more digits; `-` where it is none.
  static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "-" }
    guard abs(value) < 1e15 else { return scientific(value) }
    // A double has 15 digits.
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    if places > 0 && abs(value) * scale >= 1e15 { return decimal(value, places - 1) }
    let rounded = Int((abs(value) * scale).rounded())
    let whole = String(rounded / Int(scale))
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard places > 0 else { return sign + whole }
    let fraction = String(rounded % Int(scale))
    return sign + whole + "." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  /// A small number with two digits and its power of ten, such as `3.1e-09`.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    guard value != 0 else { return "0" }
    var exponent = 0
    var digits = abs(value)
    while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    if decimal(digits, 1) == "10.0" { (digits, exponent) = (1, exponent + 1) }
    let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return (value < 0 ? "-" : "") + decimal(digits, 1) + "e" + (exponent < 0 ? "-" : "+") + power
  }

  /// A share in percent, with two decimals.
  static func percent(_ share: Double) -> String { share.isFinite ? decimal(100 * share, 2) + " %" : "-" }

  /// A whole number with its thousands set apart.
  static func count(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
