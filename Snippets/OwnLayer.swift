// Defines a custom graph layer and trains a network of such layers like those of the library.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct DifferenceConv: MessagePassingLayer, NetworkConvolution {
  var lin: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(_ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext)
    -> Variable
  {
    edges.propagate(lin(features, context), aggregating: [.maximum], context) { message, _ in
      message.target + (message.source - message.target).relu()
    }
  }

  // Lets `ConvolutionNetwork` build networks of this layer. They have the settings that all such networks have.
  static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> DifferenceConv {
    DifferenceConv(lin: Linear(inputSize: place.inputSize, outputSize: place.outputSize))
  }
}
// snippet.hide
let club = try DatasetCatalog().dataset("karate")
// snippet.show
let model = ConvolutionNetwork<DifferenceConv>(PlainNetworkConfiguration(hiddenSize: 4), for: club, seed: 1)
let run = try Trainer(epochs: 100, seed: 1).fit(model, to: club)
print("test accuracy \(run.testAccuracy)")
