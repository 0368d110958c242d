// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore

/// Monotonic attention, which never moves back, learns a task that does not require it: each symbol is
/// replaced by two symbols.
public enum MonotonicSequences: Reproduction {
  private static let steps = 3_000
  private static let size = 64

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "seq2seq-monotonic", title: "monotonic attention is trained soft and used soft and hard",
    data: .generated,
    settings: [
      "input: 3 to 8 of 10 symbols; target: each symbol k becomes k and 9 - k",
      "GRU encoder and decoder, 64 units",
      "normalised additive scores; noise of standard deviation 2 in training; the offset r starts at -1",
      "\(steps) steps of 64 new pairs, Adam; the rate falls from 0.005 to 0 along a cosine",
      "test: 500 unseen pairs; a sequence counts as exact if all its tokens are right",
    ],
    expectations: [
      .init("exact with soft attention", .atLeast(0.98), .percent),
      .init("exact with hard attention", .atLeast(0.98), .percent),
    ],
    source:
      "Raffel et al. 2017, Online and linear-time attention by enforcing monotonic alignments")

  /// Sequences of symbols; the target has two symbols, k and 9 - k, for each symbol k.
  package static var task: SequenceTask {
    SequenceTask(symbolCount: 10, lengths: 3...8, longestTarget: 16) { source in
      source.flatMap { [$0, 9 - ($0 - SequenceTask.first) + SequenceTask.first] }
    }
  }

  /// Trains with expected (soft) alignments, then tests the network with soft and with hard alignments.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let score = AdditiveScore(querySize: size, keySize: size, units: size, isNormalized: true)
    var model = task.network(
      size: size, attention: MonotonicAttention(score, noise: 2, initialShift: -1), seed: session.seed)
    task.train(&model, steps: steps, batchSize: 64, learningRate: 0.005, seed: session.seed) { step, loss in
      session.progress("step \(step)/\(steps)", loss: Double(loss), Double(step) / Double(steps))
    }
    session.report("exact with soft attention", task.exactShare(model, seed: session.seed))
    try session.write(task.maps(model, count: 8, seed: session.seed), "attention-soft")
    var hard = task.network(
      size: size, attention: MonotonicAttention(score, isHard: true), seed: session.seed)
    try hard.load(model.stateDictionary(), from: "the trained model")
    session.report("exact with hard attention", task.exactShare(hard, seed: session.seed))
    try session.write(task.maps(hard, count: 8, seed: session.seed), "attention-hard")
  }
}
