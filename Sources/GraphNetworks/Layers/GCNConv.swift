public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// Graph convolution: Y = A^ X W + b with A^ = D~^-1/2 (A + I) D~^-1/2 (Kipf and Welling 2017, equation 2).
///
/// Shapes: X `[nodes, inputSize]`, A^ `[nodes, nodes]`, Y `[nodes, outputSize]`. The normalised adjacency is an
/// argument, made once by `graph.adjacency(.symmetric, selfLoopWeight: 1)`. Names: `lin.weight`, `bias`.
public struct GCNConv: Module {
  /// X W.
  public var lin: Linear
  /// b, `[outputSize]`.
  public var bias: Parameter?

  /// Draws W after Glorot and Bengio; the bias, where there is one, starts at 0.
  public init(inputSize: Int, outputSize: Int, hasBias: Bool = true, stream: RandomStream) {
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false, stream: stream)
    bias = hasBias ? Parameter(Tensor(zeros: [outputSize])) : nil
  }

  /// Shows `lin` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin", &lin)
    visitor("bias", &bias)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on adjacency: SparseMatrix<Float>, _ context: ForwardContext
  ) -> Variable {
    let propagated = adjacency.multiplied(by: lin(features, context))
    return bias.map { propagated + context[$0] } ?? propagated
  }
}
