// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Reductions agree with sums in double precision")
struct ReductionTests {
  /// The sizes are around those at which sums are split into blocks.
  @Test(
    "The sum of all elements agrees with a sum in double precision",
    arguments: [0, 1, 7, 8, 63, 1_000, 65_535, 65_536, 65_537, 200_001])
  func sum(count: Int) {
    let tensor = Samples(seed: 1).tensor([count])
    let expected = tensor.scalars.reduce(0.0) { $0 + Double($1) }
    #expect(
      mismatch(tensor.sum(), [expected], absolute: 1e-6 * Double(max(count, 1)).squareRoot() * 4) == nil)
    #expect(tensor.sum().shape == [])
  }

  static let shapes: [Shape] = [
    [1, 1], [5, 1], [1, 5], [3, 7], [40, 33], [0, 4], [4, 0], [5_000, 3], [3, 5_000], [2, 3, 4], [3, 1, 2],
    [2, 2_049, 3],
  ]

  @Test("Sum and mean along each axis agree with sums in double precision", arguments: shapes)
  func axes(shape: Shape) {
    let tensor = Samples(seed: 2).tensor(shape)
    for axis in shape.indices {
      let sums = lists(tensor, axis: axis).map { $0.reduce(0.0) { $0 + Double($1) } }
      #expect(mismatch(tensor.sum(axis: axis), sums, absolute: 1e-4) == nil)
      #expect(tensor.sum(axis: axis).shape == shape.removing(axis, keepingDimension: false))
      let kept = tensor.sum(axis: axis - shape.rank, keepingDimension: true)
      #expect(kept.shape[axis] == 1 && kept.scalars == tensor.sum(axis: axis).scalars)
      if shape[axis] > 0 {
        let means = sums.map { $0 / Double(shape[axis]) }
        #expect(mismatch(tensor.mean(axis: axis), means, absolute: 1e-5) == nil)
      }
    }
  }

  @Test("Sums of millions of equal numbers keep their precision, over all axes and over one")
  func longSums() {
    let tensor = Tensor(repeating: 0.1, shape: [2, 1_500_000, 2])
    let exact = Double(Float(0.1)) * 1_500_000
    #expect(mismatch(tensor.sum(), [4 * exact], relative: 2e-6) == nil)
    #expect(mismatch(tensor.sum(axis: 1), [exact, exact, exact, exact], relative: 3e-5) == nil)
    let row = tensor.reshaped([2, 3_000_000]).sum(axis: 1)
    #expect(mismatch(row, [2 * exact, 2 * exact], relative: 2e-6) == nil)
    let planes = tensor.reshaped([2, 2, 1000, 1500]).planeMoments()
    #expect(mismatch(planes.means, [Double](repeating: Double(Float(0.1)), count: 4), relative: 1e-6) == nil)
    #expect(planes.squares.scalars.allSatisfy { $0 < 1e-6 })
  }

  @Test(
    "Log-softmax keeps its precision for arguments with a large offset", arguments: [0, 1e4, 1e8] as [Float])
  func logSoftmax(offset: Float) {
    let equal = Tensor([offset, offset], shape: [1, 2]).softmaxOverLastAxis(logarithm: true)
    #expect(mismatch(equal, [-0.6931472, -0.6931472]) == nil)
    let step = Tensor([offset, offset - 16], shape: [1, 2]).softmaxOverLastAxis(logarithm: true)
    #expect(mismatch(step, [-1.1253516e-07, -16.0000001]) == nil)
  }

  @Test("The maximum along an axis is the largest element, at its first position", arguments: shapes)
  func maximum(shape: Shape) {
    // Integers, so that many elements are equal.
    let tensor = Tensor(Samples(seed: 3).tensor(shape).scalars.map { ($0 * 2).rounded() }, shape: shape)
    for axis in shape.indices where shape[axis] > 0 {
      let lists = lists(tensor, axis: axis)
      let (values, positions) = tensor.maximum(axis: axis)
      #expect(values.scalars == lists.compactMap { $0.max() })
      #expect(
        positions
          == lists.compactMap { list in list.max().flatMap { list.firstIndex(of: $0) } }.map { Int32($0) })
      #expect(tensor.argmax(axis: axis) == positions)
    }
  }

  @Test(
    "Sums have the same bits with one thread and with two",
    arguments: [[300_000], [70_000, 9], [9, 70_000]] as [Shape])
  func threads(shape: Shape) {
    let tensor = Samples(seed: 4).tensor(shape)
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        [tensor.sum()] + shape.indices.map { tensor.sum(axis: $0) }
      }
    }
    for (one, two) in zip(results[0], results[1]) { #expect(sameBits(one, two)) }
  }

  /// Returns the elements along `axis`, one list for each element of the shape without that axis.
  private func lists(_ tensor: Tensor, axis: Int) -> [[Float]] {
    let shape = tensor.shape
    let inner = shape.product(axis + 1..<shape.rank)
    let scalars = tensor.scalars
    return (0..<shape.product(0..<axis)).flatMap { outer in
      (0..<inner).map { column in
        (0..<shape[axis]).map { scalars[(outer * shape[axis] + $0) * inner + column] }
      }
    }
  }

  @Test(
    "Sums of squares and of absolute values are exact in double precision, with one thread and with two",
    arguments: [0, 1, 17, 200_001])
  func norms(count: Int) {
    let tensor = Tensor((0..<count).map { Float($0 % 7) - 3 }, shape: [count])
    let sums = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) { [tensor.squareSum(), tensor.absoluteSum()] }
    }
    let squares = tensor.scalars.reduce(0.0) { $0 + Double($1 * $1) }
    #expect(sums[0] == [squares, tensor.scalars.reduce(0.0) { $0 + Double(abs($1)) }])
    #expect(sums[1] == sums[0])
    // The squares are beyond the range of Float.
    #expect(Tensor([1e30, 1e30], shape: [2]).squareSum() == 2 * Double(Float(1e30)) * Double(Float(1e30)))
  }
}
