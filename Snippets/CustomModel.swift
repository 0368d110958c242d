// Defines a custom model, then trains, saves, loads, compares and inspects it like the models of the
// library.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

_ = FileManager.default.changeCurrentDirectoryPath(FileManager.default.temporaryDirectory.path)
// snippet.show
struct MyNetwork: NodeClassifier {
  struct Configuration: ModelConfiguration {
    var hiddenSize = 32
    var dropout: Float = 0.5
  }

  let configuration: Configuration
  var first: GCNConv
  var second: GATConv
  let dropout: Dropout

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    first = GCNConv(inputSize: data.featureCount, outputSize: configuration.hiddenSize)
    second = GATConv(inputSize: configuration.hiddenSize, outputSize: data.classCount)
    dropout = Dropout(rate: configuration.dropout)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
  }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    let hidden = first(x, in: graph, context).relu()
    context.observer?.note(activation: hidden)
    return second(dropout(hidden, context), in: graph, context)
  }
}

let club = try DatasetCatalog().dataset("karate")
let network = MyNetwork(MyNetwork.Configuration(hiddenSize: 16), for: club, seed: 1)
let run = try Trainer(epochs: 100, seed: 1).fit(network, to: club)
try run.classifier.save(to: "mine.safetensors")

let models = ModelRegistry.standard.adding(MyNetwork.self)
let mine = try TrainedClassifier(contentsOf: "mine.safetensors", models: models)
let isSame = try mine.predictions(for: club) == run.predictions

let comparison = Comparison(on: club, seeds: [0, 1, 2])
for row in [
  try comparison.run(PaperSettings(MyNetwork.self, MyNetwork.Configuration(hiddenSize: 16))),
  try comparison.run(PaperSettings(GAT.self, for: club)),
] {
  print("\(row.name): \(row.testAccuracyMean)")
}

let features = try mine.features(of: club)
print(mine.model.summary(features, in: club.structure))
let explanation = mine.model.explanation(of: 5, features, in: club.structure, by: .gnnExplainer())
print("most important neighbours of node 5: \(explanation.messages.prefix(3).map(\.source))")
// snippet.hide
guard isSame else { fatalError("the saved classifier predicts different classes") }
try FileManager.default.removeItem(atPath: "mine.safetensors")
