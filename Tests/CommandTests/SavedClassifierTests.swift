// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphLearning
import Testing

@Suite("The library and the program train, save and load the same classifiers")
struct SavedClassifierTests {
  /// Returns the paper's settings for a model, with three epochs.
  private static func settings(_ model: String, for data: NodeDataset) throws -> PaperSettings {
    var settings = try #require(ModelRegistry.standard[model].flatMap { PaperSettings($0, for: data) })
    settings.epochs = 3
    return settings
  }

  @Test(
    "The library's trainer writes the file that train --save writes, for each model",
    arguments: ModelRegistry.standard.names)
  func sameFile(model: String) async throws {
    let data = try DatasetCatalog().dataset("karate")
    let settings = try Self.settings(model, for: data)
    let network = try settings.model.model(for: data.sizes, seed: 5)
    let run = try settings.trainer(seed: 5).fit(network, to: data)
    let folder = try Folder()
    let outcome = try await Command.run(
      ["train", "--quiet", "--model", model, "--epochs", "3", "--seed", "5", "--save", "m.safetensors"],
      in: folder)
    #expect(outcome.status == 0)
    let isSame = try folder.bytes("m.safetensors") == run.classifier.bytes()
    #expect(isSame)
    let read = try TrainedClassifier(contentsOf: folder.path("m.safetensors"))
    #expect(try read.predictions(for: data) == run.predictions)
    let probabilities = try read.probabilities(for: data).scalars
    #expect(try probabilities == run.classifier.probabilities(for: data).scalars)
  }

  @Test("The row scaling of word features in training is applied again in prediction")
  func words() throws {
    let words = Tensor((0..<60).map { $0 % 7 < 3 ? 1 : 0 }, shape: [12, 5])
    let ring = Graph(
      nodeCount: 12, sources: Array(0..<12), targets: (0..<12).map { ($0 + 1) % 12 }
    ).undirected()
    let data = NodeDataset(
      name: "ring", graph: ring, features: .dense(words), labels: (0..<12).map { $0 / 6 },
      classNames: ["left", "right"], split: .random(perClass: 2, validationPerClass: 2))
    let run = try Trainer(epochs: 20, seed: 1).fit(GCN(for: data), to: data)
    #expect(run.classifier.preparation?.scaling == .row)
    #expect(try run.classifier.predictions(for: data) == run.predictions)
    let unscaled = try Trainer(epochs: 20, featureScaling: .unscaled, seed: 1).fit(
      GCN(for: data), to: data)
    #expect(unscaled.trainLoss != run.trainLoss)
  }

  /// The paths, without extension, of models that the version of November 2026 trained on the karate club for
  /// five epochs, and of the predictions of that version.
  private static let earlier: [String] = {
    let folder = Bundle.module.bundlePath + "/Fixtures/Models"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(".safetensors")
    }.map { folder + "/" + $0.dropLast(".safetensors".count) }.sorted()
  }()

  @Test("The fixtures contain a file of each model saved by an earlier version")
  func everyModel() {
    let names = Set(Self.earlier.map { ($0 as NSString).lastPathComponent })
    #expect(names.isSuperset(of: ModelRegistry.standard.names))
  }

  @Test("Model files saved by an earlier version load and make the same predictions", arguments: earlier)
  func earlierFile(path: String) throws {
    let data = try DatasetCatalog().dataset("karate")
    let classifier = try TrainedClassifier(contentsOf: path + ".safetensors")
    let (values, classes) = try classifier.probabilities(for: data).maximum(axis: 1)
    let rows = try String(contentsOfFile: path + ".csv", encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(rows.count == 34)
    for (node, row) in rows.enumerated() {
      let fields = row.split(separator: ",").map(String.init)
      #expect(fields[0] == data.nodeIdentifiers[node])
      #expect(fields[1] == classifier.classNames[Int(classes[node])])
      // The file has six decimals, and other instruction sets round differently.
      let probability = try #require(Double(fields[2]))
      #expect(abs(probability - Double(values.scalars[node])) < 1e-5)
    }
  }
}
