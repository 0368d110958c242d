// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import Foundation
public import TensorCore

/// A sequence of tokens that a network has written.
public struct DecodedSequence: Sendable {
  /// The tokens without start and end.
  public let tokens: [Int32]
  /// The natural logarithm of the probability of the tokens and, if it was written, the end.
  public let logProbability: Double
  /// Whether the network has written the end. If false, it was stopped at the maximum number of steps.
  public let isComplete: Bool
  /// The attention weights of the source's tokens at each token, `[tokens, source tokens]`.
  public let weights: Tensor
}

extension Seq2Seq {
  /// Returns the sequence of each source that takes the most probable token at each step (greedy decoding).
  ///
  /// - Parameters:
  ///   - sources: the sources' tokens.
  ///   - steps: the maximum number of steps, the end included.
  public func decoded(_ sources: [[Int32]], steps: Int) -> [DecodedSequence] {
    decoded(sources, steps: steps, beamWidth: 1).map { $0[0] }
  }

  /// Returns the most probable sequences of each source that a beam search finds, the best first.
  ///
  /// After each step, the search keeps the `beamWidth` most probable beginnings of each source. It ends when no
  /// beginning can become better than the sequences found. A sequence's rating is
  /// `log probability / length^lengthPenalty`, where the end counts as a token.
  ///
  /// - Parameters:
  ///   - sources: the sources' tokens.
  ///   - steps: the maximum number of steps, the end included. Traps if it is below 1.
  ///   - beamWidth: the number of beginnings to keep and of sequences to return; there can be fewer of them.
  ///     Traps if it is below 1.
  ///   - lengthPenalty: 0 prefers the most probable sequence; larger values prefer longer ones. Traps if it is
  ///     negative.
  public func decoded(_ sources: [[Int32]], steps: Int, beamWidth: Int, lengthPenalty: Double = 0)
    -> [[DecodedSequence]]
  {
    guard steps >= 1 && beamWidth >= 1 && lengthPenalty >= 0 else {
      fatalError(
        "decoded: steps is \(steps), beamWidth \(beamWidth) and lengthPenalty \(lengthPenalty); expected at least 1, 1 and 0"
      )
    }
    guard !sources.isEmpty else { return [] }
    let context = ForwardContext()
    let (allKeys, firstState) = read(sources, context)
    var beams = sources.indices.map {
      Beam(width: beamWidth, steps: steps, lengthPenalty: lengthPenalty, end: tokens.end, source: $0)
    }
    var (keys, state) = (allKeys, firstState)
    // The source of each row of `keys`.
    var rowSources = sources.indices.map { Int32($0) }
    for _ in 0..<steps {
      let live = beams.flatMap { beam in beam.live.map { (source: Int32(beam.source), beginning: $0) } }
      guard !live.isEmpty else { break }
      let parents = live.map { Int32($0.beginning.row) }
      if parents != rowSources.indices.map({ Int32($0) }) { state = state.rows(parents) }
      if live.map(\.source) != rowSources {
        rowSources = live.map(\.source)
        keys = allKeys.rows(rowSources)
      }
      let last = live.map { $0.beginning.tokens.last ?? tokens.start }
      let (scores, weights) = step(last, &state, keys, context)
      let chances = StepChances(scores.logSoftmax().value, weights.value)
      var row = 0
      for index in beams.indices where !beams[index].live.isEmpty { beams[index].advance(&row, chances) }
    }
    return zip(beams, sources).map { beam, source in beam.results(keyCount: source.count) }
  }
}

/// The logarithms of the tokens' probabilities and the attention weights of one step.
private struct StepChances {
  let logs: [Float]
  let tokenCount: Int
  private let weights: [Float]
  private let keyCount: Int

  init(_ logs: Tensor, _ weights: Tensor) {
    (self.logs, tokenCount) = (logs.scalars, logs.shape[2])
    (self.weights, keyCount) = (weights.scalars, weights.shape[2])
  }

  func weights(_ row: Int) -> [Float] { Array(weights[row * keyCount..<(row + 1) * keyCount]) }

  /// Returns the most probable tokens of a row, of equal ones those with lower numbers.
  func best(_ count: Int, row: Int) -> [Int] {
    let start = row * tokenCount
    var best: [Int] = []
    for token in 0..<tokenCount {
      if best.count == count, logs[start + best[count - 1]] >= logs[start + token] { continue }
      let place = best.firstIndex { logs[start + $0] < logs[start + token] } ?? best.count
      best.insert(token, at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}

/// The beam search of one source.
private struct Beam {
  struct Beginning {
    var tokens: [Int32] = []
    var logProbability = 0.0
    var weights: [[Float]] = []
    /// The row of the last step.
    var row: Int
    var isComplete = false
  }

  let width: Int
  let steps: Int
  let lengthPenalty: Double
  let end: Int32
  let source: Int
  var live: [Beginning]
  var complete: [Beginning] = []

  init(width: Int, steps: Int, lengthPenalty: Double, end: Int32, source: Int) {
    (self.width, self.steps, self.lengthPenalty) = (width, steps, lengthPenalty)
    (self.end, self.source) = (end, source)
    live = [Beginning(row: source)]
  }

  /// Continues every beginning by a token. `row` is the row of the first one and becomes that after the last.
  mutating func advance(_ row: inout Int, _ chances: StepChances) {
    // Only one candidate of a beginning is the end, so twice the width always leaves enough others.
    var candidates: [(parent: Int, token: Int, logProbability: Double)] = []
    for (parent, beginning) in live.enumerated() {
      for token in chances.best(2 * width, row: row + parent) {
        let log = Double(chances.logs[(row + parent) * chances.tokenCount + token])
        candidates.append((parent, token, beginning.logProbability + log))
      }
    }
    candidates.sort { $0.logProbability > $1.logProbability }
    var next: [Beginning] = []
    for (rank, candidate) in candidates.prefix(2 * width).enumerated() where next.count < width {
      var beginning = live[candidate.parent]
      beginning.logProbability = candidate.logProbability
      if candidate.token == Int(end) {
        guard rank < width else { continue }
        beginning.isComplete = true
        complete.append(beginning)
      } else {
        beginning.tokens.append(Int32(candidate.token))
        beginning.weights.append(chances.weights(row + candidate.parent))
        beginning.row = row + candidate.parent
        next.append(beginning)
      }
    }
    row += live.count
    live = isDecided(next) ? [] : next
    if live.first?.tokens.count == steps {
      complete += live
      live = []
    }
  }

  /// Returns whether no beginning can become better than the worst of the sequences to return.
  private func isDecided(_ next: [Beginning]) -> Bool {
    guard complete.count >= width else { return false }
    let worst = complete.map(rating).sorted(by: >)[width - 1]
    return next.allSatisfy { $0.logProbability / pow(Double(steps), lengthPenalty) <= worst }
  }

  private func rating(_ beginning: Beginning) -> Double {
    let length = Double(beginning.tokens.count + (beginning.isComplete ? 1 : 0))
    return beginning.logProbability / pow(max(1, length), lengthPenalty)
  }

  /// Returns the best sequences, the best first, with the weights of the source's `keyCount` tokens.
  func results(keyCount: Int) -> [DecodedSequence] {
    let order = complete.indices.sorted {
      let (one, other) = (rating(complete[$0]), rating(complete[$1]))
      return one == other ? $0 < $1 : one > other
    }
    return order.prefix(width).map { index in
      let sequence = complete[index]
      return DecodedSequence(
        tokens: sequence.tokens, logProbability: sequence.logProbability, isComplete: sequence.isComplete,
        weights: Tensor(
          sequence.weights.flatMap { $0.prefix(keyCount) }, shape: [sequence.tokens.count, keyCount]))
    }
  }
}
