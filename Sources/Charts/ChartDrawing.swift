#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A chart while it is drawn: where numbers lie on the picture, and the text so far.
struct ChartDrawing {
  let chart: Chart
  let x: AxisPlace
  let y: AxisPlace
  var out = SVGText()
  /// The place of the legend or the colour bar, right of the data.
  let legendLeft: Double
  let top: Double
  let bottom: Double

  init(_ chart: Chart) {
    self.chart = chart
    let extent = Extent(chart)
    top = chart.subtitle.isEmpty ? 48 : 66
    bottom = chart.size.height - 56
    let legendWidth: Double = extent.hasLegend ? 150 : 24
    legendLeft = chart.size.width - legendWidth + 18
    x = AxisPlace(chart.xAxis, extent.x, from: 70, to: chart.size.width - legendWidth)
    y = AxisPlace(chart.yAxis, extent.y, from: bottom, to: top)
  }

  mutating func document() -> String {
    let (width, height) = (NumberText.coordinate(chart.size.width), NumberText.coordinate(chart.size.height))
    out.open(
      "svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
        + "height=\"\(height)\" role=\"img\"")
    out.line("<title>\(SVGText.escaped(chart.title))</title>")
    let description = "\(chart.subtitle) \(chart.yAxis.label) against \(chart.xAxis.label)"
    out.line("<desc>\(SVGText.escaped(description))</desc>")
    style()
    out.line("<rect class=\"page\" width=\"\(width)\" height=\"\(height)\"/>")
    out.label(chart.title, "class=\"title\" x=\"24\" y=\"30\"")
    out.label(chart.subtitle, "class=\"subtitle\" x=\"24\" y=\"50\"")
    axes()
    for layer in chart.layers { draw(layer) }
    out.close("svg")
    return out.text
  }

  private mutating func style() {
    out.open("style")
    for rule in [
      "text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #454b54; }",
      ".title { font-size: 17px; font-weight: 600; fill: #1b1f24; } .subtitle { font-size: 13px; }",
      ".page { fill: #ffffff; } .grid { stroke: #e4e7eb; } .axis { stroke: #9aa1aa; }",
      ".line { fill: none; stroke: #0072b2; stroke-width: 1.8; stroke-linejoin: round; }",
      ".area { fill: #0072b2; fill-opacity: 0.22; } .bar { fill: #0072b2; fill-opacity: 0.7; }",
      ".edge { stroke: #9aa1aa; stroke-opacity: 0.35; stroke-width: 0.8; fill: none; }",
      ".point { stroke: #ffffff; stroke-width: 0.7; } .none { fill: #9aa1aa; color: #9aa1aa; }",
      ".cloud { fill: none; stroke: currentColor; stroke-linecap: round; stroke-width: 3; stroke-opacity: 0.7; }",
      "@media (prefers-color-scheme: dark) { text { fill: #b6bdc7; } .title { fill: #eef1f5; }",
      ".page { fill: #14171b; } .grid { stroke: #2a2f36; } .axis { stroke: #6a717b; }",
      ".line { stroke: #56b4e9; } .area, .bar { fill: #56b4e9; } .point { stroke: #14171b; } }",
    ] { out.line(rule) }
    out.close("style")
  }

  private mutating func axes() {
    let (left, right) = (NumberText.coordinate(x.start), NumberText.coordinate(x.end))
    for (value, label) in zip(y.ticks.values, y.ticks.labels) {
      let place = NumberText.coordinate(y.place(ofScaled: value))
      out.line("<line class=\"grid\" x1=\"\(left)\" x2=\"\(right)\" y1=\"\(place)\" y2=\"\(place)\"/>")
      out.label(
        label, "x=\"\(NumberText.coordinate(x.start - 8))\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\"")
    }
    for (value, label) in zip(x.ticks.values, x.ticks.labels) {
      let place = NumberText.coordinate(x.place(ofScaled: value))
      let (low, high) = (NumberText.coordinate(bottom), NumberText.coordinate(bottom + 5))
      out.line("<line class=\"axis\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(low)\" y2=\"\(high)\"/>")
      out.label(label, "x=\"\(place)\" y=\"\(NumberText.coordinate(bottom + 19))\" text-anchor=\"middle\"")
    }
    let base = NumberText.coordinate(bottom)
    out.line("<line class=\"axis\" x1=\"\(left)\" x2=\"\(right)\" y1=\"\(base)\" y2=\"\(base)\"/>")
    let middle = NumberText.coordinate((x.start + x.end) / 2)
    let foot = NumberText.coordinate(chart.size.height - 16)
    out.label(chart.xAxis.label, "x=\"\(middle)\" y=\"\(foot)\" text-anchor=\"middle\"")
    let centre = NumberText.coordinate((top + bottom) / 2)
    out.label(
      chart.yAxis.label, "transform=\"translate(18 \(centre)) rotate(-90)\" text-anchor=\"middle\"")
  }

  /// A place on the picture, nil where a coordinate cannot be shown.
  func place(_ horizontal: Double, _ vertical: Double) -> String? {
    guard let left = x.place(horizontal), let up = y.place(vertical) else { return nil }
    return NumberText.coordinate(left) + " " + NumberText.coordinate(up)
  }
}

/// An axis with its ends on the picture.
struct AxisPlace {
  let start: Double
  let end: Double
  let ticks: Ticks
  private let isLogarithmic: Bool
  private let range: ClosedRange<Double>

  /// - Parameter data: the least and the largest number of the data, scaled; nil where there are none.
  init(_ axis: Axis, _ data: ClosedRange<Double>?, from start: Double, to end: Double) {
    self.start = start
    self.end = end
    isLogarithmic = axis.scale == .logarithmic
    var range = data ?? 0...1
    if range.lowerBound == range.upperBound {
      let half = max(abs(range.lowerBound) * 0.1, 0.5)
      range = range.lowerBound - half...range.upperBound + half
    } else {
      let margin = (range.upperBound - range.lowerBound) * 0.04
      // A range that begins at 0 stays there.
      let low = range.lowerBound == 0 && !isLogarithmic ? 0 : range.lowerBound - margin
      range = low...range.upperBound + margin
    }
    if let fixed = axis.range, let low = Self.scaled(fixed.lowerBound, axis.scale),
      let high = Self.scaled(fixed.upperBound, axis.scale), low < high
    {
      range = low...high
    }
    self.range = range
    ticks = isLogarithmic ? Ticks(logarithms: range) : Ticks(range)
  }

  /// Where a number lies, nil where it cannot be shown.
  func place(_ value: Double) -> Double? {
    Self.scaled(value, isLogarithmic ? .logarithmic : .linear).map(place(ofScaled:))
  }

  func place(ofScaled value: Double) -> Double {
    start + (end - start) * (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  static func scaled(_ value: Double, _ scale: Axis.Scale) -> Double? {
    guard value.isFinite else { return nil }
    if scale == .linear { return value }
    return value > 0 ? log10(value) : nil
  }
}
