/// One of the two axes of a chart.
public struct Axis: Sendable {
  /// How numbers are laid out along an axis.
  public enum Scale: Sendable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios; numbers that are not positive are left out.
    case logarithmic
  }

  /// What the numbers are, with their unit; empty for nothing.
  public var label: String
  /// The numbers at both ends; nil takes those of the data and a little space.
  public var range: ClosedRange<Double>?
  /// How numbers are laid out.
  public var scale: Scale
  /// Whether the axis has a label, ticks and grid lines; the layout of a graph wants none.
  public var isVisible: Bool

  /// An axis.
  public init(
    label: String = "", range: ClosedRange<Double>? = nil, scale: Scale = .linear, isVisible: Bool = true
  ) {
    self.label = label
    self.range = range
    self.scale = scale
    self.isVisible = isVisible
  }

  /// An axis that is not drawn.
  public static let hidden = Axis(isVisible: false)
}
