// SPDX-License-Identifier: Apache-2.0

extension Drawing {
  mutating func drawLegend() {
    guard !layout.legend.items.isEmpty else { return }
    writer.open("g", ["class": "legend"])
    for item in layout.legend.items {
      drawSymbol(item)
      text(item.text, item.x + LegendLayout.symbolWidth, item.y + 4)
    }
    writer.close()
  }

  private mutating func drawSymbol(_ item: LegendLayout.Item) {
    switch item.entry.symbol {
    case .marker(let category):
      writer.open(
        "g", ["class": "marks \(Palette.fillClass(category)) \(Palette.strokeClass(category))"])
      drawMarker(Palette.marker(category), radius: 4.5, item.x + 7, item.y)
      writer.close()
    case .line(let series, let isDashed):
      var line = PathData(indentation: "")
      line.move(item.x, item.y)
      line.line(item.x + 14, item.y)
      let style = "line\(isDashed ? " dashed" : "") \(Palette.strokeClass(series))"
      writer.element("path", ["class": style, "d": line.text])
    case .fill(let series, let style):
      writer.element(
        "rect",
        [
          "class": "\(style) \(Palette.fillClass(series))", "x": Coordinate.text(item.x),
          "y": Coordinate.text(item.y - 5.5), "width": "14", "height": "11", "rx": "2",
        ])
    }
  }
}
