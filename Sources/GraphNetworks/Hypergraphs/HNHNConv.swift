public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution with neurons for hyperedges too: Y = the weighted mean over a node's hyperedges of W_v Z + b_v, Z_e = relu of
/// the weighted mean over e's nodes of W_e x + b_e (Dong, Sawin and Bengio 2020, "HNHN", equations 1 to 3).
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Names: `theta_v2e`, `theta_e2v`, each with `weight` and `bias`.
public struct HNHNConv: HypergraphConvolution {
  /// W_e and b_e.
  public var hyperedgeLin: Linear
  /// W_v and b_v.
  public var nodeLin: Linear
  /// The weights of the means.
  public let incidenceForm: IncidenceForm
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  ///
  /// - Parameters:
  ///   - hyperedgeSize: the number of columns of a hyperedge; nil: as many as of the output.
  ///   - alpha: the power of a hyperedge's size in the mean over a node's hyperedges.
  ///   - beta: the power of a node's number of hyperedges in the mean over a hyperedge's nodes.
  public init(
    inputSize: Int, outputSize: Int, hyperedgeSize: Int? = nil, alpha: Double = 0, beta: Double = 0,
    addsSelfLoops: Bool = false
  ) {
    let size = hyperedgeSize ?? outputSize
    self.addsSelfLoops = addsSelfLoops
    incidenceForm = .powers(alpha: alpha, beta: beta)
    hyperedgeLin = Linear(inputSize: inputSize, outputSize: size)
    nodeLin = Linear(inputSize: size, outputSize: outputSize)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("theta_v2e", &hyperedgeLin)
    visitor("theta_e2v", &nodeLin)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let hyperedges = toHyperedges.aggregate(hyperedgeLin(features, context), .sum, context).relu()
    return toNodes.aggregate(nodeLin(hyperedges, context), .sum, context)
  }
}
