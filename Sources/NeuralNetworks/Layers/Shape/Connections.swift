public import Autograd
internal import TensorCore

/// x + f(x), or with a second path g(x) + f(x) (He et al. 2016). Names: `body`, `shortcut`.
public struct Residual<Body: Layer>: Layer {
  /// f.
  public var body: Body
  /// g; nil: x itself.
  public var shortcut: Sequential?
  /// Whether max(y, 0) is put out, in the same pass.
  public let isRectified: Bool

  /// Creates the layer.
  public init(_ body: Body, shortcut: Sequential? = nil, isRectified: Bool = false) {
    self.body = body
    self.shortcut = shortcut
    self.isRectified = isRectified
  }

  /// Shows both paths.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("body", &body)
    visitor("shortcut", &shortcut)
  }

  /// The sum; paths of different shapes stop the program.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = body(input, context)
    let around = shortcut?(input, context) ?? input
    guard output.shape == around.shape else {
      shapeFailure(
        "Residual", [around.shape, output.shape],
        "both paths must have one shape; give the other one a shortcut")
    }
    return isRectified ? output.addingRectified(around) : output + around
  }
}

/// The outputs of several layers for one input, one after the other along an axis: parallel paths. Names: the layers' numbers.
public struct Concatenate: Layer {
  /// The paths.
  public var paths: [any Layer]
  /// The axis; 1 are the channels.
  public let axis: Int

  /// Creates the layer.
  public init(_ paths: any Layer..., axis: Int = 1) {
    self.paths = paths
    self.axis = axis
  }

  /// Shows every path.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for index in paths.indices { visitor("\(index)", &paths[index]) }
  }

  /// All outputs.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    .concatenated(paths.map { $0(input, context) }, axis: axis)
  }
}

/// The input and the output of a layer, one after the other along an axis, as in DenseNet (Huang et al. 2017). Names: `body`.
public struct DenseConnection<Body: Layer>: Layer {
  /// The layer.
  public var body: Body
  /// The axis; 1 are the channels.
  public let axis: Int

  /// Creates the connection.
  public init(_ body: Body, axis: Int = 1) {
    self.body = body
    self.axis = axis
  }

  /// Shows the layer.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("body", &body) }

  /// Both.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    .concatenated([input, body(input, context)], axis: axis)
  }
}
