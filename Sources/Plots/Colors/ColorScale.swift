// SPDX-License-Identifier: Apache-2.0

/// The colour scale of a layer whose points are coloured by numbers.
struct ColorScale {
  let map: ColorMap
  let label: String
  /// The numbers of the first and the last colour.
  let range: ClosedRange<Double>

  /// Creates the scale of a layer, or nil if its points are not coloured by numbers.
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

  /// Returns the position of a number on the colour map, from 0 to 1.
  func place(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  func color(_ value: Double) -> Color { map.color(at: place(value)) }
}
