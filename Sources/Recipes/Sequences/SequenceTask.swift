internal import Autograd
internal import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore
internal import Training

/// Pairs of sequences of numbers, made by a rule: what a translator learns to do.
struct SequenceTask {
  /// Fills a sequence up.
  static let padding: Int32 = 0
  /// Stands before a target.
  static let start: Int32 = 1
  /// Stands behind a target.
  static let end: Int32 = 2
  /// Symbol k is token `first + k`.
  static let first: Int32 = 3

  /// How many symbols there are.
  let symbolCount: Int
  /// How long sources are.
  let lengths: ClosedRange<Int>
  /// The longest target.
  let longestTarget: Int
  /// The target of a source.
  let rule: @Sendable ([Int32]) -> [Int32]

  /// The tokens, the special ones included.
  var tokenCount: Int { symbolCount + Int(Self.first) }

  /// Sources and their targets.
  struct Batch {
    /// Filled up to the longest length.
    let sources: [[Int32]]
    /// What a decoder has before it: the start and the target, filled up.
    let previous: [[Int32]]
    /// What it should write: the target and the end, filled up.
    let targets: [[Int32]]
  }

  /// A source from random numbers.
  func source(_ stream: RandomStream) -> [Int32] {
    let length = lengths.lowerBound + stream.integer(below: lengths.count, at: 0)
    return (0..<length).map { Int32(stream.integer(below: symbolCount, at: UInt64($0) + 1)) + Self.first }
  }

  /// `count` pairs: other streams give others.
  func batch(_ count: Int, _ stream: RandomStream) -> Batch {
    let sources = (0..<count).map { source(stream.substream(UInt64($0))) }
    let targets = sources.map(rule)
    return Batch(
      sources: sources.map { Self.filled($0, lengths.upperBound) },
      previous: targets.map { Self.filled([Self.start] + $0, longestTarget + 1) },
      targets: targets.map { Self.filled($0 + [Self.end], longestTarget + 1) })
  }

  private static func filled(_ tokens: [Int32], _ length: Int) -> [Int32] {
    tokens + [Int32](repeating: padding, count: length - tokens.count)
  }

  /// Trains `model` on pairs that are new in every step.
  func train<A: Alignment>(
    _ model: inout SequenceTranslator<A>, steps: Int, batchSize: Int, learningRate: Float, seed: UInt64,
    onStep: (_ step: Int, _ loss: Float) -> Void
  ) {
    var optimizer = Adam()
    let schedule = LearningRateSchedule.cosine(from: learningRate, steps: steps)
    for step in 0..<steps {
      let stream = RandomStream(seed: seed, purpose: .sampling, step: UInt64(step))
      var (loss, gradients) = Self.gradients(model, batch(batchSize, stream), seed: seed, step: step)
      _ = gradients.clip(norm: 1)
      optimizer.learningRate = schedule.learningRate(at: step)
      optimizer.update(&model, along: gradients)
      onStep(step + 1, loss)
    }
  }

  private static func gradients<A: Alignment>(
    _ model: SequenceTranslator<A>, _ batch: Batch, seed: UInt64, step: Int
  ) -> (loss: Float, gradients: Gradients) {
    let context = ForwardContext(training: seed, step: step)
    let scores = model(batch.sources, previous: batch.previous, context)
    // Labels below 0 do not count.
    let loss = scores.crossEntropy(labels: batch.targets.flatMap { $0.map { $0 == padding ? -1 : $0 } })
    return (loss.value.scalar, context.gradients(of: loss))
  }

  /// The share of sequences that have not been trained on which come out right from the first token to the end.
  func exactShare<A: Alignment>(_ model: SequenceTranslator<A>, count: Int, seed: UInt64) -> Double {
    let batch = batch(count, RandomStream(seed: seed, purpose: .split))
    let written = model.translate(batch.sources, steps: longestTarget + 1).tokens
    let right = zip(written, batch.targets).count { written, target in
      let length = (target.firstIndex(of: Self.end) ?? 0) + 1
      return written.prefix(length) == target.prefix(length)
    }
    return Double(right) / Double(count)
  }

  /// The weights of the source's tokens (columns) at the target's (rows) of some sequences, white for 1.
  func maps<A: Alignment>(_ model: SequenceTranslator<A>, count: Int, seed: UInt64) -> PixelImage {
    let batch = batch(count, RandomStream(seed: seed, purpose: .split))
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
