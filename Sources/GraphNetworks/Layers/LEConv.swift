// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Local extremum convolution: `y_i` is `W_3 x_i + b_3` plus the sum of `e_ij (W_1 x_j + b_1 - W_2 x_i)`
/// over the neighbours j, where e_ij is the edge weight (Ranjan, Sanyal and Talukdar 2020, "ASAP",
/// equation 7).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lin1.weight`,
/// `lin1.bias`, `lin2.weight`, `lin3.weight`, `lin3.bias`.
public struct LEConv: MessagePassingLayer {
  /// The linear layer with W_1 and b_1.
  public var sourceLin: Linear
  /// The linear layer with W_2.
  public var targetLin: Linear
  /// The linear layer with W_3 and b_3.
  public var rootLin: Linear

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0.
  public init(inputSize: Int, outputSize: Int) {
    let linear = { (hasBias: Bool) in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    }
    sourceLin = linear(true)
    targetLin = linear(false)
    rootLin = linear(true)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &sourceLin)
    visitor("lin2", &targetLin)
    visitor("lin3", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources. The difference
  /// is linear, so no messages per edge are created.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let heard = edges.aggregate(sourceLin(features, context), .sum, context)
    let degrees = edges.aggregate(
      Variable(Tensor(repeating: 1, shape: [edges.pattern.columnCount, 1])), .sum, context)
    return heard - edges.targetRows(of: features, through: targetLin, context) * degrees
      + edges.targetRows(of: features, through: rootLin, context)
  }
}
