// SPDX-License-Identifier: Apache-2.0

/// The textual description of a chart for screen readers.
enum ChartDescription {
  static func text(_ chart: Chart, _ layout: ChartLayout) -> String {
    var sentences = chart.subtitle.isEmpty ? [] : [chart.subtitle]
    sentences.append(
      chart.layers.isEmpty
        ? "No data" : "It shows " + chart.layers.map { words($0.content) }.joined(separator: ", "))
    sentences += axis("Horizontal axis", chart.xAxis, layout.xScale)
    sentences += axis("Vertical axis", chart.yAxis, layout.yScale)
    return sentences.map { $0.last == "." ? $0 : $0 + "." }.joined(separator: " ")
  }

  private static func words(_ content: Layer.Content) -> String {
    switch content {
    case .points(let points):
      let number = "\(points.count) point\(points.count == 1 ? "" : "s")"
      switch points.coloring {
      case .series(_, let name): return number + suffix(name)
      case .categories: return number + " in categories"
      case .values(_, _, let label): return number + " coloured by \(label.isEmpty ? "a number" : label)"
      }
    case .line(let curve): return "a line" + suffix(curve.name)
    case .area(let band): return (band.lower == nil ? "an area" : "a band") + suffix(band.name)
    case .bars(let bars): return "a histogram of \(bars.count) bars" + suffix(bars.name)
    case .segments(let segments):
      return "\(segments.edges.count) line segment\(segments.edges.count == 1 ? "" : "s")"
    }
  }

  private static func suffix(_ name: String) -> String { name.isEmpty ? "" : " (\(name))" }

  private static func axis(_ name: String, _ axis: Axis, _ scale: AxisScale) -> [String] {
    guard axis.isVisible else { return [] }
    let numbers = [scale.range.lowerBound, scale.range.upperBound].map {
      TickNumber(rounding: $0, significantDigits: 3).text
    }
    let kind = axis.scale == .logarithmic ? ", logarithmic" : ""
    let label = axis.label.isEmpty ? "" : ": \(axis.label)"
    return ["\(name)\(label), from \(numbers[0]) to \(numbers[1])\(kind)"]
  }
}
