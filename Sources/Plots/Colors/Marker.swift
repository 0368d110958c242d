// SPDX-License-Identifier: Apache-2.0

/// The shape of a point.
enum Marker: CaseIterable, Sendable {
  case circle
  case square
  case triangle
  case diamond

  /// The corners of the marker around its centre, scaled so that its area is about that of a circle of
  /// radius 1. Empty for the circle.
  var corners: [(x: Double, y: Double)] {
    switch self {
    case .circle: []
    case .square: [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)]
    case .triangle: [(0, -1.4), (1.25, 0.85), (-1.25, 0.85)]
    case .diamond: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
    }
  }
}
