// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import Images
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// A Transformer that translates between two languages with different words, word order and agreement.
public enum TransformerTranslation: Reproduction {
  private static let epochs = 8
  private static let batchSize = 64
  private static let trainingCount = 10_000
  private static let testingCount = 1_000
  private static let learningRate: Float = 0.003
  /// The length of the longest target, including its end.
  private static let longestTarget = 30
  private static let transformer = TransformerSettings(
    size: 64, heads: 4, hiddenSize: 128, dropout: 0, normalizesFirst: true)

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "transformer-translate", title: "a Transformer translates between two artificial languages",
    data: .generated,
    settings: [
      "sentences of 3 to 25 words with up to two relative clauses; the grammar gives their translations",
      "first language: subject, verb, object; adjectives before the noun, clauses after it",
      "second language: subject, object, verb; clauses before the noun, adjectives after it",
      "the second has a case particle and two genders; determiners, adjectives and verbs agree with the noun",
      "\(trainingCount) training sentences, \(testingCount) test sentences, greedy decoding",
      "encoder and decoder with 2 layers of 64 units in 4 heads, 128 hidden units, normalisation first,",
      "sinusoidal positions",
      "batches of \(batchSize), \(epochs) epochs, Adam",
      "the rate rises to \(learningRate) in 200 steps and falls to 0 along a cosine",
    ],
    expectations: [
      .init("sentences translated exactly", .atLeast(0.97), .percent),
      .init("tokens right after true ones", .atLeast(0.995), .percent),
    ],
    source: "Vaswani et al. 2017, Attention is all you need")

  /// Trains the Transformer and reports the share of exact translations.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let (training, testing) = SentencePairs.drawn(
      training: trainingCount, testing: testingCount, seed: session.seed)
    var model = SentenceTranslator(
      sourceCount: SentencePairs.sourceTable.count, targetCount: SentencePairs.targetTable.count, transformer,
      layers: 2
    ).initialized(seed: session.seed)
    try fit(&model, training, session)
    report(model, testing, session)
    try session.write(maps(model, testing), "attention")
  }

  private static func fit(
    _ model: inout SentenceTranslator, _ pairs: SentencePairs, _ session: RecipeSession
  ) throws(DataError) {
    let steps = epochs * ((pairs.count + batchSize - 1) / batchSize)
    let trainer = BatchTrainer(
      optimizer: .adam(learningRate: learningRate), epochs: epochs, batchSize: batchSize,
      schedule: .warmUp(steps: 200, then: .cosine(from: learningRate, steps: steps - 200)),
      largestGradientNorm: 1, seed: session.seed)
    try trainer.fit(&model, exampleCount: pairs.count) { model, examples, context in
      let batch = pairs.batch(examples.lazy.map { Int($0) })
      return model(batch.sources, previous: batch.previous, context)
        .crossEntropy(labels: labels(batch.targets))
    } onEpoch: { report, _ in
      session.progress(
        "epoch \(report.epoch)/\(epochs)", loss: report.loss, Double(report.epoch) / Double(epochs))
    }
  }

  /// Returns the labels of the targets. The loss ignores labels below 0.
  private static func labels(_ targets: [[Int32]]) -> [Int32] {
    targets.flatMap { $0.map { $0 == SequenceTask.padding ? -1 : $0 } }
  }

  private static func report(_ model: SentenceTranslator, _ pairs: SentencePairs, _ session: RecipeSession) {
    var written = [[Int32]]()
    var (right, tokens) = (0, 0)
    for start in stride(from: 0, to: pairs.count, by: 100) {
      let batch = pairs.batch(start..<min(pairs.count, start + 100))
      written += model.translate(batch.sources, steps: longestTarget)
      let scores = model(batch.sources, previous: batch.previous, ForwardContext()).value
      let labels = labels(batch.targets)
      let likeliest = scores.reshaped([labels.count, scores.shape[2]]).argmax(axis: 1)
      tokens += labels.count { $0 >= 0 }
      right += zip(likeliest, labels).count { $0 == $1 }
    }
    let isExact = zip(written, pairs.targets).map { $0.starts(with: $1) }
    session.report("sentences translated exactly", Double(isExact.count { $0 }) / Double(isExact.count))
    session.report("tokens right after true ones", Double(right) / Double(tokens))
    for lengths in [3...7, 8...14, 15...25] {
      let these = isExact.indices.filter { lengths.contains(pairs.sources[$0].count) }
      let exact = these.count { isExact[$0] }
      session.note(
        "\(lengths.lowerBound) to \(lengths.upperBound) words: \(exact) of \(these.count) exact")
    }
    for example in Array(0..<4) + isExact.indices.filter({ !isExact[$0] }).prefix(2) {
      session.note("\n  " + SentencePairs.sourceTable.text(pairs.sources[example]))
      session.note("  " + SentencePairs.targetTable.text(written[example]))
      if !isExact[example] {
        session.note("  wrong; expected: " + SentencePairs.targetTable.text(pairs.targets[example]))
      }
    }
  }

  /// Returns images of the attention weights of the last layer, with sentences as rows and heads as
  /// columns. In each image a row of pixels is a written word and a column is a source word, where white
  /// is 1.
  private static func maps(_ model: SentenceTranslator, _ pairs: SentencePairs) -> PixelImage {
    let batch = pairs.batch(0..<6)
    let weights = model.attention(batch.sources, previous: batch.previous)
    let (rows, columns) = (weights.shape[2], weights.shape[3])
    let pictures = (0..<weights.shape[0] * weights.shape[1]).map {
      PixelImage(
        width: columns, height: rows, values: weights.scalars[$0 * rows * columns..<($0 + 1) * rows * columns]
      ).enlarged(by: 8)
    }
    return .sheet(pictures, columns: weights.shape[1], gap: 12)
  }
}
