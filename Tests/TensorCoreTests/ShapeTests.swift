// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

@Suite("The shapes of tensors")
struct ShapeTests {
  @Test("The shape of a scalar has no axes and one element")
  func scalar() {
    let shape: Shape = []
    #expect(shape.rank == 0 && shape.elementCount == 1 && shape.description == "[]")
  }

  @Test("The element count of a shape is the product of its extents, and 0 if one of them is 0")
  func counts() {
    #expect(([2, 3, 4] as Shape).elementCount == 24)
    #expect(([2, 0, 4] as Shape).elementCount == 0)
    #expect(([2, 3, 4, 5] as Shape).product(1..<3) == 12)
    #expect(([2, 3] as Shape).product(1..<1) == 1)
  }

  @Test("Shapes with different numbers of axes differ, also if the additional extents are 1")
  func equality() {
    #expect(([2] as Shape) != [2, 1])
    #expect(([] as Shape) != [1])
    #expect(Set<Shape>([[2, 3], [3, 2], [2, 3]]).count == 2)
    #expect(Array([4, 5, 6] as Shape) == [4, 5, 6])
  }

  @Test("Negative axes count from the end")
  func negativeAxes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.resolved(axis: -1, in: "test") == 2)
    #expect(shape.resolved(axis: -3, in: "test") == 0)
    #expect(shape.resolved(axis: 1, in: "test") == 1)
  }

  static let broadcasts: [(Shape, Shape, Shape)] = [
    ([], [], []), ([], [3], [3]), ([3], [3], [3]), ([1], [3], [3]), ([2, 3], [3], [2, 3]),
    ([2, 1], [1, 3], [2, 3]), ([2, 1, 4], [3, 1], [2, 3, 4]), ([0], [1], [0]), ([0, 3], [1, 1], [0, 3]),
    ([1, 1, 1, 1, 1, 2], [7, 1], [1, 1, 1, 1, 7, 2]),
  ]

  @Test("Broadcasting matches axes from the last and stretches extents of 1", arguments: broadcasts)
  func broadcast(left: Shape, right: Shape, result: Shape) {
    #expect(left.broadcast(with: right, in: "test") == result)
    #expect(right.broadcast(with: left, in: "test") == result)
  }

  @Test("Summing to a shape reverses broadcasting from that shape", arguments: broadcasts)
  func summedToShape(left: Shape, right: Shape, result: Shape) {
    for shape in [left, right] {
      let ones = Tensor(repeating: 1, shape: result)
      let summed = ones.summed(to: shape)
      #expect(summed.shape == shape)
      let copies = shape.elementCount == 0 ? 0 : Float(result.elementCount) / Float(shape.elementCount)
      #expect(summed.scalars.allSatisfy { $0 == copies })
      #expect(Tensor(repeating: 2, shape: shape).broadcast(to: result) == ones * 2)
    }
  }
}
