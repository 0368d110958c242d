// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Gated graph convolution: x is padded with zeros to `outputSize` columns. Then, for each layer t, x_i
/// becomes `GRU(s_i, x_i)`, where s_i is the sum of `w_ij W_t x_j` over the neighbours j and w_ij is the
/// edge weight (Li et al. 2016, "Gated graph sequence neural networks", equations 2 to 6).
///
/// Shapes: x `[sources, at most outputSize]`, y `[targets, outputSize]`. Parameter names: `weight`
/// `[layers, outputSize, outputSize]`, `rnn...` of ``GRUCell``.
public struct GatedGraphConv: GraphConvolution {
  /// The matrices W_t of all layers, `[layers, outputSize, outputSize]`.
  public var weight: Parameter
  /// The cell that updates the rows of the nodes.
  public var cell: GRUCell
  /// The number of layers.
  public let stepCount: Int

  /// Creates the layer with Glorot-uniform initial weights W_t. The weights and biases of the cell start
  /// as in ``GRUCell``.
  public init(outputSize: Int, layers: Int) {
    stepCount = layers
    weight = Parameter(
      [layers, outputSize, outputSize], .glorotUniform, fanIn: outputSize, fanOut: outputSize)
    cell = GRUCell(inputSize: outputSize, hiddenSize: outputSize)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("rnn", &cell)
  }

  /// Returns the edges as they are for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.given), count: stepCount)
  }

  /// Returns the output, one row per target of the last step. Traps if there are more than `outputSize`
  /// features.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    var x = features.dense()
    let size = cell.hiddenSize
    guard x.shape[1] <= size else {
      shapeFailure("GatedGraphConv", [x.shape], "expected at most \(size) columns")
    }
    if x.shape[1] < size {
      x = .concatenated([x, Variable(Tensor(zeros: [x.shape[0], size - x.shape[1]]))], axis: 1)
    }
    for (layer, edges) in steps.enumerated() {
      let matrix = context[weight].slice(axis: 0, layer..<layer + 1).reshaped([size, size])
      let heard = edges.aggregate(x.matmul(matrix), .sum, context)
      x = cell(heard, state: RecurrentState(hidden: edges.targetRows(of: x)), context).hidden
    }
    return x
  }
}
