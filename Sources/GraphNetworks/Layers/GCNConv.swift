public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Graph convolution: Y = A^ X W + b with A^ = D~^-1/2 (A + I) D~^-1/2 (Kipf and Welling 2017, equation 2).
///
/// Shapes: X `[sources, inputSize]`, A^ `[targets, sources]`, Y `[targets, outputSize]`. Names: `lin.weight`, `bias`.
public struct GCNConv: MessagePassingLayer {
  /// X W.
  public var lin: Linear
  /// b, `[outputSize]`.
  public var bias: Parameter?
  /// The weight of the edge from a node to itself that is added where there is none: 2 is the improved GCN of Gao and Ji (2019).
  public let selfLoopWeight: Double

  /// The initial W is drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, selfLoopWeight: Double = 1, hasBias: Bool = true
  ) {
    self.selfLoopWeight = selfLoopWeight
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Shows `lin` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin", &lin)
    visitor("bias", &bias)
  }

  /// A^.
  public var edgeForm: EdgeForm { .symmetric(selfLoopWeight: selfLoopWeight) }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let propagated = edges.aggregate(lin(features, context), .sum, context)
    return bias.map { propagated + context[$0] } ?? propagated
  }
}
