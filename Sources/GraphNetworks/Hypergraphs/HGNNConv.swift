public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution: Y = D_v^-1/2 H W D_e^-1 H^T D_v^-1/2 (X Theta + b) (Feng et al. 2019, "Hypergraph neural networks", equation 11,
/// with the bias where the authors' code has it).
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Names: `weight` `[inputSize, outputSize]`, `bias`.
public struct HGNNConv: HypergraphConvolution {
  /// Theta and b.
  public var lin: Linear
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool
  /// ``IncidenceForm/symmetric``, or ``IncidenceForm/means``, with which the layer is that of HGNN+ (Gao et al. 2022, equation 9).
  public let incidenceForm: IncidenceForm

  /// The initial Theta is drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, form: IncidenceForm = .symmetric, addsSelfLoops: Bool = false,
    hasBias: Bool = true
  ) {
    self.addsSelfLoops = addsSelfLoops
    incidenceForm = form
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &lin.weight)
    visitor("bias", &lin.bias)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    toNodes.aggregate(toHyperedges.aggregate(lin(features, context), .sum, context), .sum, context)
  }
}
