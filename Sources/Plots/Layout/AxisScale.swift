// SPDX-License-Identifier: Apache-2.0

/// The mapping from numbers to pixel positions along one axis.
struct AxisScale {
  let range: ClosedRange<Double>
  let kind: Axis.Scale
  private let start: Double
  private let pixelsPerUnit: Double
  private let origin: Double

  /// Creates a mapping from the range of an axis to pixel positions.
  ///
  /// - Parameters:
  ///   - range: The numbers at both ends of the axis.
  ///   - kind: The type of scale.
  ///   - start: The position of the lower end in pixels.
  ///   - end: The position of the upper end in pixels.
  init(range: ClosedRange<Double>, kind: Axis.Scale, start: Double, end: Double) {
    self.range = range
    self.kind = kind
    self.start = start
    origin = kind == .linear ? range.lowerBound : Decimals.logarithm(range.lowerBound)
    let other = kind == .linear ? range.upperBound : Decimals.logarithm(range.upperBound)
    pixelsPerUnit = (end - start) / (other - origin)
  }

  /// Returns the position of a number in pixels, or nil if the axis cannot show it. Positions far
  /// outside the image are clamped to ``Coordinate/limit``.
  func position(_ value: Double) -> Double? {
    guard kind.shows(value) else { return nil }
    let unit = kind == .linear ? value : Decimals.logarithm(value)
    let position = start + (unit - origin) * pixelsPerUnit
    return min(max(position, -Coordinate.limit), Coordinate.limit)
  }

  /// The position at which bars and areas begin: that of 0 or of the nearest end of the axis.
  var base: Double {
    let lowest = range.lowerBound
    let value = kind == .linear ? min(max(0, lowest), range.upperBound) : lowest
    return position(value) ?? start
  }
}

extension Axis {
  /// Returns the numbers at both ends of the axis. The range is never empty, and positive on a
  /// logarithmic axis.
  func resolvedRange(_ extent: Extent) -> ClosedRange<Double> {
    if let range, let usable = usable(range) { return usable }
    guard !extent.isEmpty else { return scale == .linear ? 0...1 : 1...10 }
    return scale == .linear ? linearRange(extent) : logarithmicRange(extent)
  }

  private func usable(_ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard scale.shows(range.lowerBound), scale.shows(range.upperBound) else { return nil }
    return Self.isOnePlace(range.lowerBound, range.upperBound) ? nil : range
  }

  private func linearRange(_ extent: Extent) -> ClosedRange<Double> {
    var (low, high) = (extent.lowest, extent.highest)
    if Self.isOnePlace(low, high) {
      let middle = abs(low) < 1e-290 ? 0 : low
      let space = middle == 0 ? 1 : extent.isWhole && abs(middle) < 1e6 ? 1 : 0.1 * abs(middle)
      return middle - space...middle + space
    }
    guard extent.wantsPadding else { return low...high }
    let padding = 0.04 * (high - low)
    if !(extent.standsOnZero && low == 0) { low -= padding }
    if !(extent.standsOnZero && high == 0) { high += padding }
    return low...high
  }

  private func logarithmicRange(_ extent: Extent) -> ClosedRange<Double> {
    let (low, high) = (extent.lowest, extent.highest)
    let space: Double
    if Self.isOnePlace(low, high) {
      space = 3
    } else {
      // The padding, as a factor, is a share of the decades between the ends, but at most one decade.
      let decades = Decimals.logarithm(high) - Decimals.logarithm(low)
      space = extent.wantsPadding ? 1 + min(0.1 * decades, 1) : 1
    }
    return max(low / space, Double.leastNormalMagnitude)...high * space
  }

  /// Returns whether two numbers are too close for labels to distinguish them.
  private static func isOnePlace(_ low: Double, _ high: Double) -> Bool {
    high - low <= max(1e-12 * max(abs(low), abs(high)), 1e-290)
  }
}
