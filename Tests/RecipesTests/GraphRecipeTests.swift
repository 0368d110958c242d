// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import Plots
import Recipes
import TensorCore
import Testing
import Training

@Suite("Recipes on graphs")
struct GraphRecipeTests {
  @Test(
    "The spectral-tour and gcn-layer recipes meet every bound and draw all their figures",
    arguments: [("spectral-tour", 7), ("gcn-layer", 2)], [0, 1] as [UInt64])
  func quick(recipe: (name: String, pictures: Int), seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/recipe-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = RecipeSession(seed: seed, outputDirectory: folder)
    let reproduction = try #require(RecipeCatalog.recipe(recipe.name))
    try reproduction.run(session)
    for expectation in reproduction.card.expectations {
      let figure = try #require(session.figures.first { $0.name == expectation.figure })
      #expect(expectation.bound.isMet(by: figure.value), "\(figure)")
    }
    #expect(session.pictures.count == recipe.pictures)
    for picture in session.pictures {
      let svg = try String(contentsOfFile: picture, encoding: .utf8)
      #expect(svg.hasPrefix("<svg") && !svg.contains("nan"))
    }
  }

  @Test(
    "The hgnn-cora recipe reports its progress in small steps up to the end",
    .enabled(if: PublishedData.isThere))
  func progress() throws {
    var shares = [0.0]
    try HGNNCora.run(RecipeSession(dataDirectory: PublishedData.folder) { shares.append($1) })
    #expect(shares.last == 1)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $1 - $0 >= 0 && $1 - $0 < 0.01 })
  }

  @Test("The Rayleigh quotient on a path of three nodes matches values computed by hand")
  func quotient() {
    let path = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
    // ((1 - 0)^2 + (0 - 2)^2) / (1 + 4).
    #expect(SpectralTour.quotient([1, 0, 2], path, [1, 2, 1]) == 1)
    let constant = SpectralTour.quotient([1, 2.0.squareRoot(), 1], path, [1, 2, 1])
    #expect(abs(constant) < 1e-15)
    #expect(abs(SpectralTour.quotient([1, -2.0.squareRoot(), 1], path, [1, 2, 1]) - 2) < 1e-14)
  }

  @Test("The evenness of attention is its relative entropy and skips nodes with a single neighbour")
  func evenness() {
    let pattern = CSRPattern(
      rowCount: 3, columnCount: 3, rowOffsets: SharedBuffer([0, 2, 3, 5]),
      columnIndices: SharedBuffer([0, 1, 1, 0, 2]))
    let weights = Tensor([0.5, 1, 0.5, 0, 1, 1, 0.25, 0.5, 0.75, 0.5], shape: [5, 2])
    let evenness = GATCora.evenness(weights, pattern)
    let expected = [1, 0, (0.25 * log(4.0) + 0.75 * log(4.0 / 3)) / log(2.0), 1]
    #expect(evenness.count == 4)
    for (value, other) in zip(evenness, expected) { #expect(abs(value - other) < 1e-6) }
  }

  @Test("The purity of a hyperedge is the share of its most common class")
  func purity() {
    let hypergraph = Hypergraph(nodeCount: 5, hyperedges: [[0, 1, 2, 3], [4], [3, 4]])
    #expect(HGNNCora.purities(hypergraph, [1, 1, 1, 0, 2]) == [0.75, 0.5])
  }

  @Test("Recipe runs with different seeds use different experiment seeds")
  func seeds() {
    let seeds = (0..<5).flatMap { CitationTask.seeds($0) }
    #expect(Set(seeds).count == 5 * CitationTask.runCount)
  }

  @Test(
    "Every way to stack GCN layers gives a network of the requested depth",
    arguments: DeepGCN.Stack.allCases)
  func stacks(stack: DeepGCN.Stack) throws {
    let club = try DatasetCatalog().dataset("karate")
    for depth in [2, 5] {
      let settings = stack.settings(depth, club, epochs: 20)
      #expect(settings.model.configuration.problem == nil && settings.epochs == 20)
      let layers =
        (settings.model.configuration as? GCN.Configuration)?.hiddenSizes.count.advanced(by: 1)
        ?? (settings.model.configuration as? GCNII.Configuration)?.layers
      #expect(layers == depth)
      let one = try DeepGCN.train(settings, club, 3)
      let other = try DeepGCN.train(settings, club, 3)
      #expect((0...1).contains(one.accuracy) && (0...1).contains(one.spread))
      #expect(one.accuracy == other.accuracy && one.spread == other.spread)
    }
  }
}
