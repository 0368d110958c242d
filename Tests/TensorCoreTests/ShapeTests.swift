import TensorCore
import Testing

@Suite("A shape lists the extents of a tensor")
struct ShapeTests {
  @Test("A scalar has no axes and one element")
  func scalar() {
    let shape: Shape = []
    #expect(shape.rank == 0 && shape.elementCount == 1 && shape.description == "[]")
  }

  @Test("Element counts are products, 0 where an extent is 0")
  func counts() {
    #expect(([2, 3, 4] as Shape).elementCount == 24)
    #expect(([2, 0, 4] as Shape).elementCount == 0)
    #expect(([2, 3, 4, 5] as Shape).product(1..<3) == 12)
    #expect(([2, 3] as Shape).product(1..<1) == 1)
  }

  @Test("Shapes of different numbers of axes differ, trailing ones or not")
  func equality() {
    #expect(([2] as Shape) != [2, 1])
    #expect(([] as Shape) != [1])
    #expect(Set<Shape>([[2, 3], [3, 2], [2, 3]]).count == 2)
    #expect(Array([4, 5, 6] as Shape) == [4, 5, 6])
  }

  @Test("Axes count from the end where they are negative")
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

  @Test("Broadcasting matches axes from the last and stretches extent 1", arguments: broadcasts)
  func broadcast(left: Shape, right: Shape, result: Shape) {
    #expect(left.broadcast(with: right, in: "test") == result)
    #expect(right.broadcast(with: left, in: "test") == result)
  }

  @Test("Summing to a shape undoes broadcasting from it", arguments: broadcasts)
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
