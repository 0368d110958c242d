// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import Images
import NeuralNetworks
import Plots
import Recipes
import TensorCore
import Testing

@Suite("Recipes of question classifiers")
struct QuestionTests {
  /// Runs a recipe on given questions. The directory `folder` contains the questions and the images.
  private func run(
    _ train: String, _ test: String, _ body: (RecipeSession, _ folder: String) throws -> Void,
    onProgress: @escaping (String, Double) -> Void = { _, _ in }
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/questions-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/trec", withIntermediateDirectories: true)
    for (name, text) in [("train", train), ("test", test)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/trec/\(name).tsv"))
    }
    try body(
      RecipeSession(
        dataDirectory: folder, outputDirectory: folder + "/pictures", onProgress: onProgress), folder)
  }

  @Test(
    "Question recipes train on any number of questions, report each class and draw a confusion matrix",
    arguments: [1, 2, 60], ["rnn-trec", "cnn-trec"])
  func few(count: Int, name: String) throws {
    let recipe = try #require(RecipeCatalog.recipe(name))
    let lines = (0..<count).map { $0 % 2 == 0 ? "LOC\tWhere is Rome ?\n" : "HUM\tWho was Nero ?\n" }.joined()
    var texts: [String] = []
    try run(lines, "LOC\tWhere is Rome ?\n") { session, folder in
      try recipe.run(session)
      #expect(session.figures.map(\.name) == ["test accuracy"])
      let classes = count == 1 ? 1 : 2
      #expect(session.notes.count == classes)
      #expect(session.notes.first == "HUM: no test questions" || count == 1)
      #expect(session.notes.last == "LOC: \(session.figures[0].value * 100) % of 1 test questions correct")
      #expect(session.pictures == ["losses.svg", "confusion.png"].map { "\(folder)/pictures/\($0)" })
      let picture = try PixelImage(
        png: Array(Data(contentsOf: URL(fileURLWithPath: folder + "/pictures/confusion.png"))))
      #expect(picture.width == 24 * classes && picture.height == picture.width)
      // The row of LOC has one white square. The row of HUM, which is not tested, has none.
      #expect(picture.bytes.count { $0 == 255 } == 24 * 24)
      #expect(picture.bytes.suffix(picture.width).contains(255))
    } onProgress: { text, _ in
      texts.append(text)
    }
    #expect(texts.count == 12)
    #expect(
      try texts.allSatisfy { try /epoch \d+\/12, loss \d+\.\d{4}/.wholeMatch(in: $0) != nil }, "\(texts)")
  }

  @Test(
    "A question recipe without questions throws an error that names the empty file",
    arguments: ["train", "test"])
  func none(empty: String) throws {
    let text = "LOC\tWhere is Rome ?\n"
    try run(empty == "train" ? "\n" : text, empty == "test" ? "" : text) { session, folder in
      let error = #expect(throws: DataError.self) { try RNNQuestions.run(session) }
      #expect(error?.code == .badData && error?.place == .file("\(folder)/trec/\(empty).tsv"))
      #expect(error?.message.hasSuffix("found no questions") == true)
    }
  }

  @Test("The convolutional question encoder does not depend on the padding of a sentence")
  func padding() {
    var encoder = CNNQuestions.Encoder().initialized(seed: 1)
    // The large bias makes outputs above 0 without any word, so padding would become the maximum if it
    // counted.
    for number in encoder.convolutions.indices {
      encoder.convolutions[number].bias?.value = Tensor(repeating: 5, shape: [100])
    }
    let words = RandomStream(seed: 2, purpose: .generation).normal([2, 7, 100])
    let short = encoder(
      Variable(words), mask: .sequenceMask(lengths: [7, 7], steps: 7), ForwardContext())
    let long = encoder(
      Variable(.concatenated([words, Tensor(zeros: [2, 6, 100])], axis: 1)),
      mask: .sequenceMask(lengths: [7, 7], steps: 13), ForwardContext())
    #expect(short.shape == [2, 300])
    #expect(zip(short.value.scalars, long.value.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(short.value.scalars.contains { $0 < 5 })
  }
}
