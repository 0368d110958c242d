public import Autograd
public import TensorCore

/// All axes but the first made one: `[batch, ...]` to `[batch, features]`.
public struct Flatten: Layer {
  /// Creates the layer.
  public init() {}

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The same numbers.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank > 0 else { shapeFailure("Flatten", [input.shape], "takes [batch, ...]") }
    return input.reshaped([input.shape[0], input.shape.product(1..<input.shape.rank)])
  }
}

/// Another shape for every element of a batch: `[batch, ...]` to `[batch] + shape`.
public struct Reshape: Layer {
  /// The shape of an element.
  public let shape: Shape

  /// Creates the layer.
  public init(_ shape: Shape) { self.shape = shape }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The same numbers.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank > 0 else { shapeFailure("Reshape", [input.shape], "takes [batch, ...]") }
    return input.reshaped(Shape([input.shape[0]] + Array(shape)))
  }
}

/// Rows and columns of zeros around images.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height + top + bottom, width + left + right]`.
public struct ZeroPadding2D: Layer {
  /// How many.
  public let margins: Margins

  /// Creates the layer.
  public init(_ margins: Margins) { self.margins = margins }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The larger images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    _ = input.imageSize(for: "ZeroPadding2D")
    return input.framed(margins)
  }
}

/// Images without some rows and columns along their edges.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height - top - bottom, width - left - right]`.
public struct Cropping2D: Layer {
  /// How many.
  public let margins: Margins

  /// Creates the layer.
  public init(_ margins: Margins) { self.margins = margins }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The smaller images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.imageSize(for: "Cropping2D")
    guard margins.top + margins.bottom <= size.height && margins.left + margins.right <= size.width else {
      shapeFailure("Cropping2D", [input.shape], "\(margins) is more than there is")
    }
    return input.framed(
      Margins(top: -margins.top, bottom: -margins.bottom, left: -margins.left, right: -margins.right))
  }
}

/// Images made larger by whole factors.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, factor height x height, factor width x width]`.
public struct UpSampling2D: Layer {
  /// How to fill in.
  public enum Interpolation: Sendable, Hashable {
    /// Every pixel repeated.
    case nearest
    /// Straight lines between the pixels' centres (PyTorch's `align_corners=False`, Keras).
    case bilinear
  }

  /// How many times larger.
  public let factor: Extent2D
  /// How to fill in.
  public let interpolation: Interpolation

  /// Creates the layer.
  public init(factor: Extent2D = 2, interpolation: Interpolation = .nearest) {
    guard factor.height > 0 && factor.width > 0 else {
      fatalError("UpSampling2D: factor \(factor) is not positive")
    }
    self.factor = factor
    self.interpolation = interpolation
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The larger images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.imageSize(for: "UpSampling2D")
    let output = Extent2D(height: size.height * factor.height, width: size.width * factor.width)
    return input.resampled(
      Resampling(size: size, outputSize: output, mode: interpolation == .nearest ? .nearest : .bilinear))
  }
}
