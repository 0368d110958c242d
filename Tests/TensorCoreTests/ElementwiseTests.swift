// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Elementwise functions, broadcasting and masks")
struct ElementwiseTests {
  @Test("Elementwise functions keep their limits for extreme arguments, at any position of a vector")
  func limits() {
    for padding in [0, 1, 15, 16, 33] {
      let zeros = [Float](repeating: 0, count: padding)
      let map = { (value: Float, function: ElementwiseFunction) in
        Tensor(zeros + [value], shape: [padding + 1]).map(function).scalars[padding]
      }
      #expect(map(0, .exponential) == 1)
      #expect(map(-.infinity, .exponential) == 0)
      #expect(map(-200, .exponential) < 1e-37)
      #expect(map(.infinity, .exponential) == .infinity)
      #expect(map(200, .exponential) == .infinity)
      #expect(map(.nan, .exponential).isNaN)
      #expect(map(200, .sigmoid) == 1)
      #expect(map(-200, .sigmoid) < 1e-37)
      #expect(map(200, .softplus) == 200)
      #expect(map(-200, .relu) == 0)
      #expect(map(.nan, .sigmoid).isNaN)
    }
  }

  @Test(
    "Elementwise operations reach the last element of tensors of any length",
    arguments: Array(0...40) + [1_000, 16_384, 16_385, 100_001])
  func lengths(count: Int) {
    let tensor = Samples(seed: 1).tensor([count])
    let scalars = tensor.scalars
    #expect(tensor.map(.square).scalars == scalars.map { $0 * $0 })
    #expect((tensor + tensor).scalars == scalars.map { $0 + $0 })
    #expect((tensor * Tensor(3)).scalars == scalars.map { $0 * 3 })
    var sum = tensor
    sum.accumulate(tensor, scale: 2)
    #expect(mismatch(sum, tensor * 3) == nil)
  }

  @Test("Broadcasting rows and columns is correct and has the same bits with one thread and with two")
  func broadcasting() {
    let samples = Samples(seed: 2)
    let table = samples.tensor([700, 90])
    let (row, column) = (samples.tensor([90], ordinal: 1), samples.tensor([700, 1], ordinal: 2))
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        [table + row, table * column, row - column, column / table]
      }
    }
    for (one, two) in zip(results[0], results[1]) { #expect(sameBits(one, two)) }
    for (r, c) in [(0, 0), (699, 89), (350, 17)] {
      #expect(results[0][0][r, c] == table[r, c] + row[c])
      #expect(results[0][1][r, c] == table[r, c] * column[r, 0])
      #expect(results[0][2][r, c] == row[c] - column[r, 0])
      #expect(results[0][3][r, c] == column[r, 0] / table[r, c])
    }
  }

  @Test(
    "A mask scales the elements whose bits are set and replaces the others by 0",
    arguments: [1, 63, 64, 65, 1_000, 40_000])
  func masked(count: Int) {
    let tensor = Samples(seed: 3).tensor([count])
    let mask = RandomMask(count: count, probability: 0.5, stream: Samples(seed: 4).stream())
    let expected = tensor.scalars.enumerated().map { mask[$0.offset] ? $0.element * 2 : 0 }
    #expect(tensor.masked(by: mask, scale: 2).scalars == expected)
  }
}
