// SPDX-License-Identifier: Apache-2.0

/// The positions of all parts of the image, computed from the outside to the inside.
struct ChartLayout {
  static let margin = 16.0
  static let titleLineHeight = 21.0
  static let subtitleLineHeight = 17.0

  let width: Double
  private(set) var height: Double
  let titleLines: [String]
  let subtitleLines: [String]
  let legend: LegendLayout
  let colorBars: [ColorBar]
  /// The area in which data is drawn.
  let plot: Box
  let xScale: AxisScale
  let yScale: AxisScale
  let xTicks: Ticks
  let yTicks: Ticks
  /// Whether there is no data that can be drawn.
  let isEmpty: Bool

  init(_ chart: Chart) {
    width = Double(min(max(chart.width, 240), 10_000))
    height = Double(min(max(chart.height, 180), 10_000))
    let margin = Self.margin
    let textWidth = width - 2 * margin
    titleLines = TextMeasure.wrapped(chart.title, size: FontSize.title, width: textWidth)
    subtitleLines = TextMeasure.wrapped(chart.subtitle, size: FontSize.subtitle, width: textWidth)
    let headerBottom =
      margin + Double(titleLines.count) * Self.titleLineHeight
      + Double(subtitleLines.count) * Self.subtitleLineHeight
    let colorScales = chart.layers.compactMap { ColorScale($0) }
    let top = headerBottom + (titleLines.isEmpty && subtitleLines.isEmpty ? 0 : 6)
    legend = LegendLayout(
      LegendEntry.all(in: chart.layers), top: top, left: margin, right: width - margin,
      bottom: height - margin, staysAbove: !colorScales.isEmpty)
    let plotTop = top + legend.heightAbove + 10
    // The header and the legend must not squeeze the plot area.
    height = max(height, top + legend.heightBeside + margin, plotTop + 150)

    let extents = Extents(of: chart)
    isEmpty = extents.x.isEmpty
    let xRange = chart.xAxis.resolvedRange(extents.x)
    let yRange = chart.yAxis.resolvedRange(extents.y)
    var below = margin
    if chart.xAxis.isVisible { below += chart.xAxis.label.isEmpty ? 16 : 36 }
    let plotBottom = height - below
    yTicks = chart.yAxis.ticks(yRange, isWhole: extents.y.isWhole, count: Int((plotBottom - plotTop) / 52))
    var left = margin
    if chart.yAxis.isVisible {
      left += chart.yAxis.label.isEmpty ? 0 : 22
      left += 8 + (yTicks.labels.map { TextMeasure.width($0, size: FontSize.tick) }.max() ?? 0)
    }

    // The colour bars are measured at the left edge and then moved to their positions.
    let measured = colorScales.map { ColorBar($0, left: 0, top: plotTop, bottom: plotBottom) }
    let barsWidth = measured.reduce(0) { $0 + $1.width + 20 }
    var right = width - margin - barsWidth
    if legend.widthBeside > 0 { right -= legend.widthBeside + 20 }
    var barLeft = right + 20
    var bars = [ColorBar]()
    for (scale, bar) in zip(colorScales, measured) {
      bars.append(ColorBar(scale, left: barLeft, top: plotTop, bottom: plotBottom))
      barLeft += bar.width + 20
    }
    colorBars = bars
    xTicks = chart.xAxis.ticks(xRange, isWhole: extents.x.isWhole, count: Int((right - left) / 90))
    if chart.xAxis.isVisible && barsWidth == 0 {
      // Half of the last label may extend beyond the end of the axis.
      let overhang = TextMeasure.width(xTicks.labels.last ?? "", size: FontSize.tick) / 2
      right -= max(0, overhang - margin / 2)
    }
    plot = Box(left: left, top: plotTop, right: max(right, left + 60), bottom: plotBottom)
    xScale = AxisScale(range: xRange, kind: chart.xAxis.scale, start: plot.left, end: plot.right)
    yScale = AxisScale(range: yRange, kind: chart.yAxis.scale, start: plot.bottom, end: plot.top)
  }

  /// Returns the position of a pair of numbers, or nil if an axis cannot show it.
  func place(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard let placeX = xScale.position(x), let placeY = yScale.position(y) else { return nil }
    return (placeX, placeY)
  }
}

extension Axis {
  fileprivate func ticks(_ range: ClosedRange<Double>, isWhole: Bool, count: Int) -> Ticks {
    guard isVisible else { return Ticks(numbers: [], labels: []) }
    return switch scale {
    case .linear: Ticks.linear(range, count: count, wholeNumbers: isWhole)
    case .logarithmic: Ticks.logarithmic(range, count: count)
    }
  }
}
