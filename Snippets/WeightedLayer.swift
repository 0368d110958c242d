// Defines a graph layer with gates, edge weights and a root term, checks its gradients, and trains a network of
// such layers with a custom loss.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
/// h_i' = root h_i + sum_j w_ij sigmoid(gate h_i + gate h_j) * (value h_j)
struct GatedConv: MessagePassingLayer, NetworkConvolution {
  var root: Linear
  var gate: Linear
  var value: Linear

  init(inputSize: Int, outputSize: Int) {
    root = Linear(inputSize: inputSize, outputSize: outputSize)
    gate = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
    value = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("root", &root)
    visitor("gate", &gate)
    visitor("value", &value)
  }

  func callAsFunction(_ x: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext) -> Variable {
    let (gates, values) = (gate(x, context), value(x, context))
    let size = gates.shape[1]
    let sum = edges.propagate(
      .concatenated([gates, values], axis: 1), targets: edges.targetRows(of: gates), context
    ) { message, context in
      let gate = (message.target + message.source.slice(axis: 1, 0..<size)).sigmoid()
      context.observer?.note(attention: gate, of: edges.pattern)
      let gated = gate * message.source.slice(axis: 1, size..<2 * size)
      return message.weight.map { gated * $0 } ?? gated
    }
    return edges.targetRows(of: root(x, context)) + sum
  }

  static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> GatedConv {
    GatedConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
// snippet.hide
let club = try DatasetCatalog().dataset("karate")
// snippet.show
let layer = GatedConv(inputSize: 34, outputSize: 4).initialized(seed: 1)
let deviations = layer.gradientDeviations { layer, context in
  layer(FeatureVariable(club.features), in: club.structure, context).square().sum()
}
// snippet.hide
guard deviations.allSatisfy({ $0.relativeError < 0.01 }) else { fatalError("\(deviations)") }
let graph = club.structure
let features = FeatureVariable(club.features)
let train = try club.resolvedSplit(seed: 0).train
// snippet.show
var model = ConvolutionNetwork<GatedConv>(PlainNetworkConfiguration(hiddenSizes: [8, 8]), for: club, seed: 1)
var optimizer = Adam(learningRate: 0.01)
let adjacency = graph.edges(.symmetric(selfLoopWeight: nil)).sums
for step in 0..<100 {
  let (_, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
    let scores = model(features, in: graph, context)
    // x^T (I - D^-1/2 A D^-1/2) x: neighbours should have similar scores.
    let roughness = (scores * (scores - adjacency.multiplied(by: scores))).mean()
    return scores.crossEntropy(labels: club.labels, rows: train) + 0.1 * roughness
  }
  optimizer.update(&model, along: gradients)
}
let accuracy = model.scores(club.features, in: graph).accuracy(
  labels: club.labels, rows: try club.resolvedSplit(seed: 0).test)
print("test accuracy \(accuracy), gates of \(model.attention(club.features, in: graph).count) layers")
// snippet.hide
guard accuracy >= 0.7, model.attention(club.features, in: graph).count == 3 else { fatalError("\(accuracy)") }
