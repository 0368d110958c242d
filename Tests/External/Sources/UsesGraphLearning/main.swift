// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphLearning

let people = try NodeDataset(
  edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
  features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  labels: ["ada": "x", "bob": "y", "cyd": "x"],
  split: .nodes(train: ["ada", "bob"]))
precondition(people.graph.edgeCount == 4 && people.classNames == ["x", "y"])
let split = try people.resolvedSplit(seed: 0)
precondition(split == NodeSplit(train: [0, 1], test: [2]))

let trainer = Trainer(epochs: 20, earlyStopping: .never, seed: 42)
let run = try trainer.fit(GCN(GCN.Configuration(hiddenSize: 8, dropout: 0), for: people), to: people)
precondition(run.predictions.count == 3 && run.trainAccuracy > 0, "\(run.trainAccuracy)")

// The layer, the operation and the model of this program are trained, saved, loaded, compared and
// inspected like those of the library.
let club = try DatasetCatalog().dataset("karate")
let custom = try Trainer(epochs: 60, seed: 3).fit(CustomNetwork(for: club, seed: 3), to: club)
precondition(custom.trainAccuracy == 1, "\(custom.trainAccuracy)")
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("external-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let path = folder.appendingPathComponent("custom.safetensors").path
try custom.classifier.save(to: path)

let models = ModelRegistry.standard.adding(CustomNetwork.self, title: "differences, then attention")
precondition(models.names.last == "custom" && models["custom"]?.title == "differences, then attention")
let loaded = try TrainedClassifier(contentsOf: path, models: models)
let predictions = try loaded.predictions(for: club)
precondition(predictions == custom.predictions)
precondition((loaded.model as? CustomNetwork)?.configuration == CustomNetwork.Configuration())
do {
  _ = try TrainedClassifier(contentsOf: path)
  preconditionFailure("a model that is not registered was loaded")
} catch {
  precondition(error.message.contains("contains an unknown model 'custom'"), "\(error)")
}

let evaluation = try loaded.evaluate(club)
precondition(evaluation.report.accuracy == custom.testAccuracy, "\(evaluation.report.accuracy)")

let plain = CustomNetwork.Configuration(hiddenSize: 16, attends: false)
let comparison = Comparison(on: club, seeds: [1, 2])
let rows = [
  try comparison.run(PaperSettings(CustomNetwork.self, plain, epochs: 40)),
  try comparison.run(PaperSettings(MLP.self, for: club)),
]
precondition(rows.map(\.name) == ["custom", "mlp"] && rows[0].testAccuracies.count == 2)

let inputs = try loaded.features(of: club)
precondition(loaded.model.activations(inputs, in: club.structure).map(\.shape) == [[34, 8]])
precondition(loaded.model.attention(inputs, in: club.structure).count == 1)
precondition(loaded.model.summary(inputs, in: club.structure).rows.contains { $0.name == "first.lin" })
let explanation = loaded.model.explanation(of: 7, inputs, in: club.structure, by: .integratedGradients())
precondition(!explanation.messages.isEmpty)
