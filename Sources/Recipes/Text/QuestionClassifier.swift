// SPDX-License-Identifier: Apache-2.0

package import Autograd
internal import GraphCore
internal import GraphDatasets
internal import Images
package import NeuralNetworks
internal import Plots
package import TensorCore
internal import Training

/// Questions as token numbers, with their labels.
struct QuestionTokens {
  /// The tokens of the questions, padded or cut to the same length.
  let tokens: [[Int32]]
  /// The number of words in each question.
  let lengths: [Int]
  let labels: [Int32]

  init(_ set: SentenceSet, _ vocabulary: Vocabulary, length: Int) {
    tokens = set.sentences.map { vocabulary.tokens($0, length: length) }
    lengths = set.sentences.map { min(length, $0.count) }
    labels = set.labels
  }

  /// Returns some of the questions with the mask of their words.
  func batch(_ examples: [Int32]) -> (tokens: [[Int32]], mask: Tensor, labels: [Int32]) {
    let tokens = examples.map { self.tokens[Int($0)] }
    let mask = Tensor.sequenceMask(
      lengths: examples.map { lengths[Int($0)] }, steps: tokens.first?.count ?? 0)
    return (tokens, mask, examples.map { labels[Int($0)] })
  }
}

/// A network that encodes embedded words as one row per sentence.
package protocol SentenceEncoder: Module {
  /// The number of features of a sentence.
  var outputSize: Int { get }
  /// Encodes words, `[rows, steps, size] -> [rows, outputSize]`; `mask` is 0 where there is no word.
  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

extension Variable {
  /// Returns the mean over the steps that are words, `[rows, steps, size] -> [rows, size]`; 0 if there
  /// are none.
  func mean(overStepsWhere mask: Tensor) -> Variable {
    let (rows, steps) = (shape[0], shape[1])
    let lengths = mask.sum(axis: 1, keepingDimension: true).maximum(Tensor(1))
    let shares = Variable((mask / lengths).reshaped([rows, 1, steps]))
    return shares.matmul(self).reshaped([rows, shape[2]])
  }
}

/// A classifier that embeds words, encodes them and scores the classes.
struct QuestionClassifier<Encoder: SentenceEncoder>: Module {
  var embedding: Embedding
  var encoder: Encoder
  var output: Linear
  let dropout = Dropout(rate: 0.5)

  init(vocabularySize: Int, classCount: Int, encoder: Encoder, seed: UInt64) {
    embedding = Embedding(
      inputCount: vocabularySize, outputSize: QuestionTask.embeddingSize, paddingToken: Vocabulary.padding)
    self.encoder = encoder
    // The initial scores are near 0, as in PyTorch.
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

  /// Returns the scores, `[rows, classes]`.
  func callAsFunction(_ tokens: [[Int32]], mask: Tensor, _ context: ForwardContext) -> Variable {
    let words = dropout(embedding(tokens, context), context)
    return output(dropout(encoder(words, mask: mask, context), context), context)
  }
}

/// The task that the networks for questions share.
enum QuestionTask {
  static let embeddingSize = 100
  static let hiddenSize = 128
  static let length = 25
  static let epochs = 12
  static let batchSize = 50
  /// The number of warm-up steps: about one epoch of the published questions. If there are fewer
  /// questions, half of all steps.
  static let warmUp = 110
  static let settings = [
    "words that occur at least twice, up to 25 per question, embeddings of size 100, dropout 0.5",
    "batches of 50, 12 epochs, Adam, gradients clipped to norm 5",
    "the rate rises to 0.004 in \(warmUp) steps and falls to 0 along a cosine",
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
      let share = "\(NumberText.percent(figures.recall, 1)) of \(figures.support) test questions correct"
      session.note("\(figures.name): \(figures.support > 0 ? share : "no test questions")")
    }
    try session.write(
      Chart(
        title: "Training loss", xAxis: Axis(label: "epoch"), yAxis: Axis(label: "loss"),
        layers: [.line(x: losses.indices.map { Double($0 + 1) }, y: losses)]), "losses")
    try session.write(confusion(report), "confusion")
  }

  /// Returns an image of the confusion matrix: the shares of the predicted classes (columns) for each
  /// true class (rows), where white is 1.
  private static func confusion(_ report: ClassificationReport) -> PixelImage {
    let shares = zip(report.confusion, report.classes).flatMap { row, figures in
      row.map { Float($0) / Float(max(1, figures.support)) }
    }
    let count = report.classes.count
    return PixelImage(width: count, height: count, values: shares).enlarged(by: 24)
  }
}
