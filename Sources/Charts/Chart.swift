/// A chart of two axes, drawn as an SVG document that stands alone: light and dark, with a title and a description for
/// those who cannot see it, and the same bytes every time.
public struct Chart: Sendable {
  /// The title.
  public var title: String
  /// A line under the title.
  public var subtitle: String
  /// The horizontal axis.
  public var xAxis: Axis
  /// The vertical axis.
  public var yAxis: Axis
  /// What is drawn, the first at the bottom.
  public var layers: [ChartLayer]
  /// The size of the picture, in pixels.
  public var size: (width: Double, height: Double)

  /// Creates a chart.
  public init(
    title: String, subtitle: String = "", xAxis: Axis, yAxis: Axis, layers: [ChartLayer],
    size: (width: Double, height: Double) = (760, 480)
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.layers = layers
    self.size = size
  }

  /// The SVG document.
  public func svg() -> String {
    var drawing = ChartDrawing(self)
    return drawing.document()
  }
}

/// One axis of a chart.
public struct Axis: Sendable, Equatable {
  /// How numbers become places.
  public enum Scale: Sendable {
    /// In proportion.
    case linear
    /// By the logarithm; numbers that are not positive are left out.
    case logarithmic
  }

  /// What the axis shows.
  public var label: String
  /// The numbers at its ends; nil takes them from the data.
  public var range: ClosedRange<Double>?
  /// How numbers become places.
  public var scale: Scale

  /// Creates an axis.
  public init(label: String, range: ClosedRange<Double>? = nil, scale: Scale = .linear) {
    self.label = label
    self.range = range
    self.scale = scale
  }
}

/// Something that is drawn on a chart. Points with a coordinate that is not finite are left out.
public enum ChartLayer: Sendable {
  /// Points, coloured by category where there are any: the category of each point, negative for none, the categories'
  /// names, and a text for each point that shows when it is pointed at.
  case points(x: [Double], y: [Double], categories: [Int] = [], names: [String] = [], titles: [String] = [])
  /// Points coloured by a number, with a colour bar.
  case continuousPoints(x: [Double], y: [Double], values: [Double], titles: [String] = [])
  /// A line through points.
  case line(x: [Double], y: [Double])
  /// The area between two lines.
  case area(x: [Double], lower: [Double], upper: [Double])
  /// Bars from 0 to `heights` between neighbouring `edges`, one edge more than bars.
  case bars(edges: [Double], heights: [Double])
  /// Thin lines, such as the edges of a graph.
  case segments(from: [(Double, Double)], to: [(Double, Double)])
}
