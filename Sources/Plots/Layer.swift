// SPDX-License-Identifier: Apache-2.0

/// One set of data and the way it is drawn.
///
/// If arrays differ in length, the shortest determines the number of elements. `series` is an index into
/// ``Palette``. Layers with a `name` are listed in the legend.
public struct Layer: Sendable {
  let content: Content

  enum Content: Sendable {
    case points(PointSet)
    case line(Curve)
    case area(Band)
    case bars(Histogram)
    case segments(SegmentSet)
  }

  /// Creates a layer of points, each in the colour of its category.
  ///
  /// Up to 2,000 points are separate elements. More points are drawn as one path per category, without
  /// tooltips.
  ///
  /// - Parameters:
  ///   - x: The horizontal coordinates.
  ///   - y: The vertical coordinates.
  ///   - radius: The radius in pixels; nil chooses one that suits the number of points.
  ///   - categories: The category of each point, -1 for none. If empty, all points have the category
  ///     `series`.
  ///   - categoryNames: The names of the categories in the legend. A category without a name is listed
  ///     by its number.
  ///   - tooltips: A text for each point, shown when the pointer is over it.
  ///   - name: The name in the legend, used if there are no categories.
  ///   - series: The palette index, used if there are no categories.
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

  /// Creates a layer of points, each in the colour of its number, with a colour bar next to the chart.
  ///
  /// - Parameters:
  ///   - x: The horizontal coordinates.
  ///   - y: The vertical coordinates.
  ///   - values: The number of each point. A point whose number is not finite is not drawn.
  ///   - map: The colours. A diverging map has 0 in its middle.
  ///   - label: The quantity that the numbers represent.
  ///   - radius: The radius in pixels; nil chooses one that suits the number of points.
  ///   - tooltips: A text for each point, shown when the pointer is over it.
  public static func continuousPoints(
    x: [Double], y: [Double], values: [Double], map: ColorMap = .sequential, label: String = "",
    radius: Double? = nil, tooltips: [String] = []
  ) -> Layer {
    let coloring = PointSet.Coloring.values(values, map: map, label: label)
    return Layer(
      content: .points(PointSet(x: x, y: y, radius: radius, coloring: coloring, tooltips: tooltips)))
  }

  /// Creates a line through points. It is interrupted where a number is not finite.
  public static func line(
    x: [Double], y: [Double], name: String = "", series: Int = 0, isDashed: Bool = false
  ) -> Layer {
    Layer(content: .line(Curve(x: x, y: y, name: name, series: series, isDashed: isDashed)))
  }

  /// Creates the area under a curve, such as a density, or, with `lower`, the band between two curves,
  /// such as an error range.
  public static func area(
    x: [Double], upper: [Double], lower: [Double]? = nil, name: String = "", series: Int = 0
  ) -> Layer {
    Layer(content: .area(Band(x: x, upper: upper, lower: lower, name: name, series: series)))
  }

  /// Creates a histogram in which bar i extends from `edges[i]` to `edges[i + 1]`.
  public static func bars(edges: [Double], heights: [Double], name: String = "", series: Int = 0) -> Layer {
    Layer(content: .bars(Histogram(edges: edges, heights: heights, name: name, series: series)))
  }

  /// Creates thin, faint lines between pairs of points, such as the edges of a graph below its nodes.
  ///
  /// - Parameters:
  ///   - x: The horizontal coordinates of the points.
  ///   - y: The vertical coordinates of the points.
  ///   - edges: The two ends of each line, as indices into `x` and `y`. Lines with an invalid index are
  ///     not drawn.
  public static func segments(x: [Double], y: [Double], edges: [(Int, Int)]) -> Layer {
    Layer(content: .segments(SegmentSet(x: x, y: y, edges: edges)))
  }
}
