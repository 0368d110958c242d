// SPDX-License-Identifier: Apache-2.0

extension Drawing {
  mutating func drawColorBars() {
    for bar in layout.colorBars {
      writer.open("g", ["class": "color-bar"])
      for (index, line) in bar.labelLines.enumerated() {
        let linesBelow = Double(bar.labelLines.count - index - 1)
        text(line, bar.strip.left, bar.strip.top - 10 - linesBelow * ColorBar.lineHeight)
      }
      drawStrip(bar)
      writer.open("g", ["class": "tick"])
      let range = bar.scale.range
      let places = AxisScale(range: range, kind: .linear, start: bar.strip.bottom, end: bar.strip.top)
      for (number, label) in zip(bar.ticks.numbers, bar.ticks.labels) {
        guard let y = places.position(number.value) else { continue }
        text(label, bar.strip.right + 6, y + 4)
      }
      writer.close()
      writer.close()
    }
  }

  /// Draws the strip as rectangles instead of a gradient, because a gradient needs an identifier that
  /// could clash with those of other charts on the same page.
  private mutating func drawStrip(_ bar: ColorBar) {
    let steps = 64
    for step in 0..<steps {
      let y = bar.strip.top + bar.strip.height * Double(step) / Double(steps)
      let color = bar.scale.map.color(at: 1 - (Double(step) + 0.5) / Double(steps))
      // Each rectangle extends to the bottom of the strip, below the following ones, so that no seams
      // show.
      writer.element(
        "rect",
        [
          "x": Coordinate.text(bar.strip.left), "y": Coordinate.text(y),
          "width": Coordinate.text(bar.strip.width), "height": Coordinate.text(bar.strip.bottom - y),
          "fill": color.hexadecimal,
        ])
    }
  }
}
