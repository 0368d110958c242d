/// A chart: layers of data over a pair of axes, written as one self-contained SVG image.
///
/// The image follows the reader's light or dark colour scheme, names itself to screen readers and needs
/// neither fonts, scripts nor other files. Equal charts are equal bytes. Numbers that are not finite are
/// left out.
public struct Chart: Sendable {
  /// The heading, which is also the image's name to screen readers.
  public var title: String
  /// A line under the heading.
  public var subtitle: String
  /// The axis from left to right.
  public var xAxis: Axis
  /// The axis from bottom to top.
  public var yAxis: Axis
  /// What is drawn, the first layer lowest.
  public var layers: [Layer]
  /// The width of the image in CSS pixels, from 240 to 10,000.
  public var width: Int
  /// The height of the image in CSS pixels, from 180 to 10,000; a long legend makes it higher.
  public var height: Int

  /// A chart.
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

  /// The image.
  public func svg() -> String {
    var drawing = Drawing(self)
    return drawing.draw()
  }
}
