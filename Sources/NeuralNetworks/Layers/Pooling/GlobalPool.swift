// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Global average pooling: the mean of each channel.
///
/// Shapes: x `[batch, channels, ...]`, y `[batch, channels]`.
public struct GlobalAveragePool: Layer {
  /// Creates the layer.
  public init() {}

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let planes = input.asPlanes(for: "GlobalAveragePool")
    let size = planes.imageSize(for: "GlobalAveragePool")
    return planes.averagePooled(PoolingWindows(size: size, output: 1, shape: input.shape))
      .reshaped([input.shape[0], input.shape[1]])
  }
}

/// Global max-pooling: the maximum of each channel. The gradient flows to its first occurrence.
///
/// Shapes: x `[batch, channels, ...]`, y `[batch, channels]`.
public struct GlobalMaxPool: Layer {
  /// Creates the layer.
  public init() {}

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let planes = input.asPlanes(for: "GlobalMaxPool")
    let size = planes.imageSize(for: "GlobalMaxPool")
    return planes.maximumPooled(PoolingWindows(size: size, output: 1, shape: input.shape))
      .reshaped([input.shape[0], input.shape[1]])
  }
}

extension Variable {
  /// Returns `[batch, channels, ...]` as images with one row. Traps if there are fewer than two axes.
  fileprivate func asPlanes(for layer: StaticString) -> Variable {
    guard shape.rank >= 2 else { shapeFailure(layer, [shape], "expected [batch, channels, ...]") }
    return reshaped([shape[0], shape[1], 1, shape.product(2..<shape.rank)])
  }
}
