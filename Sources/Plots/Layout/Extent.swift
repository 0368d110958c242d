// SPDX-License-Identifier: Apache-2.0

/// The range of the data along one axis.
struct Extent {
  private(set) var lowest = Double.infinity
  private(set) var highest = -Double.infinity
  /// Whether all numbers are integers.
  private(set) var isWhole = true
  /// Whether marks extend around their positions, so that the axis needs padding at its ends.
  var wantsPadding = false
  /// Whether bars or areas begin at 0, which is then an end of the axis without padding.
  var standsOnZero = false

  var isEmpty: Bool { lowest > highest }

  mutating func include(_ value: Double) {
    lowest = min(lowest, value)
    highest = max(highest, value)
    if isWhole && value != value.rounded() { isWhole = false }
  }
}

/// The ranges of all layers along both axes.
struct Extents {
  private(set) var x = Extent()
  private(set) var y = Extent()

  init(of chart: Chart) {
    let (xScale, yScale) = (chart.xAxis.scale, chart.yAxis.scale)
    for layer in chart.layers {
      layer.content.forEachPlace { placeX, placeY in
        // A point that cannot be drawn must not extend the other axis either.
        guard xScale.shows(placeX) && yScale.shows(placeY) else { return }
        x.include(placeX)
        y.include(placeY)
      }
      if layer.content.standsOnZero && yScale == .linear {
        if !y.isEmpty { y.include(0) }
        y.standsOnZero = true
      }
      if layer.content.hasMarks { x.wantsPadding = true }
    }
    y.wantsPadding = true
  }
}

extension Axis.Scale {
  /// Returns whether an axis of this scale can show a number.
  func shows(_ value: Double) -> Bool {
    value.isPlottable && (self == .linear || value >= Double.leastNormalMagnitude)
  }
}

extension Layer.Content {
  /// Calls the body with each point to draw, even if a coordinate is not finite.
  fileprivate func forEachPlace(_ body: (Double, Double) -> Void) {
    switch self {
    case .points(let points):
      let isColoredByValue = if case .values = points.coloring { true } else { false }
      for index in 0..<points.count where !isColoredByValue || points.value(index) != nil {
        body(points.x[index], points.y[index])
      }
    case .line(let curve):
      for (x, y) in zip(curve.x, curve.y) { body(x, y) }
    case .area(let band):
      for index in 0..<band.count {
        body(band.x[index], band.upper[index])
        if let lower = band.lower { body(band.x[index], lower[index]) }
      }
    case .bars(let bars):
      for index in 0..<bars.count {
        body(bars.edges[index], bars.heights[index])
        body(bars.edges[index + 1], bars.heights[index])
      }
    case .segments(let segments):
      for (x, y) in zip(segments.x, segments.y) { body(x, y) }
    }
  }

  fileprivate var standsOnZero: Bool {
    switch self {
    case .bars: true
    case .area(let band): band.lower == nil
    default: false
    }
  }

  fileprivate var hasMarks: Bool {
    switch self {
    case .points, .segments: true
    default: false
    }
  }
}
