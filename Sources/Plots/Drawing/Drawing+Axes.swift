// SPDX-License-Identifier: Apache-2.0

extension Drawing {
  /// Draws grid lines, axis lines, tick labels and axis labels.
  mutating func drawAxes() {
    let plot = layout.plot
    var grid = PathData(indentation: writer.indentation + "  ")
    var xNumbers = [(label: String, place: Double)]()
    var yNumbers = [(label: String, place: Double)]()
    for (number, label) in zip(layout.xTicks.numbers, layout.xTicks.labels) {
      guard let x = layout.xScale.position(number.value) else { continue }
      grid.move(x, plot.top)
      grid.line(x, plot.bottom)
      xNumbers.append((label, x))
    }
    for (number, label) in zip(layout.yTicks.numbers, layout.yTicks.labels) {
      guard let y = layout.yScale.position(number.value) else { continue }
      grid.move(plot.left, y)
      grid.line(plot.right, y)
      yNumbers.append((label, y))
    }
    if !grid.isEmpty { writer.element("path", ["class": "grid", "d": grid.text]) }
    if chart.xAxis.isVisible {
      drawAxisLine(from: (plot.left, plot.bottom), to: (plot.right, plot.bottom))
      writer.open("g", ["class": "tick", "text-anchor": "middle"])
      for (label, x) in xNumbers { text(label, x, plot.bottom + 16) }
      writer.close()
      text(chart.xAxis.shownLabel(plot.width), plot.middleX, plot.bottom + 37, anchor: "middle")
    }
    if chart.yAxis.isVisible {
      drawAxisLine(from: (plot.left, plot.top), to: (plot.left, plot.bottom))
      writer.open("g", ["class": "tick", "text-anchor": "end"])
      for (label, y) in yNumbers { text(label, plot.left - 7, y + 4) }
      writer.close()
      let (x, y) = (ChartLayout.margin + 10, plot.middleY)
      text(
        chart.yAxis.shownLabel(plot.height), x, y, anchor: "middle",
        transform: "rotate(-90 \(Coordinate.text(x)) \(Coordinate.text(y)))")
    }
  }

  private mutating func drawAxisLine(from: (Double, Double), to: (Double, Double)) {
    var line = PathData(indentation: "")
    line.move(from.0, from.1)
    line.line(to.0, to.1)
    writer.element("path", ["class": "axis", "d": line.text])
  }
}

extension Axis {
  /// Returns the label, shortened to the length of the axis in pixels.
  fileprivate func shownLabel(_ length: Double) -> String {
    TextMeasure.shortened(label, size: FontSize.label, width: length)
  }
}
