public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The layers of "UniGNN: a unified framework for graph and hypergraph neural networks" (Huang and Yang 2021), of which every graph layer
/// has one: hyperedges hear the mean of their nodes, h_e, and nodes hear hyperedges as they hear neighbours there.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Names: `W.weight`, `eps` where it is learnt, `bias`.
public struct UniGNNConv: HypergraphConvolution {
  /// How nodes hear hyperedges.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// UniGCN: y_i = 1 / sqrt(d_i) times the sum of h_e / sqrt(d_e), d_e the mean number of hyperedges of e's nodes (equation 6).
    case convolution
    /// UniSAGE: y_i = W x_i + the sum of h_e (equation 9).
    case sample
    /// UniGIN: y_i = (1 + epsilon) W x_i + the sum of h_e, epsilon learnt (equation 8).
    case isomorphism
  }

  /// W.
  public var lin: Linear
  /// epsilon of UniGIN, `[1]`.
  public var epsilon: Parameter?
  /// b.
  public var bias: Parameter?
  /// How nodes hear hyperedges.
  public let kind: Kind
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool

  /// The initial W is drawn after Glorot and Bengio; the bias, where there is one, starts at 0, as epsilon does.
  public init(
    _ kind: Kind, inputSize: Int, outputSize: Int, addsSelfLoops: Bool = false, hasBias: Bool = true
  ) {
    self.kind = kind
    self.addsSelfLoops = addsSelfLoops
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
    epsilon = kind == .isomorphism ? Parameter([1], .zeros) : nil
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Means to hyperedges; back by degrees or sums.
  public var incidenceForm: IncidenceForm { kind == .convolution ? .unified : .meansAndSums }

  /// Only where a node does not look at itself, which it need not be in reach of.
  public var hasReceptiveFields: Bool { kind == .convolution }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin)
    visitor("eps", &epsilon)
    visitor("bias", &bias)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = lin(features, context)
    let heard = toNodes.aggregate(toHyperedges.aggregate(projected, .sum, context), .sum, context)
    let output =
      switch kind {
      case .convolution: heard
      case .sample: projected + heard
      case .isomorphism: epsilon.map { projected * (context[$0] + 1) + heard } ?? projected + heard
      }
    return bias.map { output + context[$0] } ?? output
  }
}
