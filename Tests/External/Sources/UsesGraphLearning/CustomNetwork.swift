// SPDX-License-Identifier: Apache-2.0

import GraphLearning

/// An operation that the library does not have.
func softsign(_ x: Variable) -> Variable {
  Variable.custom("softsign", inputs: [x]) { values in
    values[0] / (1 + values[0].abs())
  } gradient: { gradient, values in
    let scale = 1 + values[0].abs()
    return [gradient / (scale * scale)]
  }
}

/// A layer that the library does not have: adds the largest positive difference to a neighbour to each
/// node's row.
struct DifferenceConv: MessagePassingLayer {
  var lin: Linear

  init(inputSize: Int, outputSize: Int) { lin = Linear(inputSize: inputSize, outputSize: outputSize) }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(_ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext)
    -> Variable
  {
    edges.propagate(lin(features, context), aggregating: [.maximum], context) { message, _ in
      message.target + (message.source - message.target).relu()
    }
  }
}

/// A model that the library does not have.
struct CustomNetwork: NodeClassifier {
  struct Configuration: ModelConfiguration {
    var hiddenSize = 8
    var attends = true
  }

  static let name = "custom"
  let configuration: Configuration
  var first: DifferenceConv
  var second: GATConv?
  var output: Linear

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    first = DifferenceConv(inputSize: data.featureCount, outputSize: configuration.hiddenSize)
    second =
      configuration.attends
      ? GATConv(inputSize: configuration.hiddenSize, outputSize: configuration.hiddenSize) : nil
    output = Linear(inputSize: configuration.hiddenSize, outputSize: data.classCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
    visitor("output", &output)
  }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    var hidden = softsign(first(x, in: graph, context))
    context.observer?.note(activation: hidden)
    if let second { hidden = second(hidden, in: graph, context).relu() }
    return output(hidden, context)
  }
}
