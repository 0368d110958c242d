// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution, `Y = D_v^-1/2 H W D_e^-1 H^T D_v^-1/2 (X Theta + b)` (Feng et al. 2019,
/// "Hypergraph neural networks", equation 11). The bias is where the authors' code has it.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Parameter names: `weight`
/// `[inputSize, outputSize]`, `bias`.
public struct HGNNConv: HypergraphConvolution {
  /// The linear layer with Theta and b.
  public var lin: Linear
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool
  /// The weights of the messages: ``IncidenceForm/symmetric``, or ``IncidenceForm/means`` for the layer
  /// of HGNN+ (Gao et al. 2022, equation 9).
  public let incidenceForm: IncidenceForm

  /// Creates the layer with a Glorot-uniform initial Theta and, if `hasBias` is true, a bias that starts
  /// at 0.
  public init(
    inputSize: Int, outputSize: Int, form: IncidenceForm = .symmetric, addsSelfLoops: Bool = false,
    hasBias: Bool = true
  ) {
    self.addsSelfLoops = addsSelfLoops
    incidenceForm = form
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &lin.weight)
    visitor("bias", &lin.bias)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    toNodes.aggregate(toHyperedges.aggregate(lin(features, context), .sum, context), .sum, context)
  }
}
