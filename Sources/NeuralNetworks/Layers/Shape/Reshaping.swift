// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A layer that flattens all axes except the first: `[batch, ...]` to `[batch, features]`.
public struct Flatten: Layer {
  /// Creates the layer.
  public init() {}

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the same elements as `[batch, features]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank > 0 else { shapeFailure("Flatten", [input.shape], "expected [batch, ...]") }
    return input.reshaped([input.shape[0], input.shape.product(1..<input.shape.rank)])
  }
}

/// A layer that changes the shape of each example of a batch: `[batch, ...]` to `[batch] + shape`.
public struct Reshape: Layer {
  /// The new shape of each example.
  public let shape: Shape

  /// Creates the layer.
  public init(_ shape: Shape) { self.shape = shape }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the same elements as `[batch] + shape`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank > 0 else { shapeFailure("Reshape", [input.shape], "expected [batch, ...]") }
    return input.reshaped(Shape([input.shape[0]] + Array(shape)))
  }
}

/// A layer that adds rows and columns of zeros around images.
///
/// Shapes: x `[batch, channels, height, width]`, y
/// `[batch, channels, height + top + bottom, width + left + right]`.
public struct ZeroPadding2D: Layer {
  /// The number of rows and columns to add on each side.
  public let margins: Margins

  /// Creates the layer.
  public init(_ margins: Margins) { self.margins = margins }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the padded images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    _ = input.imageSize(for: "ZeroPadding2D")
    return input.framed(margins)
  }
}

/// A layer that removes rows and columns along the edges of images.
///
/// Shapes: x `[batch, channels, height, width]`, y
/// `[batch, channels, height - top - bottom, width - left - right]`.
public struct Cropping2D: Layer {
  /// The number of rows and columns to remove on each side.
  public let margins: Margins

  /// Creates the layer.
  public init(_ margins: Margins) { self.margins = margins }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the cropped images. Traps if the margins are larger than the image.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.imageSize(for: "Cropping2D")
    guard margins.top + margins.bottom <= size.height && margins.left + margins.right <= size.width else {
      shapeFailure("Cropping2D", [input.shape], "the margins \(margins) are larger than the image")
    }
    return input.framed(
      Margins(top: -margins.top, bottom: -margins.bottom, left: -margins.left, right: -margins.right))
  }
}

/// A layer that enlarges images by integer factors.
///
/// Shapes: x `[batch, channels, height, width]`, y
/// `[batch, channels, factor height x height, factor width x width]`.
public struct UpSampling2D: Layer {
  /// The method that computes the new pixels.
  public enum Interpolation: Sendable, Hashable {
    /// Repeats each pixel.
    case nearest
    /// Interpolates linearly between the centres of the pixels (PyTorch's `align_corners=False`, Keras).
    case bilinear
  }

  /// The factors for height and width.
  public let factor: Extent2D
  /// The method that computes the new pixels.
  public let interpolation: Interpolation

  /// Creates the layer. Traps if a factor is not positive.
  public init(factor: Extent2D = 2, interpolation: Interpolation = .nearest) {
    guard factor.height > 0 && factor.width > 0 else {
      fatalError("UpSampling2D: factor \(factor) is not positive")
    }
    self.factor = factor
    self.interpolation = interpolation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the enlarged images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.imageSize(for: "UpSampling2D")
    let output = Extent2D(height: size.height * factor.height, width: size.width * factor.width)
    return input.resampled(
      Resampling(size: size, outputSize: output, mode: interpolation == .nearest ? .nearest : .bilinear))
  }
}
