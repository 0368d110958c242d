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

let why = try classifier.explanation(of: "9", in: club)
for message in why.messages.prefix(3) {
  let (source, target) = (club.nodeIdentifiers[message.source], club.nodeIdentifiers[message.target])
  print("message from member \(source) to \(target): \(message.importance)")
}
print("without the most important messages the probability falls by \(why.fidelityPlus)")

let attentive = try Trainer(epochs: 50, seed: 1).fit(GAT(for: club), to: club).classifier
for entry in try attentive.attention(in: club)[0].entries.prefix(3) {
  let (source, target) = (club.nodeIdentifiers[entry.source], club.nodeIdentifiers[entry.target])
  print("member \(target) attends to \(source): \(entry.weights)")
}

let response = try FrequencyResponse(of: model.filters[0], in: club.graph)
print("gain at the lowest frequency \(response.gains[0]), at the highest \(response.gains[33])")
