/// The colours of the points of a layer, by their numbers.
struct ColorScale {
  let map: ColorMap
  let label: String
  /// The numbers of the first and the last colour.
  let range: ClosedRange<Double>

  /// The scale of a layer whose points are coloured by numbers; nil for others.
  init?(_ layer: Layer) {
    guard case .points(let points) = layer.content,
      case .values(let values, let map, let label) = points.coloring
    else { return nil }
    var extent = Extent()
    for index in 0..<min(points.count, values.count) {
      guard let value = points.value(index) else { continue }
      extent.include(value)
      if map.isDiverging { extent.include(-value) }
    }
    self.map = map
    self.label = label
    range = Axis().resolvedRange(extent)
  }

  /// Where a number is among the colours, from 0 to 1.
  func place(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  func color(_ value: Double) -> Color { map.color(at: place(value)) }
}
