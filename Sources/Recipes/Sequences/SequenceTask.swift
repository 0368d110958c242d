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

  /// The number of tokens, including the special ones.
  var tokenCount: Int { symbolCount + Int(Self.first) }

  /// Sources and their targets.
  struct Batch {
    /// The sources, padded to the longest length.
    let sources: [[Int32]]
    /// The decoder's input: the start token and the target, padded.
    let previous: [[Int32]]
    /// The decoder's expected output: the target and the end token, padded.
    let targets: [[Int32]]
  }

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

  /// Creates a batch of these sources with the targets that the rule gives.
  private func batch(_ sources: [[Int32]]) -> Batch {
    let targets = sources.map(rule)
    return Batch(
      sources: sources.map { Self.filled($0, lengths.upperBound) },
      previous: targets.map { Self.filled([Self.start] + $0, longestTarget + 1) },
      targets: targets.map { Self.filled($0 + [Self.end], longestTarget + 1) })
  }

  private static func filled(_ tokens: [Int32], _ length: Int) -> [Int32] {
    tokens + [Int32](repeating: padding, count: length - tokens.count)
  }

  /// Trains `model` on new pairs in each step, which exclude the test pairs.
  func train<A: Alignment>(
    _ model: inout SequenceTranslator<A>, steps: Int, batchSize: Int, learningRate: Float, seed: UInt64,
    onStep: (_ step: Int, _ loss: Float) -> Void
  ) {
    var optimizer = Adam()
    let schedule = LearningRateSchedule.cosine(from: learningRate, steps: steps)
    let tests = Set(testSources(seed: seed))
    for step in 0..<steps {
      let batch = batch(trainingSources(batchSize, step: step, seed: seed, notIn: tests))
      // The loss ignores labels below 0.
      let labels = batch.targets.flatMap { $0.map { $0 == Self.padding ? -1 : $0 } }
      let (loss, gradients) = model.valueAndGradients(seed: seed, step: step) { model, context in
        model(batch.sources, previous: batch.previous, context).crossEntropy(labels: labels)
      }
      optimizer.learningRate = schedule.learningRate(at: step)
      optimizer.update(&model, along: gradients.clipped(norm: 1))
      onStep(step + 1, loss)
    }
  }

  /// Returns the share of the test sequences that are right from the first token to the end.
  func exactShare<A: Alignment>(_ model: SequenceTranslator<A>, seed: UInt64) -> Double {
    let batch = batch(testSources(seed: seed))
    let written = model.translate(batch.sources, steps: longestTarget + 1).tokens
    let right = zip(written, batch.targets).count { written, target in
      let length = (target.firstIndex(of: Self.end) ?? 0) + 1
      return written.prefix(length) == target.prefix(length)
    }
    return Double(right) / Double(batch.sources.count)
  }

  /// Returns images of the attention weights of the first test sequences, with source tokens as columns
  /// and target tokens as rows, where white is 1.
  func maps<A: Alignment>(_ model: SequenceTranslator<A>, count: Int, seed: UInt64) -> PixelImage {
    let batch = batch(Array(testSources(seed: seed).prefix(count)))
    let weights = model.translate(batch.sources, steps: longestTarget + 1).weights
    let (rows, columns) = (weights.shape[1], weights.shape[2])
    let pictures = (0..<count).map {
      PixelImage(
        width: columns, height: rows, values: weights.scalars[$0 * rows * columns..<($0 + 1) * rows * columns]
      ).enlarged(by: 12)
    }
    return .sheet(pictures, columns: min(4, count), gap: 12)
  }
}
