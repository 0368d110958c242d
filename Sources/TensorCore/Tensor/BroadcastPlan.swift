// SPDX-License-Identifier: Apache-2.0

/// The order in which two broadcast operands are traversed: inner runs with steps of 0 or 1, and the
/// offset of each run.
struct BroadcastPlan {
  let inner: Int
  let outer: Int
  let leftStep: Int
  let rightStep: Int
  /// The number of axes outside the inner run.
  private let outerRank: Int
  private let shape: Shape
  private let leftStrides: AxisNumbers
  private let rightStrides: AxisNumbers

  init(_ shape: Shape, _ left: Shape, _ right: Shape) {
    let leftStrides = Self.strides(left, in: shape)
    let rightStrides = Self.strides(right, in: shape)
    var axis = shape.rank
    var inner = 1
    var steps: (Int, Int)? = nil
    while axis > 0 {
      let extent = shape[axis - 1]
      if extent != 1 {
        let here = (leftStrides[axis - 1] == 0 ? 0 : 1, rightStrides[axis - 1] == 0 ? 0 : 1)
        if let steps, steps != here { break }
        steps = here
      }
      inner *= extent
      axis -= 1
    }
    self.inner = inner
    self.shape = shape
    outerRank = axis
    outer = shape.product(0..<axis)
    leftStep = steps?.0 ?? 1
    rightStep = steps?.1 ?? 1
    self.leftStrides = leftStrides
    self.rightStrides = rightStrides
  }

  /// Returns the distance in memory of neighbours along each axis, which is 0 if the operand is
  /// stretched.
  private static func strides(_ operand: Shape, in shape: Shape) -> AxisNumbers {
    var strides = AxisNumbers(repeating: 0)
    var stride = 1
    for axis in (0..<operand.rank).reversed() {
      let target = axis + shape.rank - operand.rank
      strides[target] = operand[axis] == shape[target] || shape[target] == 1 ? stride : 0
      stride *= operand[axis]
    }
    return strides
  }

  func offsets(_ run: Int) -> (left: Int, right: Int) {
    var remaining = run
    var left = 0
    var right = 0
    for axis in (0..<outerRank).reversed() {
      let index = remaining % shape[axis]
      remaining /= shape[axis]
      left += index * leftStrides[axis]
      right += index * rightStrides[axis]
    }
    return (left, right)
  }
}
