/// How far the data of a chart reach.
struct Extent {
  private(set) var x: ClosedRange<Double>?
  private(set) var y: ClosedRange<Double>?
  /// Whether anything stands right of the data.
  private(set) var hasLegend = false
  private let scales: (Axis.Scale, Axis.Scale)

  init(_ chart: Chart) {
    scales = (chart.xAxis.scale, chart.yAxis.scale)
    for layer in chart.layers {
      switch layer {
      case .points(let x, let y, let categories, let names, _):
        for (horizontal, vertical) in zip(x, y) { add(horizontal, vertical) }
        if !categories.isEmpty && !names.isEmpty { hasLegend = true }
      case .continuousPoints(let x, let y, _, _):
        for (horizontal, vertical) in zip(x, y) { add(horizontal, vertical) }
        hasLegend = true
      case .line(let x, let y):
        for (horizontal, vertical) in zip(x, y) { add(horizontal, vertical) }
      case .area(let x, let lower, let upper):
        for (horizontal, vertical) in zip(x, lower) { add(horizontal, vertical) }
        for (horizontal, vertical) in zip(x, upper) { add(horizontal, vertical) }
      case .bars(let edges, let heights):
        for (index, height) in heights.enumerated() where index + 1 < edges.count {
          add(edges[index], height)
          add(edges[index + 1], 0)
        }
      case .segments(let from, let to):
        for point in from + to { add(point.0, point.1) }
      }
    }
  }

  /// A point counts where both of its coordinates can be shown.
  private mutating func add(_ horizontal: Double, _ vertical: Double) {
    guard let left = AxisPlace.scaled(horizontal, scales.0), let up = AxisPlace.scaled(vertical, scales.1)
    else {
      return
    }
    x = x.map { min($0.lowerBound, left)...max($0.upperBound, left) } ?? left...left
    y = y.map { min($0.lowerBound, up)...max($0.upperBound, up) } ?? up...up
  }
}
