// SPDX-License-Identifier: Apache-2.0

/// Draws a chart element by element, from back to front.
struct Drawing {
  let chart: Chart
  let layout: ChartLayout
  var writer = MarkupWriter()

  init(_ chart: Chart) {
    self.chart = chart
    layout = ChartLayout(chart)
  }

  mutating func draw() -> String {
    let (width, height) = (Coordinate.text(layout.width), Coordinate.text(layout.height))
    writer.open(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)", "width": width,
        "height": height, "role": "img", "class": "plot",
      ])
    writer.element("title", text: chart.title.isEmpty ? "Chart" : chart.title)
    writer.element("desc", text: ChartDescription.text(chart, layout))
    writer.open("style")
    writer.lines(StyleSheet.rules(for: chart.layers))
    writer.close()
    writer.element("rect", ["class": "background", "width": width, "height": height])
    drawTitles()
    drawAxes()
    drawLayers()
    drawLegend()
    drawColorBars()
    writer.close()
    return writer.text
  }

  /// Draws one line of text.
  mutating func text(
    _ content: String, _ x: Double, _ y: Double, styleClass: String = "", anchor: String = "",
    transform: String = ""
  ) {
    guard !content.isEmpty else { return }
    writer.element(
      "text",
      [
        "class": styleClass, "x": Coordinate.text(x), "y": Coordinate.text(y), "text-anchor": anchor,
        "transform": transform,
      ], text: content)
  }

  private mutating func drawTitles() {
    var y = ChartLayout.margin
    for line in layout.titleLines {
      text(line, ChartLayout.margin, y + 14, styleClass: "title")
      y += ChartLayout.titleLineHeight
    }
    for line in layout.subtitleLines {
      text(line, ChartLayout.margin, y + 12, styleClass: "subtitle")
      y += ChartLayout.subtitleLineHeight
    }
  }

  private mutating func drawLayers() {
    guard !layout.isEmpty else {
      text("no data", layout.plot.middleX, layout.plot.middleY, anchor: "middle")
      return
    }
    for layer in chart.layers {
      switch layer.content {
      case .points(let points): draw(points, colorScale: ColorScale(layer))
      case .line(let curve): clipped { $0.draw(curve) }
      case .area(let band): clipped { $0.draw(band) }
      case .bars(let bars): clipped { $0.draw(bars) }
      case .segments(let segments): clipped { $0.draw(segments) }
      }
    }
  }

  /// Draws elements that must not extend beyond the plot area if an axis shows only part of the data.
  private mutating func clipped(_ body: (inout Drawing) -> Void) {
    guard chart.xAxis.range != nil || chart.yAxis.range != nil else { return body(&self) }
    // A nested image clips without an identifier, which could clash with those of other charts.
    let plot = layout.plot
    let (x, y) = (Coordinate.text(plot.left), Coordinate.text(plot.top - 1))
    let (width, height) = (Coordinate.text(plot.width), Coordinate.text(plot.height + 2))
    writer.open(
      "svg",
      ["x": x, "y": y, "width": width, "height": height, "viewBox": "\(x) \(y) \(width) \(height)"])
    body(&self)
    writer.close()
  }
}
