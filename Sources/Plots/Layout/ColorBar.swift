// SPDX-License-Identifier: Apache-2.0

/// A strip of colours with its label and tick labels.
struct ColorBar {
  let scale: ColorScale
  let labelLines: [String]
  let ticks: Ticks
  /// The position of the strip without its labels.
  let strip: Box
  /// The total width, including tick labels and label.
  let width: Double

  static let lineHeight = 15.0
  private static let stripWidth = 12.0
  private static let longestLabelLine = 110.0

  /// Lays out the colour bar of a scale.
  ///
  /// - Parameters:
  ///   - scale: The colour scale.
  ///   - left: The left end of the colour bar.
  ///   - top: The top of the label.
  ///   - bottom: The lowest position of the end of the strip.
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
