// SPDX-License-Identifier: Apache-2.0

/// One of the two axes of a chart.
public struct Axis: Sendable {
  /// The mapping of numbers to positions along an axis.
  public enum Scale: Sendable {
    /// Equal distances represent equal differences.
    case linear
    /// Equal distances represent equal ratios. Numbers that are not positive are not drawn.
    case logarithmic
  }

  /// The quantity that the axis shows, with its unit. An empty label is not drawn.
  public var label: String
  /// The numbers at both ends of the axis. If nil, the range is that of the data with some padding.
  public var range: ClosedRange<Double>?
  /// The mapping of numbers to positions.
  public var scale: Scale
  /// Whether the axis has a line, a label, ticks and grid lines. Drawings of graphs need none of these.
  public var isVisible: Bool

  /// Creates an axis. By default it is visible, linear and spans the data.
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
