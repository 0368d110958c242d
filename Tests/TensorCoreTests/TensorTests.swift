// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("A tensor is a value with numbers and a shape")
struct TensorTests {
  /// Returns a tensor of the given shape with the elements 0, 1, 2, ...
  func counting(_ shape: Shape) -> Tensor { Tensor((0..<shape.elementCount).map { Float($0) }, shape: shape) }

  @Test("Changing a tensor does not change its copy, and changing the copy does not change the tensor")
  func copyOnWrite() {
    var original = counting([2, 2])
    var copy = original
    original[0, 1] = 10
    #expect(copy.scalars == [0, 1, 2, 3])
    copy.accumulate(Tensor(repeating: 1, shape: [2, 2]), scale: 2)
    #expect(original.scalars == [0, 10, 2, 3])
    #expect(copy.scalars == [2, 3, 4, 5])
    let reshaped = copy.reshaped([4])
    unsafe copy.withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 7) }
    #expect(reshaped.scalars == [2, 3, 4, 5])
  }

  @Test("A tensor that shares its memory with no copy is changed in place")
  func inPlace() {
    var tensor = counting([64])
    let before = unsafe Int(bitPattern: tensor.pointer)
    tensor[3] = 1
    let after = unsafe Int(bitPattern: tensor.pointer)
    #expect(after == before)
  }

  @Test("Adding a tensor to itself in place doubles the tensor")
  func aliasing() {
    var tensor = counting([5])
    tensor.accumulate(tensor)
    #expect(tensor.scalars == [0, 2, 4, 6, 8])
  }

  @Test("Subscripts read and write single elements in row-major order")
  func subscripts() {
    var tensor = counting([2, 3, 4])
    #expect(tensor[1, 2, 3] == 23 && tensor[0, 1, 0] == 4)
    tensor[1, 0, 0] = -1
    #expect(tensor.scalars[12] == -1)
    #expect(Tensor(5).scalar == 5 && Tensor(5)[] == 5)
  }

  @Test("Tensors are equal if their shapes and numbers are equal")
  func equality() {
    #expect(counting([2, 3]) == counting([2, 3]))
    #expect(counting([2, 3]) != counting([3, 2]))
    #expect(Tensor(zeros: [0, 2]) != Tensor(zeros: [0, 3]))
    #expect(Tensor([.nan], shape: [1]) != Tensor([.nan], shape: [1]))
  }

  @Test("The description of a tensor shows its shape and the first eight numbers")
  func description() {
    #expect(counting([3]).description == "Tensor [3]: 0.0, 1.0, 2.0")
    #expect(counting([9]).description.hasSuffix("7.0, ..."))
  }

  @Test("Rows, slices, padding, scattering and concatenation put elements in the right places")
  func indexing() {
    let tensor = counting([3, 2])
    #expect(tensor.rows([2, 0, 2]).scalars == [4, 5, 0, 1, 4, 5])
    #expect(tensor.rows([]).shape == [0, 2])
    #expect(tensor.slice(axis: 0, 1..<3).scalars == [2, 3, 4, 5])
    #expect(tensor.slice(axis: -1, 1..<2).scalars == [1, 3, 5])
    #expect(tensor.slice(axis: 1, 0..<0).shape == [3, 0])
    #expect(tensor.slice(axis: 1, 1..<2).padded(into: [3, 2], axis: 1, at: 1).scalars == [0, 1, 0, 3, 0, 5])
    #expect(Tensor.scattering(tensor, to: [1, 1, 3], rowCount: 4).scalars == [0, 0, 2, 4, 0, 0, 4, 5])
    #expect(Tensor.concatenated([tensor, tensor], axis: 1).scalars == [0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5])
    #expect(Tensor.concatenated([tensor, Tensor(zeros: [0, 2])], axis: 0) == tensor)
  }

  static let orders: [(Shape, [Int])] = [
    ([4], [0]), ([3, 4], [1, 0]), ([2, 3, 4], [0, 1, 2]), ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [1, 0, 2]),
    ([2, 1, 3, 2], [3, 1, 0, 2]), ([2, 0, 3], [2, 1, 0]), ([1, 1], [1, 0]),
    ([2, 2, 2, 2, 2, 2], [5, 3, 1, 4, 2, 0]),
  ]

  @Test("Transposition moves each element to the place that the order of axes gives", arguments: orders)
  func transposed(shape: Shape, order: [Int]) {
    let tensor = counting(shape)
    let result = tensor.transposed(order)
    #expect(Array(result.shape) == order.map { shape[$0] })
    for index in 0..<result.count {
      // The position in the result, then the same position in the source.
      var place = [Int](repeating: 0, count: shape.rank)
      var remaining = index
      for axis in (0..<shape.rank).reversed() {
        place[order[axis]] = remaining % result.shape[axis]
        remaining /= result.shape[axis]
      }
      let source = zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }
      #expect(result.scalars[index] == Float(source))
    }
    let inverse = order.indices.map { axis in order.firstIndex(of: axis) ?? axis }
    #expect(result.transposed(inverse) == tensor)
  }

  @Test("Transposition without an order swaps the last two axes")
  func plainTransposition() {
    #expect(counting([2, 3, 4]).transposed() == counting([2, 3, 4]).transposed([0, 2, 1]))
  }
}
