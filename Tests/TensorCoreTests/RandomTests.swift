// SPDX-License-Identifier: Apache-2.0

import CGraphKernels
import TensorCore
import Testing

@Suite("A random number depends only on where it is used")
struct RandomTests {
  @Test("Philox4x32-10 gives the published numbers for key 0 and counter 0 (Random123)")
  func knownAnswer() {
    var words: [UInt32] = [0, 0, 0, 0]
    unsafe gnk_philox(0, 0, 0, &words)
    #expect(words == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
  }

  @Test("Philox4x32-10 gives the published numbers for a key and counter of all ones (Random123)")
  func knownAnswerOfOnes() {
    var words: [UInt32] = [0, 0, 0, 0]
    unsafe gnk_philox(.max, .max, .max, &words)
    #expect(words == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
  }

  @Test("The seed, purpose, step, ordinal and index of a random number determine its value")
  func places() {
    let stream = RandomStream(seed: 1, purpose: .dropout, step: 2, ordinal: 3)
    #expect(stream.bits(at: 4) == RandomStream(seed: 1, purpose: .dropout, step: 2, ordinal: 3).bits(at: 4))
    let others: [RandomStream] = [
      RandomStream(seed: 2, purpose: .dropout, step: 2, ordinal: 3),
      RandomStream(seed: 1, purpose: .split, step: 2, ordinal: 3),
      RandomStream(seed: 1, purpose: .dropout, step: 3, ordinal: 3),
      RandomStream(seed: 1, purpose: .dropout, step: 2, ordinal: 4),
    ]
    #expect(Set(([stream] + others).map { $0.bits(at: 4) } + [stream.bits(at: 5)]).count == 6)
  }

  @Test("Uniform numbers are in [0, 1) and have the mean and variance of their distribution")
  func uniform() {
    let stream = RandomStream(seed: 5, purpose: .generation)
    let numbers = (0..<100_000).map { stream.uniform(at: $0) }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / 1e5
    #expect(abs(mean - 0.5) < 0.005)
    #expect(abs(numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5 - 1.0 / 12) < 0.002)
  }

  @Test("Normal numbers have mean 0 and the requested standard deviation")
  func normal() {
    let numbers = RandomStream(seed: 6, purpose: .generation).normal([100_000], deviation: 2).scalars.map {
      Double($0)
    }
    #expect(abs(numbers.reduce(0, +) / 1e5) < 0.03)
    #expect(abs(numbers.reduce(0) { $0 + $1 * $1 } / 1e5 - 4) < 0.08)
    #expect(abs(Double(numbers.count { abs($0) > 4 }) / 1e5 - 0.0455) < 0.004)
  }

  @Test("Random integers below a bound take each value about equally often", arguments: [1, 2, 7])
  func integers(bound: Int) {
    let stream = RandomStream(seed: 7, purpose: .sampling)
    var counts = [Int](repeating: 0, count: bound)
    for index in 0..<70_000 { counts[stream.integer(below: bound, at: UInt64(index))] += 1 }
    #expect(counts.allSatisfy { abs(Double($0) * Double(bound) / 70_000 - 1) < 0.05 })
  }

  @Test("A random permutation contains each number once", arguments: [0, 1, 2, 1_000])
  func permutation(count: Int) {
    let stream = RandomStream(seed: 8, purpose: .split)
    let order = stream.permutation(of: count)
    #expect(order.sorted() == (0..<Int32(count)).map { $0 })
    #expect(order == stream.permutation(of: count))
    if count == 1_000 { #expect(order != order.sorted()) }
  }

  @Test(
    "A random mask has the same bits with one thread and with two",
    arguments: [0, 1, 127, 128, 129, 1_000_003])
  func masks(count: Int) {
    let stream = RandomStream(seed: 9, purpose: .dropout)
    let masks = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        RandomMask(count: count, probability: 0.3, stream: stream)
      }
    }
    #expect(masks[0].words == masks[1].words)
  }

  @Test("A random mask sets the requested share of bits", arguments: [0, 0.1, 0.5, 0.9, 1] as [Float])
  func share(probability: Float) {
    let mask = RandomMask(
      count: 200_000, probability: probability, stream: .init(seed: 10, purpose: .dropout))
    let share = Double((0..<mask.count).count { mask[$0] }) / 200_000
    #expect(abs(share - Double(probability)) < (probability == 0 || probability == 1 ? 1e-12 : 0.005))
    #expect(abs(mask.probability - probability) <= 1 / 131_072)
  }

  @Test("The first bits of a longer random mask are those of a shorter one")
  func prefix() {
    let stream = RandomStream(seed: 11, purpose: .dropout)
    let (short, long) = (
      RandomMask(count: 100, probability: 0.5, stream: stream),
      RandomMask(count: 10_000, probability: 0.5, stream: stream)
    )
    #expect((0..<100).allSatisfy { short[$0] == long[$0] })
  }
}
