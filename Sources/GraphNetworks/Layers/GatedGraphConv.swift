public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Gated graph convolution: x is filled up with zeros to `outputSize`, then as many times as there are layers x_i becomes
/// GRU(the sum of w_ij W_t x_j, w_ij the weight of the edge, over the neighbours j, x_i) (Li et al. 2016, "Gated graph sequence neural networks", equations 2 to 6).
///
/// Shapes: x `[sources, at most outputSize]`, y `[targets, outputSize]`. Names: `weight` `[layers, outputSize, outputSize]`,
/// `rnn...` of ``GRUCell``.
public struct GatedGraphConv: GraphConvolution {
  /// W of every layer.
  public var weight: Parameter
  /// What updates a node.
  public var cell: GRUCell
  /// The number of layers.
  public let stepCount: Int

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  public init(outputSize: Int, layers: Int) {
    stepCount = layers
    weight = Parameter(
      [layers, outputSize, outputSize], .glorotUniform, fanIn: outputSize, fanOut: outputSize)
    cell = GRUCell(inputSize: outputSize, hiddenSize: outputSize)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("rnn", &cell)
  }

  /// The edges as they are, every time.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.given), count: stepCount)
  }

  /// The output. More features than `outputSize` stop the program.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    var x = features.dense()
    let size = cell.hiddenSize
    guard x.shape[1] <= size else { shapeFailure("GatedGraphConv", [x.shape], "at most \(size) columns fit") }
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
