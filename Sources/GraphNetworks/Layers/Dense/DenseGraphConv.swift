// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A graph convolution on an adjacency matrix that is given dense, for small graphs: `y = f(A X W + b)`, with A as
/// it is or normalised as by Kipf and Welling (2017). Large graphs take ``GCNConv``, which only touches edges.
///
/// Shapes: X `[nodes, inputSize]`, A `[nodes, nodes]`, y `[nodes, outputSize]`. Parameter names: `lin.weight`,
/// `lin.bias`.
public struct DenseGraphConv: Module {
  /// W and b, drawn with ``Initializer/glorotUniform``.
  public var lin: Linear
  /// Whether A becomes `D^-1/2 (A + I) D^-1/2` with the row sums D of A + I; 0 stands for an infinite `D^-1/2`.
  public let normalizes: Bool
  /// f; nil if there is none.
  public let activation: Activation?

  /// Creates the layer.
  public init(
    inputSize: Int, outputSize: Int, normalizes: Bool = false, activation: Activation? = .relu,
    hasBias: Bool = true
  ) {
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    self.normalizes = normalizes
    self.activation = activation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  /// Returns `f(A X W + b)`. Traps if A is not square or has another number of nodes than X.
  public func callAsFunction(_ x: Variable, adjacency: Tensor, _ context: ForwardContext) -> Variable {
    let nodes = x.shape.first ?? 0
    guard adjacency.shape == [nodes, nodes] else {
      fatalError("DenseGraphConv: the adjacency has shape \(adjacency.shape); expected [\(nodes), \(nodes)]")
    }
    let matrix = normalizes ? Self.normalized(adjacency) : adjacency
    // A (X W), then b, so that the bias is not summed over neighbours.
    let product = Variable(matrix).matmul(x.matmul(context[lin.weight]))
    let sum = lin.bias.map { product + context[$0] } ?? product
    return activation?(sum, context) ?? sum
  }

  /// Returns `D^-1/2 (A + I) D^-1/2`, where D are the row sums of A + I and 0 stands for an infinite root.
  public static func normalized(_ adjacency: Tensor) -> Tensor {
    let nodes = adjacency.shape[0]
    var values = adjacency.scalars
    for node in 0..<nodes { values[node * nodes + node] += 1 }
    let roots = (0..<nodes).map { row -> Float in
      let sum = values[row * nodes..<(row + 1) * nodes].reduce(0, +)
      return sum > 0 ? 1 / sum.squareRoot() : 0
    }
    for row in 0..<nodes {
      for column in 0..<nodes { values[row * nodes + column] *= roots[row] * roots[column] }
    }
    return Tensor(values, shape: [nodes, nodes])
  }
}

/// A network that puts one propagation between two linear layers: `y = relu(A (X W + b)) V + d`. Its scores are
/// those before a softmax.
///
/// Shapes: X `[nodes, inputSize]`, A `[nodes, nodes]`, y `[nodes, classes]`. Parameter names: `lin1`, `lin2`.
public struct LinearPropagationNetwork: Module {
  /// W and b.
  public var lin1: Linear
  /// V and d.
  public var lin2: Linear

  /// Creates the network.
  public init(inputSize: Int, hiddenSize: Int, classes: Int) {
    lin1 = Linear(inputSize: inputSize, outputSize: hiddenSize)
    lin2 = Linear(inputSize: hiddenSize, outputSize: classes)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &lin1)
    visitor("lin2", &lin2)
  }

  /// Returns the scores. Traps if the shapes of A and X do not fit.
  public func callAsFunction(_ x: Variable, adjacency: Tensor, _ context: ForwardContext) -> Variable {
    lin2(Variable(adjacency).matmul(lin1(x, context)).relu(), context)
  }
}
