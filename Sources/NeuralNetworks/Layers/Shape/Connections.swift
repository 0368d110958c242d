// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A residual connection: `x + f(x)`, or `g(x) + f(x)` with a shortcut g (He et al. 2016). Parameter
/// names: `body`, `shortcut`.
public struct Residual<Body: Layer>: Layer {
  /// f, the layer whose output is added.
  public var body: Body
  /// g, the shortcut; nil means that x itself is added.
  public var shortcut: Sequential?
  /// Whether the output is `max(y, 0)`, computed in the same step.
  public let isRectified: Bool

  /// Creates the connection.
  public init(_ body: Body, shortcut: Sequential? = nil, isRectified: Bool = false) {
    self.body = body
    self.shortcut = shortcut
    self.isRectified = isRectified
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("body", &body)
    visitor("shortcut", &shortcut)
  }

  public mutating func build(inputShape: Shape) {
    body.build(inputShape: inputShape)
    shortcut?.build(inputShape: inputShape)
  }

  /// Returns the sum of both paths. Traps if their outputs have different shapes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = body(input, context)
    let around = shortcut?(input, context) ?? input
    guard output.shape == around.shape else {
      shapeFailure(
        "Residual", [around.shape, output.shape],
        "both paths must have the same shape; add a shortcut that changes the shape of the input")
    }
    return isRectified ? output.addingRectified(around) : output + around
  }
}

/// Parallel layers with the same input, whose outputs are concatenated along an axis. Parameter names
/// start with the number of the layer.
public struct Concatenate: Layer {
  /// The layers.
  public var paths: [any Layer]
  /// The axis of concatenation; 1 is the channel axis.
  public let axis: Int

  /// Creates the layer.
  public init(_ paths: any Layer..., axis: Int = 1) {
    self.paths = paths
    self.axis = axis
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for index in paths.indices { visitor("\(index)", &paths[index]) }
  }

  public mutating func build(inputShape: Shape) {
    for index in paths.indices { paths[index].build(inputShape: inputShape) }
  }

  /// Returns the concatenated outputs.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    .concatenated(paths.map { $0(input, context) }, axis: axis)
  }
}

/// A dense connection: the input and the output of a layer, concatenated along an axis, as in DenseNet
/// (Huang et al. 2017). Parameter name: `body`.
public struct DenseConnection<Body: Layer>: Layer {
  /// The layer.
  public var body: Body
  /// The axis of concatenation; 1 is the channel axis.
  public let axis: Int

  /// Creates the connection.
  public init(_ body: Body, axis: Int = 1) {
    self.body = body
    self.axis = axis
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("body", &body) }

  public mutating func build(inputShape: Shape) { body.build(inputShape: inputShape) }

  /// Returns the input followed by the output of the layer.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    .concatenated([input, body(input, context)], axis: axis)
  }
}
