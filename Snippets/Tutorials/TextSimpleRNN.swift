// Text classification with an embedding and a SimpleRNN: does a question of TREC ask for a number or a date?

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

guard let folder = ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"] else {
  print("GRAPHLEARN_DATA is not set: TREC is needed")
  exit(0)
}
let questions = try SentenceSet(folder + "/trec/train.tsv")
let vocabulary = Vocabulary(of: questions.sentences)
precondition(vocabulary.count <= 10_000)
let words = questions.sentences.flatMap { question in
  // Padding comes first, so that the last step is a word.
  let tokens = vocabulary.tokens(question, length: min(25, question.count)).map { Float($0) }
  return [Float](repeating: 0, count: 25 - tokens.count) + tokens
}
let x = Tensor(words, shape: [questions.sentences.count, 25])
let isNumber = questions.labels.map { questions.classNames[Int($0)].hasPrefix("NUM") ? Float(1) : 0 }
let y = Tensor(isNumber, shape: [isNumber.count, 1])
// snippet.show
var model = Sequential(
  Embedding(inputCount: 10_000, outputSize: 32), SimpleRNN(units: 32), Dense(units: 1, activation: .sigmoid))
let history = try model.fit(
  x, targets: y, loss: .binaryCrossEntropy(fromLogits: false), optimizer: RMSprop(learningRate: 0.001),
  epochs: 10,
  batchSize: 128, validationSplit: 0.2, metrics: [.accuracy])
// snippet.hide
print(history)
precondition(history.epochs.count == 10 && history[.loss][9] < history[.loss][0])
precondition(history[.validationMetric(.accuracy)].last ?? 0 > 0.92)
