// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Residual gated graph convolution: `y_i` is `W_skip x_i + b` plus the sum of
/// `sigmoid(W_key x_i + W_query x_j) * (W_value x_j)` over the neighbours j, element by element (Bresson
/// and Laurent 2017, "Residual gated graph ConvNets", equation 11). Edge weights are ignored.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lin_key`, `lin_query`,
/// `lin_value`, each with `weight` and `bias`, `lin_skip.weight`, `bias`.
public struct ResGatedGraphConv: MessagePassingLayer {
  /// The linear layer with W_key and a bias.
  public var keyLin: Linear
  /// The linear layer with W_query and a bias.
  public var queryLin: Linear
  /// The linear layer with W_value and a bias.
  public var valueLin: Linear
  /// The linear layer with W_skip.
  public var skipLin: Linear
  /// The bias b, `[outputSize]`.
  public var bias: Parameter

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0.
  public init(inputSize: Int, outputSize: Int) {
    let linear = { (hasBias: Bool) in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    }
    keyLin = linear(true)
    queryLin = linear(true)
    valueLin = linear(true)
    skipLin = linear(false)
    bias = Parameter([outputSize], .zeros)
  }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("bias", &bias)
    visitor("lin_key", &keyLin)
    visitor("lin_query", &queryLin)
    visitor("lin_value", &valueLin)
    visitor("lin_skip", &skipLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources. The gates
  /// exist for only one block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let size = valueLin.outputSize
    let spoken = Variable.concatenated([queryLin(features, context), valueLin(features, context)], axis: 1)
    let heard = edges.propagate(
      spoken, targets: edges.targetRows(of: features, through: keyLin, context), context
    ) {
      input, _ in
      let (query, value) = (
        input.source.slice(axis: 1, 0..<size), input.source.slice(axis: 1, size..<2 * size)
      )
      return (input.target + query).map(.sigmoid) * value
    }
    return heard + edges.targetRows(of: features, through: skipLin, context) + context[bias]
  }
}
