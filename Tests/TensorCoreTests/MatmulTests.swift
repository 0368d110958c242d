// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import TensorCore
import Testing

/// The sizes of a matrix product, chosen around those at which another kernel is used.
struct ProductSize: Sendable, CustomTestStringConvertible {
  let m: Int
  let k: Int
  let n: Int
  var testDescription: String { "[\(m), \(k)] x [\(k), \(n)]" }

  init(_ m: Int, _ k: Int, _ n: Int) { (self.m, self.k, self.n) = (m, k, n) }

  static let all = [
    Self(0, 3, 2), Self(3, 0, 2), Self(3, 2, 0), Self(3, 0, 40), Self(1, 1, 1), Self(5, 1, 7), Self(2, 3, 31),
    Self(2, 3, 32), Self(2, 3, 33), Self(65, 20, 32), Self(65, 20, 33), Self(64, 4_095, 3), Self(3, 5_000, 4),
    Self(64, 5_000, 32), Self(65, 5_000, 32), Self(10, 4_096, 33), Self(10, 4_097, 33), Self(1_100, 3, 16),
    Self(700, 9, 40), Self(17, 130, 15), Self(16, 130, 8), Self(2_000, 12, 800), Self(50, 1_100, 410),
    Self(15, 600, 100), Self(17, 513, 385), Self(400, 17, 1_000), Self(97, 33, 63),
  ]
}

@Suite("Matrix products agree with sums in double precision")
struct MatmulTests {
  @Test(
    "Matrix products agree with sums in double precision, with either side transposed or not",
    arguments: ProductSize.all)
  func sizes(size: ProductSize) {
    let samples = Samples(seed: 1)
    let left = samples.tensor([size.m, size.k])
    let right = samples.tensor([size.k, size.n], ordinal: 1)
    let expected = naive(left, right)
    // Allows for the rounding of k products of magnitude about 1.
    let absolute = 1e-6 + 2e-7 * Double(size.k)
    for (turnLeft, turnRight) in [(false, false), (false, true), (true, false), (true, true)] {
      let product = (turnLeft ? left.transposed() : left).matmul(
        turnRight ? right.transposed() : right, transposingLeft: turnLeft, transposingRight: turnRight)
      #expect(product.shape == [size.m, size.n])
      #expect(mismatch(product, expected, absolute: absolute) == nil, "transposed: \(turnLeft), \(turnRight)")
    }
  }

  @Test("Matrix products have the same bits with one thread and with two", arguments: ProductSize.all)
  func threads(size: ProductSize) {
    let samples = Samples(seed: 2)
    let left = samples.tensor([size.m, size.k])
    let right = samples.tensor([size.k, size.n], ordinal: 1)
    let turned = left.transposed()
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        [left.matmul(right), turned.matmul(right, transposingLeft: true)]
      }
    }
    for (one, two) in zip(results[0], results[1]) { #expect(sameBits(one, two)) }
  }

  @Test("A matrix product computed in blocks has the same bits as the whole product")
  func pieces() {
    let samples = Samples(seed: 4)
    let (left, right) = (samples.tensor([61, 700]), samples.tensor([700, 130], ordinal: 1))
    let whole = left.matmul(right)
    var result = Tensor(zeros: [61, 130])
    var room = unsafe MatrixProduct.room()
    for (rows, columns) in [(0..<8, 0..<130), (8..<61, 0..<37), (8..<61, 37..<130)] {
      unsafe MatrixProduct(
        rows: rows.count, columns: columns.count, inner: 700,
        left: (left.pointer + rows.lowerBound * 700, 700, 1),
        right: (right.pointer + columns.lowerBound, 130, 1),
        result: (result.uniquePointer() + rows.lowerBound * 130 + columns.lowerBound, 130)
      ).run(&room)
    }
    #expect(sameBits(result, whole))
    unsafe MatrixProduct(
      rows: 61, columns: 130, inner: 700, left: (left.pointer, 700, 1), right: (right.pointer, 130, 1),
      result: (result.uniquePointer(), 130), accumulates: true
    ).run(&room)
    #expect(mismatch(result, whole * 2) == nil)
  }

  @Test(
    "Batched products multiply matrix by matrix, also with one right side for all",
    arguments: [[0], [1], [3], [2, 2]] as [[Int]])
  func batches(batch: [Int]) {
    let samples = Samples(seed: 3)
    let count = batch.reduce(1, *)
    let left = samples.tensor(Shape(batch + [5, 4]))
    let right = samples.tensor(Shape(batch + [4, 6]), ordinal: 1)
    let shared = samples.tensor([4, 6], ordinal: 2)
    let product = left.matmul(right)
    #expect(product.shape == Shape(batch + [5, 6]))
    let flat = product.reshaped([count, 5, 6])
    let (flatLeft, flatRight) = (left.reshaped([count, 5, 4]), right.reshaped([count, 4, 6]))
    let withShared = left.matmul(shared).reshaped([count, 5, 6])
    for index in 0..<count {
      let one = { (tensor: Tensor) in
        let part = tensor.slice(axis: 0, index..<index + 1)
        return part.reshaped([part.shape[1], part.shape[2]])
      }
      #expect(mismatch(one(flat), naive(one(flatLeft), one(flatRight))) == nil)
      #expect(mismatch(one(withShared), naive(one(flatLeft), shared)) == nil)
    }
  }

  @Test("NaN and infinity spread through matrix products as through sums")
  func specialValues() {
    let left = Tensor([.nan, 1, .infinity, 1], shape: [2, 2])
    let product = left.matmul(Tensor([1, 2, 3, 4], shape: [2, 2]))
    #expect(product[0, 0].isNaN && product[0, 1].isNaN)
    #expect(product[1, 0] == .infinity && product[1, 1] == .infinity)
  }

  private func naive(_ left: Tensor, _ right: Tensor) -> [Double] {
    let (m, k, n) = (left.shape[0], left.shape[1], right.shape[1])
    let (a, b) = (left.scalars, right.scalars)
    var result = [Double](repeating: 0, count: m * n)
    for row in 0..<m {
      for inner in 0..<k {
        for column in 0..<n {
          result[row * n + column] += Double(a[row * k + inner]) * Double(b[inner * n + column])
        }
      }
    }
    return result
  }
}
