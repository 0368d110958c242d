/// One set of data and how it is drawn.
///
/// Where arrays differ in length, the shortest decides. `series` is a place in ``Palette``, and layers with a
/// `name` are in the legend.
public struct Layer: Sendable {
  let content: Content

  enum Content: Sendable {
    case points(PointSet)
    case line(Curve)
    case area(Band)
    case bars(Histogram)
    case segments(SegmentSet)
  }

  /// Points, each in the colour of its category.
  ///
  /// Up to 2,000 points are an element each; more of them are one path a category, without tooltips.
  ///
  /// - Parameters:
  ///   - radius: in pixels; nil takes one that suits the number of points.
  ///   - categories: the category of every point, -1 for none; empty gives all points that of `series`.
  ///   - categoryNames: their names in the legend; a category without one has its number.
  ///   - tooltips: a text for every point, shown when it is pointed at.
  public static func points(
    x: [Double], y: [Double], radius: Double? = nil, categories: [Int] = [], categoryNames: [String] = [],
    tooltips: [String] = [], name: String = "", series: Int = 0
  ) -> Layer {
    let coloring: PointSet.Coloring =
      categories.isEmpty && categoryNames.isEmpty
      ? .series(series, name: name) : .categories(categories, names: categoryNames)
    return Layer(
      content: .points(PointSet(x: x, y: y, radius: radius, coloring: coloring, tooltips: tooltips)))
  }

  /// Points, each in the colour of its number, with a colour bar beside the chart.
  ///
  /// - Parameters:
  ///   - values: the number of every point; one that is not finite leaves the point out.
  ///   - map: the colours; a diverging map has 0 in its middle.
  ///   - label: what the numbers are.
  public static func continuousPoints(
    x: [Double], y: [Double], values: [Double], map: ColorMap = .sequential, label: String = "",
    radius: Double? = nil, tooltips: [String] = []
  ) -> Layer {
    let coloring = PointSet.Coloring.values(values, map: map, label: label)
    return Layer(
      content: .points(PointSet(x: x, y: y, radius: radius, coloring: coloring, tooltips: tooltips)))
  }

  /// A line from point to point, broken where a number is not finite.
  public static func line(
    x: [Double], y: [Double], name: String = "", series: Int = 0, isDashed: Bool = false
  ) -> Layer {
    Layer(content: .line(Curve(x: x, y: y, name: name, series: series, isDashed: isDashed)))
  }

  /// The area under a curve, or, with `lower`, the band between two: a density, or the error around one.
  public static func area(
    x: [Double], upper: [Double], lower: [Double]? = nil, name: String = "", series: Int = 0
  ) -> Layer {
    Layer(content: .area(Band(x: x, upper: upper, lower: lower, name: name, series: series)))
  }

  /// A histogram: bar i stands from `edges[i]` to `edges[i + 1]`.
  public static func bars(edges: [Double], heights: [Double], name: String = "", series: Int = 0) -> Layer {
    Layer(content: .bars(Histogram(edges: edges, heights: heights, name: name, series: series)))
  }

  /// Thin, faint lines between pairs of places, such as the edges of a graph below its nodes.
  ///
  /// - Parameter edges: the two ends of every line, as indices into x and y; others are left out.
  public static func segments(x: [Double], y: [Double], edges: [(Int, Int)]) -> Layer {
    Layer(content: .segments(SegmentSet(x: x, y: y, edges: edges)))
  }
}
