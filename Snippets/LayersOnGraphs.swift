// Creates a graph in memory and a network of two graph layers, and trains the network with a manual
// loop.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let people = try NodeDataset(
  edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
  features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  labels: ["ada": "x", "bob": "y", "cyd": "x"],
  split: .nodes(train: ["ada", "bob"]))

struct TwoLayers: Module {
  var first: GCNConv
  var second: GATConv

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
  }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    let hidden = first(x, in: graph, context).relu()
    return second(hidden, in: graph, context)
  }
}

var model = TwoLayers(
  first: GCNConv(inputSize: 2, outputSize: 8),
  second: GATConv(inputSize: 8, outputSize: 2)
).initialized(seed: 1)
var optimizer = Adam(learningRate: 0.05)
let (features, graph) = (FeatureVariable(people.features), people.structure)
let train = try people.resolvedSplit(seed: 0).train
for step in 0..<200 {
  let (loss, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
    model(features, in: graph, context).crossEntropy(labels: people.labels, rows: train)
  }
  optimizer.update(&model, along: gradients.clipped(norm: 5))
  if step % 50 == 0 { print("step \(step): loss \(loss)") }
}
let predictions = model(features, in: graph, ForwardContext()).value.argmax(axis: 1)
for (name, label) in zip(people.nodeIdentifiers, predictions) {
  print("\(name): \(people.classNames[Int(label)])")
}
// snippet.hide
guard predictions[0] == people.labels[0] && predictions[1] == people.labels[1] else {
  fatalError("the predictions of the two training nodes are wrong")
}
