// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Graph convolution: `Y = A^ X W + b` with `A^ = D~^-1/2 (A + I) D~^-1/2` (Kipf and Welling 2017,
/// equation 2).
///
/// Shapes: X `[sources, inputSize]`, A^ `[targets, sources]`, Y `[targets, outputSize]`. Parameter
/// names: `lin.weight`, `bias`.
public struct GCNConv: MessagePassingLayer {
  /// The linear layer with W.
  public var lin: Linear
  /// The bias b, `[outputSize]`; nil if there is none.
  public var bias: Parameter?
  /// The weight of the self-loop that each node without one gets. 2 gives the improved GCN of Gao and Ji
  /// (2019).
  public let selfLoopWeight: Double

  /// Creates the layer with a Glorot-uniform initial W and, if `hasBias` is true, a bias that starts
  /// at 0.
  public init(
    inputSize: Int, outputSize: Int, selfLoopWeight: Double = 1, hasBias: Bool = true
  ) {
    self.selfLoopWeight = selfLoopWeight
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin", &lin)
    visitor("bias", &bias)
  }

  /// A^.
  public var edgeForm: EdgeForm { .symmetric(selfLoopWeight: selfLoopWeight) }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let propagated = edges.aggregate(features, through: lin, .sum, context)
    return bias.map { propagated + context[$0] } ?? propagated
  }
}
