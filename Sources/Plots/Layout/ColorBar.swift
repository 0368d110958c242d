/// A strip of colours and the numbers beside it.
struct ColorBar {
  let scale: ColorScale
  let labelLines: [String]
  let ticks: Ticks
  /// The strip alone.
  let strip: Box
  /// The width with numbers and label.
  let width: Double

  static let lineHeight = 15.0
  private static let stripWidth = 12.0
  private static let longestLabelLine = 110.0

  /// - Parameters:
  ///   - left: the left end.
  ///   - top: where the label begins.
  ///   - bottom: where the strip ends at the latest.
  init(_ scale: ColorScale, left: Double, top: Double, bottom: Double) {
    self.scale = scale
    labelLines = TextMeasure.wrapped(scale.label, size: FontSize.label, width: Self.longestLabelLine)
    let labelHeight = labelLines.isEmpty ? 0 : Double(labelLines.count) * Self.lineHeight + 6
    let stripTop = top + labelHeight
    let stripBottom = max(stripTop + 20, min(bottom, stripTop + 220))
    strip = Box(left: left, top: stripTop, right: left + Self.stripWidth, bottom: stripBottom)
    ticks = Ticks.linear(scale.range, count: Int(strip.height / 36))
    let numbers = ticks.labels.map { TextMeasure.width($0, size: FontSize.tick) }.max() ?? 0
    let label = labelLines.map { TextMeasure.width($0, size: FontSize.label) }.max() ?? 0
    width = max(Self.stripWidth + 6 + numbers, label)
  }
}
