public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Layers of learnt functions of sets, then a linear layer (Chien et al. 2022). Names: `conv1...`, `conv2...`, `lin...`.
public struct AllSetTransformer: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// The layers, as many as hidden sizes.
  public var convolutions: [AllSetConv]
  /// From the last layer to the classes.
  public var outputLin: Linear
  private let inputDropout: Dropout
  private let dropout: Dropout

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    let sizes = [architecture.featureCount] + architecture.hidden
    let stream = { (number: Int) in
      RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(number))
    }
    convolutions = zip(sizes, sizes.dropFirst()).enumerated().map { layer, size in
      AllSetConv(
        inputSize: size.0, outputSize: size.1, heads: architecture.count(.heads),
        dropout: architecture.dropout, addsSelfLoops: architecture.addsSelfLoops, stream: stream(layer))
    }
    outputLin = Linear(
      inputSize: sizes[sizes.count - 1], outputSize: architecture.classCount, stream: stream(sizes.count))
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("lin", &outputLin)
  }

  /// To hyperedges and back, for every layer.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolutions.flatMap { $0.messageSteps(of: structure) }
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    for (layer, convolution) in convolutions.enumerated() {
      let output = convolution(input, along: propagation.steps[(2 * layer)..<(2 * layer + 2)], context)
      context.activations?.append(output.value)
      input = .dense(dropout(output, context))
    }
    return outputLin(input, context)
  }
}
