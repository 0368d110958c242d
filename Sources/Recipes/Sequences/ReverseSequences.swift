// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore

/// Encoder-decoder networks that learn to reverse sequences, one for each kind of attention.
public enum ReverseSequences: Reproduction {
  private static let steps = 2_000
  private static let size = 64
  private static let attentions = [
    "dot", "scaled dot", "learnt scale", "general", "concat", "location", "additive", "normalised additive",
    "hard above a threshold",
  ]

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "seq2seq-reverse",
    title: "encoder-decoder networks with nine kinds of attention reverse sequences", data: .generated,
    settings: [
      "input: 3 to 8 of 10 symbols; bidirectional GRU encoder, GRU decoder, 64 units",
      "\(steps) steps of 64 new pairs, Adam; the rate falls from 0.005 to 0 along a cosine",
      "test: 500 unseen pairs; a sequence counts as exact if all its tokens are right",
    ],
    expectations: attentions.map { .init("exact with \($0) attention", .atLeast(0.98), .percent) },
    source:
      """
      Luong, Pham and Manning 2015, Effective approaches to attention-based neural machine translation; \
      Bahdanau, Cho and Bengio 2015
      """)

  /// Trains and tests a translator with each kind of attention.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try run(session, 0, Attention(DotScore()))
    try run(session, 1, Attention(DotScore(scale: .inverseRoot)))
    try run(session, 2, Attention(DotScore(scale: .learnt)))
    try run(session, 3, Attention(GeneralScore(querySize: size, keySize: size)))
    try run(
      session, 4, Attention(ConcatScore(querySize: size, keySize: size, units: size)))
    try run(
      session, 5,
      Attention(LocationScore(querySize: size, positions: task.lengths.upperBound)))
    try run(
      session, 6, Attention(AdditiveScore(querySize: size, keySize: size, units: size)))
    try run(
      session, 7,
      Attention(
        AdditiveScore(querySize: size, keySize: size, units: size, isNormalized: true)))
    try run(session, 8, Attention(DotScore(scale: .inverseRoot), hard: .scores(atLeast: -1)))
  }

  /// Sequences of symbols with the reversed sequences as targets.
  package static var task: SequenceTask {
    SequenceTask(symbolCount: 10, lengths: 3...8, longestTarget: 8) { $0.reversed() }
  }

  private static func run(_ session: RecipeSession, _ number: Int, _ attention: some SequenceAttention)
    throws(DataError)
  {
    let name = attentions[number]
    var model = task.network(size: size, attention: attention, seed: session.seed)
    task.train(&model, steps: steps, batchSize: 64, learningRate: 0.005, seed: session.seed) { step, loss in
      let share = (Double(number) + Double(step) / Double(steps)) / Double(attentions.count)
      session.progress("\(name): step \(step)/\(steps)", loss: Double(loss), share)
    }
    session.report("exact with \(name) attention", task.exactShare(model, seed: session.seed))
    try session.write(
      task.maps(model, count: 8, seed: session.seed), "attention-\(name.replacing(" ", with: "-"))")
  }
}
