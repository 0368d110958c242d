// SPDX-License-Identifier: Apache-2.0

/// Points and their colouring.
struct PointSet: Sendable {
  enum Coloring: Sendable {
    case series(Int, name: String)
    case categories([Int], names: [String])
    case values([Double], map: ColorMap, label: String)
  }

  let x: [Double]
  let y: [Double]
  let radius: Double?
  let coloring: Coloring
  let tooltips: [String]

  var count: Int { min(x.count, y.count) }

  /// Whether there are too many points to draw each as a separate element.
  var isLarge: Bool { count > 2000 }

  /// The requested radius, or by default one that keeps many points apart.
  var radiusInPixels: Double {
    if let radius, radius.isFinite { return min(max(radius, 0.1), 100) }
    return switch count {
    case ...300: 4
    case ...2000: 3
    case ...20_000: 2
    default: 1.2
    }
  }

  func category(_ index: Int) -> Int {
    switch coloring {
    case .series(let series, _): series
    case .categories(let categories, _): index < categories.count ? max(-1, categories[index]) : -1
    case .values: 0
    }
  }

  /// Returns the number that colours a point, or nil if it has none that can be drawn.
  func value(_ index: Int) -> Double? {
    guard case .values(let values, _, _) = coloring, index < values.count else { return nil }
    return values[index].isPlottable ? values[index] : nil
  }
}

struct Curve: Sendable {
  let x: [Double]
  let y: [Double]
  let name: String
  let series: Int
  let isDashed: Bool
}

struct Band: Sendable {
  let x: [Double]
  let upper: [Double]
  let lower: [Double]?
  let name: String
  let series: Int

  var count: Int { min(x.count, upper.count, lower?.count ?? .max) }
}

struct Histogram: Sendable {
  let edges: [Double]
  let heights: [Double]
  let name: String
  let series: Int

  var count: Int { max(0, min(edges.count - 1, heights.count)) }
}

struct SegmentSet: Sendable {
  let x: [Double]
  let y: [Double]
  let edges: [(Int, Int)]

  var count: Int { min(x.count, y.count) }
}

extension Double {
  /// Whether a chart can show the number. The limit keeps differences of such numbers finite.
  var isPlottable: Bool { isFinite && abs(self) <= 1e300 }
}
