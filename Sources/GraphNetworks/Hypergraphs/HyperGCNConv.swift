public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Graph convolution on a graph that stands for the hypergraph: of every hyperedge the two nodes farthest apart along a random direction
/// are joined, with mediators the others to both of them; then Y = D~^-1/2 (A + I) D~^-1/2 X W + b (Yadati et al. 2019, "HyperGCN",
/// section 4).
///
/// The edges of a hyperedge e weigh 1 / |e|, with mediators 1 / (2 |e| - 3). The direction is drawn anew in every pass, and nodes are
/// compared by what enters the layer; ``FastHyperGCN`` has one for all and compares features. Shapes: X `[nodes, inputSize]`, Y
/// `[nodes, outputSize]`. Names: `W` `[inputSize, outputSize]`, `bias`.
public struct HyperGCNConv: HypergraphConvolution {
  /// W and b.
  public var lin: Linear
  /// Whether the other nodes of a hyperedge are joined to the two.
  public let hasMediators: Bool
  /// The initial W is drawn after Glorot and Bengio; the bias starts at 0.
  public init(inputSize: Int, outputSize: Int, hasMediators: Bool = true) {
    self.hasMediators = hasMediators
    lin = Linear(inputSize: inputSize, outputSize: outputSize)
  }

  /// No: each node is joined to itself in any case.
  public var addsSelfLoops: Bool { false }

  /// The incidence as it is.
  public var incidenceForm: IncidenceForm { .given }

  /// No: degrees depend on hyperedges that are out of reach.
  public var hasReceptiveFields: Bool { false }

  /// Shows `W` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin.weight)
    visitor("bias", &lin.bias)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projections = Self.projections(of: features, stream: context.nextStream(.sampling))
    let graph = Self.graphApproximation(
      of: toHyperedges.pattern, projections: projections, hasMediators: hasMediators)
    return output(features, on: graph, context)
  }

  /// The projections of the nodes onto a random direction whose parts are uniform in 0...1.
  static func projections(of features: FeatureVariable, stream: RandomStream) -> [Float] {
    let count = features.featureCount
    let direction = Tensor((0..<count).map { Float(stream.uniform(at: UInt64($0))) }, shape: [count, 1])
    return features.multiplied(by: Variable(direction)).value.scalars
  }

  /// The output on the graph that approximates the hypergraph.
  func output(_ features: FeatureVariable, on graph: MessageEdges, _ context: ForwardContext) -> Variable {
    let heard = graph.aggregate(features.multiplied(by: context[lin.weight]), .sum, context)
    return lin.bias.map { heard + context[$0] } ?? heard
  }
}
