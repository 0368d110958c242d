package import Autograd
internal import GraphCore
internal import GraphDatasets
package import NeuralNetworks
internal import Plots
package import TensorCore
internal import Training

/// Questions as numbers, and their classes.
struct QuestionTokens {
  /// The numbers of words, all of one length.
  let tokens: [[Int32]]
  /// How many of them are words.
  let lengths: [Int]
  let labels: [Int32]

  init(_ set: SentenceSet, _ vocabulary: Vocabulary, length: Int) {
    tokens = set.sentences.map { vocabulary.tokens($0, length: length) }
    lengths = set.sentences.map { min(length, $0.count) }
    labels = set.labels
  }

  /// Some of the questions, with the mask of what are words.
  func batch(_ examples: [Int32]) -> (tokens: [[Int32]], mask: Tensor, labels: [Int32]) {
    let tokens = examples.map { self.tokens[Int($0)] }
    let mask = Tensor.sequenceMask(
      lengths: examples.map { lengths[Int($0)] }, steps: tokens.first?.count ?? 0)
    return (tokens, mask, examples.map { labels[Int($0)] })
  }
}

/// A network that turns embedded words into one row a sentence.
package protocol SentenceEncoder: Module {
  /// The number of features of a sentence.
  var outputSize: Int { get }
  /// `[rows, steps, size] -> [rows, outputSize]`; `mask` is 0 where there is no word.
  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

extension Variable {
  /// The mean over the steps that are words, `[rows, steps, size] -> [rows, size]`; 0 where there are none.
  func mean(overStepsWhere mask: Tensor) -> Variable {
    let (rows, steps) = (shape[0], shape[1])
    let lengths = mask.sum(axis: 1, keepingDimension: true).maximum(Tensor(1))
    let shares = Variable((mask / lengths).reshaped([rows, 1, steps]))
    return shares.matmul(self).reshaped([rows, shape[2]])
  }
}

/// Words, embedded, encoded, classified.
struct QuestionClassifier<Encoder: SentenceEncoder>: Module {
  var embedding: Embedding
  var encoder: Encoder
  var output: Linear
  let dropout = Dropout(rate: 0.5)

  init(vocabularySize: Int, classCount: Int, encoder: Encoder, seed: UInt64) {
    embedding = Embedding(
      count: vocabularySize, size: QuestionTask.embeddingSize, paddingToken: Vocabulary.padding)
    self.encoder = encoder
    // First scores near 0, as PyTorch's.
    output = Linear(
      inputSize: self.encoder.outputSize, outputSize: classCount,
      initializer: .varianceScaling(scale: 1.0 / 3, .inputs, .uniform))
    initialize(seed: seed)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("embedding", &embedding)
    visitor("encoder", &encoder)
    visitor("output", &output)
  }

  /// The scores, `[rows, classes]`.
  func callAsFunction(_ tokens: [[Int32]], mask: Tensor, _ context: ForwardContext) -> Variable {
    let words = dropout(embedding(tokens, context), context)
    return output(dropout(encoder(words, mask: mask, context), context), context)
  }
}

/// The task that the recurrent networks, the attention and the Transformer share.
enum QuestionTask {
  static let embeddingSize = 100
  static let hiddenSize = 128
  static let length = 25
  static let epochs = 12
  static let batchSize = 50
  /// About an epoch of the published questions; half of the steps where those are fewer.
  static let warmUp = 110
  static let settings = [
    "words that occur twice, 25 a question, embeddings of 100, dropout 0.5",
    "batches of 50, 12 epochs, Adam, rate to 0.004 in \(warmUp) steps and along a cosine to 0, gradients of norm 5 at most",
  ]

  /// Trains a classifier and reports its accuracy on the test questions.
  static func run(
    _ session: RecipeSession, _ encoder: some SentenceEncoder
  ) throws(DataError) {
    let (train, test) = try session.questions()
    let vocabulary = Vocabulary(of: train.sentences, leastCount: 2)
    let training = QuestionTokens(train, vocabulary, length: length)
    let testing = QuestionTokens(test, vocabulary, length: length)
    var model = QuestionClassifier(
      vocabularySize: vocabulary.count, classCount: train.classNames.count, encoder: encoder,
      seed: session.seed)
    let steps = epochs * ((training.labels.count + batchSize - 1) / batchSize)
    let warmUp = min(Self.warmUp, steps / 2)
    let trainer = BatchTrainer(
      epochs: epochs, batchSize: batchSize,
      schedule: .warmUp(steps: warmUp, then: .cosine(from: 0.004, steps: steps - warmUp)),
      largestGradientNorm: 5, seed: session.seed)
    var losses: [Double] = []
    try trainer.fit(&model, exampleCount: training.labels.count) { model, examples, context in
      let batch = training.batch(examples)
      return model(batch.tokens, mask: batch.mask, context)
        .crossEntropy(labels: batch.labels)
    } onEpoch: { report, _ in
      losses.append(report.loss)
      session.progress(
        "epoch \(report.epoch)/\(epochs)", loss: report.loss, Double(report.epoch) / Double(epochs))
    }
    let batch = testing.batch((0..<Int32(testing.labels.count)).map { $0 })
    let predictions = model(batch.tokens, mask: batch.mask, ForwardContext()).value.argmax(axis: 1)
    let report = ClassificationReport(
      predictions: predictions.map { Int32($0) }, labels: testing.labels, classNames: train.classNames)
    session.report("test accuracy", report.accuracy)
    for figures in report.classes {
      let share = "\((figures.recall * 1000).rounded() / 10) % of \(figures.support) questions right"
      session.note("\(figures.name): \(figures.support > 0 ? share : "no questions to test with")")
    }
    try session.write(
      Chart(
        title: "How the questions were learnt", xAxis: Axis(label: "epoch"), yAxis: Axis(label: "loss"),
        layers: [.line(x: losses.indices.map { Double($0 + 1) }, y: losses)]), "losses")
    try session.write(confusion(report), "confusion")
  }

  /// The shares of the predicted classes (columns) of every true one (rows), white for 1.
  private static func confusion(_ report: ClassificationReport) -> PixelImage {
    let shares = zip(report.confusion, report.classes).flatMap { row, figures in
      row.map { Float($0) / Float(max(1, figures.support)) }
    }
    let count = report.classes.count
    return PixelImage(width: count, height: count, values: shares).enlarged(by: 24)
  }
}
