// SPDX-License-Identifier: Apache-2.0

/// A chart: layers of data over a pair of axes, written as one self-contained SVG image.
///
/// The image follows the reader's light or dark colour scheme, has a title and description for screen
/// readers, and needs no fonts, scripts or other files. Equal charts give identical bytes. Numbers that
/// are not finite are not drawn.
public struct Chart: Sendable {
  /// The heading, which is also the image's title for screen readers.
  public var title: String
  /// The text below the heading.
  public var subtitle: String
  /// The horizontal axis, from left to right.
  public var xAxis: Axis
  /// The vertical axis, from bottom to top.
  public var yAxis: Axis
  /// The layers of data, from back to front.
  public var layers: [Layer]
  /// The width of the image in CSS pixels, from 240 to 10,000.
  public var width: Int
  /// The height of the image in CSS pixels, from 180 to 10,000. A long legend increases it.
  public var height: Int

  /// Creates a chart. A width or height outside its range is replaced by the nearer limit.
  public init(
    title: String = "", subtitle: String = "", xAxis: Axis = Axis(), yAxis: Axis = Axis(), layers: [Layer],
    width: Int = 720, height: Int = 440
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.layers = layers
    self.width = width
    self.height = height
  }

  /// Returns the SVG image.
  public func svg() -> String {
    var drawing = Drawing(self)
    return drawing.draw()
  }
}
