// SPDX-License-Identifier: Apache-2.0

/// The positions of the legend's entries: in rows below the title, or, if there are more than two rows,
/// in columns to the right.
struct LegendLayout {
  struct Item {
    let entry: LegendEntry
    /// The left end of the symbol.
    let x: Double
    /// The vertical centre of the line of text.
    let y: Double
    /// The name, shortened to fit.
    let text: String
  }

  /// The height of a row.
  static let rowHeight = 19.0
  /// The width of a symbol and the space after it.
  static let symbolWidth = 20.0
  private static let columnGap = 16.0
  private static let longestName = 180.0

  private(set) var items: [Item] = []
  /// The height of the rows below the title; 0 if the legend is in columns.
  private(set) var heightAbove = 0.0
  /// The width of the columns to the right; 0 if the legend is in rows.
  private(set) var widthBeside = 0.0
  /// The height of the longest column to the right.
  private(set) var heightBeside = 0.0

  /// Lays out the entries of a legend.
  ///
  /// - Parameters:
  ///   - entries: The entries.
  ///   - top: The top of the legend.
  ///   - left: The left end of rows.
  ///   - right: The right end of rows and columns.
  ///   - bottom: The preferred end of columns.
  ///   - staysAbove: Whether the legend must be above the plot because something else is to the right.
  init(
    _ entries: [LegendEntry], top: Double, left: Double, right: Double, bottom: Double, staysAbove: Bool
  ) {
    let names = entries.map {
      TextMeasure.shortened($0.name, size: FontSize.label, width: Self.longestName)
    }
    let widths = names.map {
      Self.symbolWidth + TextMeasure.width($0, size: FontSize.label) + Self.columnGap
    }
    var (x, row) = (left, 0)
    for (index, entry) in entries.enumerated() {
      if x > left && x + widths[index] - Self.columnGap > right { (x, row) = (left, row + 1) }
      let y = top + (Double(row) + 0.5) * Self.rowHeight
      items.append(Item(entry: entry, x: x, y: y, text: names[index]))
      x += widths[index]
    }
    heightAbove = entries.isEmpty ? 0 : Double(row + 1) * Self.rowHeight
    if row >= 2 && !staysAbove { arrangeColumns(widths, top: top, left: left, right: right, bottom: bottom) }
  }

  private mutating func arrangeColumns(
    _ widths: [Double], top: Double, left: Double, right: Double, bottom: Double
  ) {
    let columnWidth = widths.max() ?? 0
    // Columns may take 40 % of the width. If they need more, the image becomes higher.
    let mostColumns = max(1, Int(0.4 * (right - left) / columnWidth))
    let rowsThatFit = max(4, Int((bottom - top) / Self.rowHeight))
    let columns = min(mostColumns, (items.count + rowsThatFit - 1) / rowsThatFit)
    let rows = (items.count + columns - 1) / columns
    let firstX = right + Self.columnGap - Double(columns) * columnWidth
    items = items.enumerated().map { index, item in
      Item(
        entry: item.entry, x: firstX + Double(index / rows) * columnWidth,
        y: top + (Double(index % rows) + 0.5) * Self.rowHeight, text: item.text)
    }
    heightAbove = 0
    widthBeside = right - firstX
    heightBeside = Double(rows) * Self.rowHeight
  }
}
