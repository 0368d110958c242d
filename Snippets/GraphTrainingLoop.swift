// Defines a model of variable depth with a custom parameter, and trains it on a graph with a manual loop
// that uses a schedule, validation and the best weights.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct DeepNetwork: NodeClassifier {
  struct Configuration: ModelConfiguration {
    var hiddenSizes = [16, 16]
    var dropout: Float = 0.5
  }

  let configuration: Configuration
  var layers: [GCNConv]
  var gain: Parameter
  let dropout: Dropout

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes + [data.classCount]
    layers = zip(sizes, sizes.dropFirst()).map { GCNConv(inputSize: $0, outputSize: $1) }
    gain = Parameter([configuration.hiddenSizes.count], .ones)
    dropout = Dropout(rate: configuration.dropout)
  }

  // The parameters are named layers.0.lin.weight, layers.0.bias and so on.
  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layers", &layers)
    visitor("gain", &gain)
  }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    // The context returns the variable of a parameter in this pass.
    let gain = context[gain]
    var x = x
    for (number, layer) in layers.dropLast().enumerated() {
      let hidden = layer(x, in: graph, context).relu() * gain.slice(axis: 0, number..<number + 1)
      context.observer?.note(activation: hidden)
      x = .dense(dropout(hidden, context))
    }
    return layers[layers.count - 1](x, in: graph, context)
  }
}

let club = try DatasetCatalog().dataset("karate").withSplit(.random(perClass: 4, validationPerClass: 4))
let split = try club.resolvedSplit(seed: 1)
let preparation = FeaturePreparation(for: club)
let features = try preparation.features(of: club)
let graph = club.structure

var model = DeepNetwork(for: club, seed: 1)
var optimizer = Adam(weightDecay: 5e-4, groups: [ParameterGroup(prefix: "gain", weightDecay: 0)])
let schedule = LearningRateSchedule.warmUp(steps: 10, then: .cosine(from: 0.02, steps: 190))
var best = (model: model, loss: Float.infinity, step: 0)
for step in 0..<200 {
  let (_, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
    model(FeatureVariable(features), in: graph, context).crossEntropy(labels: club.labels, rows: split.train)
  }
  optimizer.learningRate = schedule.learningRate(at: step)
  optimizer.update(&model, along: gradients.clipped(norm: 1))

  let scores = model.scores(features, in: graph)
  let loss = scores.crossEntropy(labels: club.labels, rows: split.validation)
  if loss < best.loss { best = (model, loss, step) }
  if step > best.step + 50 { break }
}
let accuracy = best.model.scores(features, in: graph).accuracy(labels: club.labels, rows: split.test)
print("test accuracy \(accuracy), with the weights of step \(best.step)")

let classifier = TrainedClassifier(best.model, preparation: preparation, data: club, split: split)
for prediction in try classifier.nodePredictions(for: club).prefix(3) {
  print("member \(prediction.node): \(prediction.className), \(prediction.probability)")
}
// snippet.hide
guard accuracy >= 0.7 else { fatalError("expected an accuracy of at least 0.7, found \(accuracy)") }
