// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import Recipes
import Testing

@Suite("Recipes and their cards")
struct RecipeTests {
  @Test("Recipe cards have unique names, settings and expectations")
  func cards() {
    let cards = RecipeCatalog.all.map { $0.card }
    #expect(Set(cards.map(\.name)).count == cards.count)
    for card in cards {
      #expect(!card.title.isEmpty && !card.source.isEmpty && !card.settings.isEmpty, "\(card.name)")
      #expect(!card.expectations.isEmpty, "\(card.name)")
    }
    #expect(RecipeCatalog.recipe("perceptron") == Perceptron.self)
    #expect(RecipeCatalog.recipe("nothing") == nil)
  }

  @Test(
    "The cards of digit recipes state the numbers of training and test digits",
    arguments: RecipeCatalog.all.map { $0.card }.filter { $0.data == .digits })
  func digitCards(card: RecipeCard) {
    let words = "8,000 of the 10,000 digits in MNIST's test files for training, the other 2,000 for testing"
    #expect(card.settings.contains { $0.contains(words) }, "\(card.name)")
  }

  @Test("The card of the gcn-layer recipe states the source of its communities and labels")
  func communities() {
    let text = GCNLayer.card.settings.joined(separator: "\n")
    #expect(text.contains("spectral clustering") && text.contains("the member with the most edges"))
  }

  @Test("A recipe without its data throws an error that names the data and their publication")
  func missing() {
    let session = RecipeSession(dataDirectory: "/nowhere")
    let error = #expect(throws: DataError.self) {
      // The environment may name a directory that contains the data.
      guard ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"] == nil else {
        throw DataError(.missingInput, "trec", hint: Wording(RecipeData.questions.description))
      }
      try LSTMQuestions.run(session)
    }
    #expect(error?.code == .missingInput)
    #expect(error?.hint?.description.contains("Li and Roth") == true)
  }

  @Test("The perceptron recipe meets every bound and writes its figure")
  func perceptron() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/recipe-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = RecipeSession(seed: 0, outputDirectory: folder)
    try Perceptron.run(session)
    for expectation in Perceptron.card.expectations {
      let figure = try #require(session.figures.first { $0.name == expectation.figure })
      #expect(expectation.bound.isMet(by: figure.value), "\(figure)")
    }
    #expect(session.notes.count == 4)
    let svg = try String(contentsOfFile: folder + "/loss.svg", encoding: .utf8)
    #expect(svg.hasPrefix("<svg"))
  }

  @Test("A recipe without an output directory writes no images")
  func noPictures() throws {
    let session = RecipeSession()
    try Perceptron.run(session)
    #expect(session.pictures.isEmpty)
  }

  @Test("A bound is met from its side only and never by NaN")
  func bounds() {
    #expect(RecipeCard.Bound.atLeast(2).isMet(by: 2) && !RecipeCard.Bound.atLeast(2).isMet(by: 1.9))
    #expect(RecipeCard.Bound.atMost(2).isMet(by: 2) && !RecipeCard.Bound.atMost(2).isMet(by: 2.1))
    #expect(!RecipeCard.Bound.atLeast(2).isMet(by: .nan) && !RecipeCard.Bound.atMost(2).isMet(by: .nan))
  }
}
