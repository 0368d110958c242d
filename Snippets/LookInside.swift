// Explains why a model predicts the class of a node, and measures whether the model smooths too much.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let club = try DatasetCatalog().dataset("karate")
let classifier = try Trainer(epochs: 200, seed: 1).fit(GCN(for: club), to: club).classifier
let (model, features) = (classifier.model, try classifier.features(of: club))

for layer in model.activations(features, in: club.structure) {
  let smoothness = Smoothness(of: layer, in: club.structure)
  print("energy \(smoothness.relativeEnergy), mean distance \(smoothness.meanAverageDistance)")
}

let why = model.explanation(of: 8, features, in: club.structure, by: .integratedGradients())
for message in why.messages.prefix(3) {
  print("message from member \(message.source + 1) to \(message.target + 1): \(message.importance)")
}
print("without the most important messages the probability falls by \(why.fidelityPlus)")

let response = try FrequencyResponse(of: model.filters[0], in: club.graph)
print("gain at the lowest frequency \(response.gains[0]), at the highest \(response.gains[33])")
