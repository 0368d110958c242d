internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore
internal import Training

/// A Transformer translates between two languages whose words, order and agreement differ.
public enum TransformerTranslation: Reproduction {
  private static let epochs = 8
  private static let batchSize = 64
  private static let trainingCount = 10_000
  private static let testingCount = 1_000
  private static let learningRate: Float = 0.003
  /// No target is longer, its end included.
  private static let longestTarget = 30
  private static let transformer = TransformerSettings(
    size: 64, heads: 4, hiddenSize: 128, dropout: 0, normalizesFirst: true)

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "transformer-translate", title: "a Transformer translates between two languages of a grammar",
    data: .generated,
    settings: [
      "sentences of 3 to 25 words with up to two relative clauses; their translations follow from the grammar",
      "from subject, verb, object to subject, object, verb; adjectives and clauses on the other side of the noun",
      "a case particle, two genders; determiners, adjectives and verbs agree with their noun",
      "\(trainingCount) sentences to train with, \(testingCount) others to test with, greedy decoding",
      "2 layers each of 64 units in 4 heads, 128 hidden units, normalisation first, sinusoidal positions",
      "batches of \(batchSize), \(epochs) epochs, Adam, rate to \(learningRate) in 200 steps, then to 0 along a cosine",
    ],
    expectations: [
      .init("sentences translated exactly", .atLeast(0.97), .percent),
      .init("tokens right after true ones", .atLeast(0.995), .percent),
    ],
    source: "Vaswani et al. 2017, Attention is all you need")

  /// Trains and tests it.
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

  /// Labels below 0 do not count.
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
        session.note("  wrong; right: " + SentencePairs.targetTable.text(pairs.targets[example]))
      }
    }
  }

  /// What the heads of the last layer (columns) look at in some sentences (rows): a row of pixels a word that is written, a column a
  /// word that is read, white for 1.
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
