// SPDX-License-Identifier: Apache-2.0

import Autograd
import CGraphKernels
import Foundation
import GraphLearningTestSupport
import TensorCore
import Testing

/// A multi-head attention under test and its reference in double precision.
struct AttentionCase: Sendable, CustomStringConvertible {
  var batch = 2
  var queries = 3
  var keys = 5
  var heads = 2
  var size = 3
  var valueSize = 2
  var isCausal = false
  var isPadded = false
  var hasPairs = false

  var description: String {
    "\(batch) x \(queries) x \(keys), \(heads) heads of \(size) and \(valueSize)"
      + (isCausal ? ", causal" : "")
      + (isPadded ? ", padded" : "") + (hasPairs ? ", pairs" : "")
  }

  static let all = [
    AttentionCase(), AttentionCase(queries: 5, isCausal: true), AttentionCase(isPadded: true),
    AttentionCase(hasPairs: true), AttentionCase(isCausal: true, isPadded: true, hasPairs: true),
    AttentionCase(batch: 1, queries: 1, keys: 1, heads: 1, size: 1, valueSize: 1),
    AttentionCase(batch: 1, queries: 20, keys: 33, heads: 1, size: 17, valueSize: 16, isCausal: true),
  ]

  var inputs: [Tensor] {
    let samples = Samples(seed: 11)
    return [
      samples.tensor([batch, queries, heads * size]),
      samples.tensor([batch, keys, heads * size], ordinal: 1),
      samples.tensor([batch, keys, heads * valueSize], ordinal: 2),
    ]
  }

  /// The first sequence of the batch is all padding; the others end with padding.
  var mask: AttentionMask {
    let padding = (0..<batch * keys).map { $0 / keys > 0 && $0 % keys < 3 ? Float(1) : 0 }
    let pairs = (0..<queries * keys).map { $0 % 3 == 1 ? Float(0) : 1 }
    return AttentionMask(
      keys: isPadded ? Tensor(padding, shape: [batch, keys]) : nil,
      pairs: hasPairs ? Tensor(pairs, shape: [queries, keys]) : nil, isCausal: isCausal)
  }

  func run(_ inputs: [Variable], dropout: (keep: Float, stream: RandomStream)? = nil) -> Variable {
    .multiHeadAttention(
      query: inputs[0], key: inputs[1], value: inputs[2], heads: heads, mask: mask, dropout: dropout)
  }

  /// - Parameter factors: The factors that attention shares are multiplied by, `[batch, heads,
  ///   queries, keys]`.
  func reference(_ inputs: [[Double]], factors: [Double]? = nil) -> [Double] {
    var output = [Double](repeating: 0, count: batch * queries * heads * valueSize)
    let (padding, pairs) = (mask.keys?.scalars, mask.pairs?.scalars)
    for row in 0..<batch {
      for head in 0..<heads {
        for query in 0..<queries {
          let exponentials = (0..<keys).map { key -> Double in
            let isSeen =
              (padding?[row * keys + key] ?? 1) != 0 && (pairs?[query * keys + key] ?? 1) != 0
              && (!isCausal || key <= query)
            let dot = (0..<size).reduce(0.0) {
              let q = ((row * queries + query) * heads + head) * size
              let k = ((row * keys + key) * heads + head) * size
              return $0 + inputs[0][q + $1] * inputs[1][k + $1]
            }
            return isSeen ? exp(dot / Double(size).squareRoot()) : 0
          }
          let total = exponentials.reduce(0, +)
          for key in 0..<keys where total > 0 {
            let place = ((row * heads + head) * queries + query) * keys + key
            let share = exponentials[key] / total * (factors?[place] ?? 1)
            for column in 0..<valueSize {
              output[((row * queries + query) * heads + head) * valueSize + column] +=
                share * inputs[2][((row * keys + key) * heads + head) * valueSize + column]
            }
          }
        }
      }
    }
    return output
  }
}

@Suite("Multi-head attention as one operation that does not store the attention shares")
struct MultiHeadAttentionTests {
  @Test(
    "The output and all gradients of multi-head attention match the formula", arguments: AttentionCase.all)
  func formula(given: AttentionCase) {
    let wrong = GradientCheck.mismatch(
      given.inputs, relative: 1e-4, absolute: 1e-5, reference: { given.reference($0) },
      operation: { given.run($0) })
    #expect(wrong == nil)
  }

  @Test("Attention dropout drops the same shares in the forward and backward passes")
  func dropout() {
    // With unit vectors as values, the output is the attention shares.
    let given = AttentionCase(batch: 1, queries: 4, keys: 6, heads: 1, size: 3, valueSize: 6)
    let stream = RandomStream(seed: 5, purpose: .dropout)
    let units = Variable(Tensor((0..<36).map { $0 % 7 == 0 ? 1 : 0 }, shape: [1, 6, 6]))
    let inputs = given.inputs.map { Variable($0) }
    let dropped = given.run([inputs[0], inputs[1], units], dropout: (0.75, stream)).value.scalars
    let whole = given.run([inputs[0], inputs[1], units]).value.scalars
    let factors = zip(dropped, whole).map { Double($0 / $1).rounded(toPlaces: 4) }
    #expect(Set(factors) == [0, 1.3333])
    let wrong = GradientCheck.mismatch(
      given.inputs, relative: 1e-4, absolute: 1e-4, reference: { given.reference($0, factors: factors) },
      operation: { given.run($0, dropout: (0.75, stream)) })
    #expect(wrong == nil)
  }

  @Test("Multi-head attention over sequences longer than a block of queries matches the formula")
  func long() {
    let given = AttentionCase(
      batch: 1, queries: 300, keys: 300, heads: 2, size: 8, valueSize: 8, isCausal: true)
    let output = given.run(given.inputs.map { Variable($0) }).value
    #expect(mismatch(output, given.reference(given.inputs.map { $0.scalars.map { Double($0) } })) == nil)
  }

  // The instruction set belongs to the whole process, in which other tests run.
  @Test("Multi-head attention matches the formula on every instruction set")
  func levels() async {
    await #expect(processExitsWith: .success) {
      for given in AttentionCase.all {
        let expected = given.reference(given.inputs.map { $0.scalars.map { Double($0) } })
        for level in [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512] {
          gnk_set_level(level)
          if let wrong = mismatch(given.run(given.inputs.map { Variable($0) }).value, expected) {
            fatalError("\(given), \(level): \(wrong)")
          }
        }
      }
    }
  }

  @Test("Multi-head attention gives the same bits for any number of threads")
  func threads() {
    let given = AttentionCase(batch: 3, queries: 150, keys: 150, heads: 2, size: 8, valueSize: 8)
    let stream = RandomStream(seed: 5, purpose: .dropout)
    let runs = [1, 2, 3].map { count in
      Parallelism.$threadCount.withValue(count) {
        let tape = Tape()
        let inputs = given.inputs.map { Variable(leaf: $0, on: tape) }
        let output = given.run(inputs, dropout: (0.5, stream))
        output.backward(cotangent: Tensor(repeating: 1, shape: output.shape))
        return [output.value] + inputs.map { $0.takeGradient() }
      }
    }
    for run in runs.dropFirst() {
      for (one, other) in zip(runs[0], run) { #expect(sameBits(one, other)) }
    }
  }

  @Test("The memory kept by multi-head attention grows linearly with the sequence length")
  func memory() async {
    // A separate process, because other tests would change the memory in use.
    await #expect(processExitsWith: .success) {
      let kept = [512, 2048].map { length in
        let given = AttentionCase(batch: 1, queries: length, keys: length, heads: 2, size: 4, valueSize: 4)
        let before = gnk_buffer_bytes_in_use()
        let tape = Tape()
        let inputs = given.inputs.map { Variable(leaf: $0, on: tape) }
        let output = given.run(inputs)
        let after = gnk_buffer_bytes_in_use()
        return withExtendedLifetime((tape, inputs, output)) { after - before }
      }
      // Kept are four tensors `[length, 8]` and the logarithms `[2, length]`.
      #expect(kept[1] < 5 * kept[0] && kept[1] < 2048 * 40 * 4 * 2)
    }
  }

  @Test(
    "Multi-head attention without keys returns zeros, and without queries an empty output",
    arguments: [(0, 3), (2, 0)])
  func empty(queries: Int, keys: Int) {
    let given = AttentionCase(queries: queries, keys: keys)
    let tape = Tape()
    let inputs = given.inputs.map { Variable(leaf: $0, on: tape) }
    let output = given.run(inputs)
    #expect(output.value == Tensor(zeros: [2, queries, 4]))
    output.backward(cotangent: output.value)
    for input in inputs { #expect(input.takeGradient() == Tensor(zeros: input.shape)) }
  }

  @Test("Masked softmax is 0 for masked elements and for rows that are fully masked")
  func softmax() {
    let x = Samples(seed: 1).tensor([2, 3, 5])
    let mask = Tensor([1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], shape: [3, 5])
    let flags = mask.scalars.map { Double($0) }
    let wrong = GradientCheck.mismatch(
      [x],
      reference: { inputs in
        (0..<6).flatMap { row -> [Double] in
          let powers = (0..<5).map { flags[row % 3 * 5 + $0] * exp(inputs[0][row * 5 + $0]) }
          let total = powers.reduce(0, +)
          return powers.map { total == 0 ? 0 : $0 / total }
        }
      }, operation: { $0[0].softmax(mask: mask) })
    #expect(wrong == nil)
  }
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let factor = pow(10, Double(places))
    return (self * factor).rounded() / factor
  }
}
