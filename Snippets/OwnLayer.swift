// A graph layer of one's own, trained like those of the library.

// snippet.hide
import GraphLearning

// snippet.show
struct DifferenceConv: MessagePassingLayer {
  var lin: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(_ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext)
    -> Variable
  {
    edges.propagate(lin(features, context), aggregating: [.maximum], context) { message, _ in
      message.target + (message.source - message.target).relu()
    }
  }
}
// snippet.hide
let club = try DatasetCatalog().dataset("karate")
let sizes = ModelArchitecture(
  name: "gcn", featureCount: club.features.featureCount, hidden: [4], classCount: club.classCount)
let model = ConvolutionNetwork(sizes, seed: 1) { input, output, _, stream in
  DifferenceConv(lin: Linear(inputSize: input, outputSize: output, stream: stream))
}
let run = try Trainer(epochs: 100, seed: 1).fit(model, to: club)
print("test accuracy \(run.testAccuracy)")
