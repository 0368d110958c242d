// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import Images
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// A translation task: pairs of token sequences in which a rule gives the target.
package struct SequenceTask {
  /// The padding token.
  static let padding: Int32 = 0
  /// The token before a target.
  static let start: Int32 = 1
  /// The token after a target.
  static let end: Int32 = 2
  /// The token of symbol 0; symbol k is token `first + k`.
  static let first: Int32 = 3
  /// The number of test pairs.
  private static let testCount = 500

  /// The number of symbols.
  let symbolCount: Int
  /// The lengths of sources.
  package let lengths: ClosedRange<Int>
  /// The length of the longest target.
  let longestTarget: Int
  /// Returns the target of a source.
  let rule: @Sendable ([Int32]) -> [Int32]

  /// Returns an encoder-decoder network of GRUs, `size` units in all parts.
  func network<A: SequenceAttention>(size: Int, attention: A, seed: UInt64) -> Seq2Seq<GRUCell, A> {
    Seq2Seq(
      sourceCount: tokenCount, targetCount: tokenCount, embeddingSize: size, hiddenSize: size,
      attention: attention,
      tokens: SpecialTokens(padding: Self.padding, start: Self.start, end: Self.end)
    ).initialized(seed: seed)
  }

  /// The number of tokens, including the special ones.
  var tokenCount: Int { symbolCount + Int(Self.first) }

  /// Returns the source that `stream` determines.
  private func source(_ stream: RandomStream) -> [Int32] {
    let length = lengths.lowerBound + stream.integer(below: lengths.count, at: 0)
    return (0..<length).map { Int32(stream.integer(below: symbolCount, at: UInt64($0) + 1)) + Self.first }
  }

  /// Returns source `number` of those that `stream` gives. If it is in `taken`, the streams of further
  /// attempts are used.
  private func source(
    _ number: Int, notIn taken: Set<[Int32]>, _ stream: (_ attempt: UInt64) -> RandomStream
  ) -> [Int32] {
    var attempt: UInt64 = 0
    while true {
      let source = source(stream(attempt).substream(UInt64(number)))
      if !taken.contains(source) { return source }
      attempt += 1
    }
  }

  /// Returns the test sources, which all differ.
  package func testSources(seed: UInt64) -> [[Int32]] {
    var taken: Set<[Int32]> = []
    return (0..<Self.testCount).map { number in
      let source = source(number, notIn: taken) { RandomStream(seed: seed, purpose: .split, ordinal: $0) }
      taken.insert(source)
      return source
    }
  }

  /// Returns the sources of a training step. None of them is in `tests`.
  package func trainingSources(_ count: Int, step: Int, seed: UInt64, notIn tests: Set<[Int32]>) -> [[Int32]]
  {
    (0..<count).map { number in
      source(number, notIn: tests) {
        RandomStream(seed: seed, purpose: .sampling, step: UInt64(step), ordinal: $0)
      }
    }
  }

  /// Trains `model` on new pairs in each step, which exclude the test pairs.
  func train<A: SequenceAttention>(
    _ model: inout Seq2Seq<GRUCell, A>, steps: Int, batchSize: Int, learningRate: Float, seed: UInt64,
    onStep: (_ step: Int, _ loss: Float) -> Void
  ) {
    var optimizer = Adam()
    let schedule = LearningRateSchedule.cosine(from: learningRate, steps: steps)
    let tests = Set(testSources(seed: seed))
    for step in 0..<steps {
      let sources = trainingSources(batchSize, step: step, seed: seed, notIn: tests)
      let (loss, gradients) = model.valueAndGradients(seed: seed, step: step) { model, context in
        model.loss(sources, targets: sources.map(rule), context)
      }
      optimizer.learningRate = schedule.learningRate(at: step)
      optimizer.update(&model, along: gradients.clipped(norm: 1))
      onStep(step + 1, loss)
    }
  }

  /// Returns the share of the test sequences that are right from the first token to the end.
  func exactShare<A: SequenceAttention>(_ model: Seq2Seq<GRUCell, A>, seed: UInt64) -> Double {
    let sources = testSources(seed: seed)
    let written = model.decoded(sources, steps: longestTarget + 1)
    let right = zip(written, sources).count { $0.isComplete && $0.tokens == rule($1) }
    return Double(right) / Double(sources.count)
  }

  /// Returns images of the attention weights of the first test sequences, with source tokens as columns
  /// and target tokens as rows, where white is 1.
  func maps<A: SequenceAttention>(_ model: Seq2Seq<GRUCell, A>, count: Int, seed: UInt64) -> PixelImage {
    let (rows, columns) = (longestTarget, lengths.upperBound)
    let pictures = model.decoded(Array(testSources(seed: seed).prefix(count)), steps: longestTarget + 1).map {
      let (tokens, keys) = ($0.weights.shape[0], $0.weights.shape[1])
      var values = [Float](repeating: 0, count: rows * columns)
      for token in 0..<min(tokens, rows) {
        for key in 0..<keys { values[token * columns + key] = $0.weights[token, key] }
      }
      return PixelImage(width: columns, height: rows, values: values).enlarged(by: 12)
    }
    return .sheet(pictures, columns: min(4, count), gap: 12)
  }
}
