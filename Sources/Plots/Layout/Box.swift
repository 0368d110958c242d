// SPDX-License-Identifier: Apache-2.0

/// A rectangle in pixels. The y coordinate increases downwards.
struct Box: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middleX: Double { (left + right) / 2 }
  var middleY: Double { (top + bottom) / 2 }

  /// Returns whether a point is inside the rectangle or at most half a pixel outside.
  func contains(_ x: Double, _ y: Double) -> Bool {
    x >= left - 0.5 && x <= right + 0.5 && y >= top - 0.5 && y <= bottom + 0.5
  }
}
