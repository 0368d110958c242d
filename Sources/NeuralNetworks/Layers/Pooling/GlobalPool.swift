public import Autograd
internal import TensorCore

/// The mean of every channel.
///
/// Shapes: x `[batch, channels, ...]`, y `[batch, channels]`.
public struct GlobalAveragePool: Layer {
  /// Creates the layer.
  public init() {}

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let planes = input.asPlanes(for: "GlobalAveragePool")
    let size = planes.imageSize(for: "GlobalAveragePool")
    return planes.averagePooled(PoolingWindows(size: size, output: 1, shape: input.shape))
      .reshaped([input.shape[0], input.shape[1]])
  }
}

/// The largest number of every channel; the gradient goes to where it stands first.
///
/// Shapes: x `[batch, channels, ...]`, y `[batch, channels]`.
public struct GlobalMaxPool: Layer {
  /// Creates the layer.
  public init() {}

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let planes = input.asPlanes(for: "GlobalMaxPool")
    let size = planes.imageSize(for: "GlobalMaxPool")
    return planes.maximumPooled(PoolingWindows(size: size, output: 1, shape: input.shape))
      .reshaped([input.shape[0], input.shape[1]])
  }
}

extension Variable {
  /// `[batch, channels, ...]` as images of one row.
  fileprivate func asPlanes(for layer: StaticString) -> Variable {
    guard shape.rank >= 2 else { shapeFailure(layer, [shape], "takes [batch, channels, ...]") }
    return reshaped([shape[0], shape[1], 1, shape.product(2..<shape.rank)])
  }
}
