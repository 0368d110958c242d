public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A linear layer, a gated graph convolution, a linear layer (Li et al. 2016). Names: `lin1...`, `conv...`, `lin2...`.
public struct GatedGraphNetwork: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// From features to the hidden size.
  public var inputLin: Linear
  /// The convolution, of as many steps as the setting `hops`.
  public var convolution: GatedGraphConv
  /// From the hidden size to the classes.
  public var outputLin: Linear
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Other than one hidden size stops the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    guard let size = architecture.hidden.first, architecture.hidden.count == 1 else {
      fatalError("GatedGraphNetwork: hidden sizes \(architecture.hidden), one was expected")
    }
    self.architecture = architecture
    let stream = { (number: UInt64) in RandomStream(seed: seed, purpose: .initialization, ordinal: number) }
    inputLin = Linear(inputSize: architecture.featureCount, outputSize: size, stream: stream(0))
    convolution = GatedGraphConv(outputSize: size, layers: architecture.count(.hops), stream: stream(1))
    outputLin = Linear(inputSize: size, outputSize: architecture.classCount, stream: stream(2))
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &inputLin)
    visitor("conv", &convolution)
    visitor("lin2", &outputLin)
  }

  /// The edges as they are, for every step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolution.messageSteps(of: structure)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let start = dropout.afterReLU(inputLin(inputDropout(features, context), context), context)
    let states = convolution(.dense(start), along: propagation.steps[...], context)
    context.activations?.append(states.value)
    return outputLin(dropout(states, context), context)
  }
}
