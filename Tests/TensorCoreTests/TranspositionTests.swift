// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

@Suite("Transposition")
struct TranspositionTests {
  /// All orders of `count` axes.
  private static func orders(_ count: Int) -> [[Int]] {
    count == 0
      ? [[]]
      : orders(count - 1).flatMap { rest in
        (0...rest.count).map { place in Array(rest[..<place]) + [count - 1] + Array(rest[place...]) }
      }
  }

  @Test(
    "Each element moves to the place that the order of the axes gives, for any order and shape",
    arguments: [[2, 3, 4, 5], [1, 17, 1, 33], [3, 70, 35], [40, 19], [2, 1, 3, 2, 2], [0, 3, 2]])
  func elements(extents: [Int]) {
    let shape = Shape(extents)
    let x = Tensor((0..<shape.elementCount).map { Float($0) }, shape: shape)
    for order in Self.orders(extents.count) {
      let y = x.transposed(order)
      #expect(y.shape == Shape(order.map { extents[$0] }))
      var expected: [Float] = []
      for index in 0..<shape.elementCount {
        var (rest, source) = (index, [Int](repeating: 0, count: extents.count))
        for axis in order.reversed() {
          source[axis] = rest % extents[axis]
          rest /= extents[axis]
        }
        expected.append(Float(zip(source, extents).reduce(0) { $0 * $1.1 + $1.0 }))
      }
      #expect(y.scalars == expected, "\(order)")
    }
  }

  @Test("A large transposition has the same elements on one and on two threads")
  func threads() {
    let x = RandomStream(seed: 1, purpose: .generation).normal([8, 65, 900])
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) { x.transposed([0, 2, 1]).scalars }
    }
    #expect(results[0] == results[1])
    #expect(x.transposed([0, 2, 1]).transposed([0, 2, 1]).scalars == x.scalars)
  }
}
