public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A linear layer, a gated graph convolution, a linear layer (Li et al. 2016). Names: `lin1...`, `conv...`, `lin2...`.
public struct GatedGraphNetwork: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolution, of as many steps as the setting `hops`.
  public var convolution: GatedGraphConv

  /// Other than one hidden size stops the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    ends = LinearEnds(architecture, seed: seed)
    convolution = GatedGraphConv(
      outputSize: ends.inputLin.outputSize, layers: architecture.count(.hops),
      stream: LinearEnds.stream(seed, 1))
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolution)
  }

  /// The edges as they are, for every step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolution.messageSteps(of: structure)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let start = ends.dropout.afterReLU(ends.hidden(features, context), context)
    let states = convolution(.dense(start), along: propagation.steps[...], context)
    context.activations?.append(states.value)
    return ends.outputLin(ends.dropout(states, context), context)
  }
}
