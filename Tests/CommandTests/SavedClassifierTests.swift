import Foundation
import GraphLearning
import Testing

@Suite("The library and the program share one path from data to a saved classifier")
struct SavedClassifierTests {
  /// A few epochs of every model, small where its paper's is large.
  private static func recipe(_ model: String, for data: NodeDataset) throws -> Recipe {
    var recipe = try #require(ModelRegistry.standard[model].flatMap { Recipe($0, for: data) })
    recipe.epochs = 3
    return recipe
  }

  @Test(
    "The library's trainer writes the file that train --save writes",
    arguments: ModelRegistry.standard.names)
  func sameFile(model: String) async throws {
    let data = try DatasetCatalog().dataset("karate")
    let recipe = try Self.recipe(model, for: data)
    let network = try recipe.model.model(for: data.sizes, seed: 5)
    let run = try recipe.trainer(seed: 5).fit(network, to: data)
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

  @Test("Words are scaled by rows in training, and again in prediction")
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

  /// Models of the karate club, trained for five epochs by the version of November 2026, and what it predicted.
  private static let earlier: [String] = {
    let folder = Bundle.module.bundlePath + "/Fixtures/Models"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(".safetensors")
    }.map { folder + "/" + $0.dropLast(".safetensors".count) }.sorted()
  }()

  @Test("There is an earlier file of every model")
  func everyModel() {
    let names = Set(Self.earlier.map { ($0 as NSString).lastPathComponent })
    #expect(names.isSuperset(of: ModelRegistry.standard.names))
  }

  @Test("Files that an earlier version saved are read, and predict what they predicted", arguments: earlier)
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
      // Printed with six decimals, and other instruction sets round otherwise.
      let probability = try #require(Double(fields[2]))
      #expect(abs(probability - Double(values.scalars[node])) < 1e-5)
    }
  }
}
