public import Autograd
internal import TensorCore

/// Zeros at both ends of sequences.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, start + length + end]`.
public struct ZeroPadding1D: Layer {
  /// How many stand before the first place.
  public let start: Int
  /// How many stand behind the last place.
  public let end: Int

  /// Creates the layer.
  public init(start: Int, end: Int) {
    guard start >= 0 && end >= 0 else {
      fatalError("ZeroPadding1D: \(start) and \(end) must not be negative")
    }
    (self.start, self.end) = (start, end)
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The longer sequences.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    _ = input.sequenceLength(for: "ZeroPadding1D")
    return input.asImages.framed(Margins(top: 0, bottom: 0, left: start, right: end)).asSequences
  }
}

/// Sequences without some places at their ends.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length - start - end]`.
public struct Cropping1D: Layer {
  /// How many places are taken off the beginning.
  public let start: Int
  /// How many are taken off the end.
  public let end: Int

  /// Creates the layer.
  public init(start: Int, end: Int) {
    guard start >= 0 && end >= 0 else { fatalError("Cropping1D: \(start) and \(end) must not be negative") }
    (self.start, self.end) = (start, end)
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The shorter sequences.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let length = input.sequenceLength(for: "Cropping1D").width
    guard start + end <= length else {
      shapeFailure("Cropping1D", [input.shape], "\(start) and \(end) places are more than there are")
    }
    return input.slice(axis: 2, start..<length - end)
  }
}

/// Sequences made longer by a whole factor.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, factor x length]`.
public struct UpSampling1D: Layer {
  /// How to fill in.
  public enum Interpolation: Sendable, Hashable {
    /// Every number repeated.
    case nearest
    /// Straight lines between the places' centres (PyTorch's `align_corners=False`).
    case linear
  }

  /// How many times longer.
  public let factor: Int
  /// How to fill in.
  public let interpolation: Interpolation

  /// Creates the layer.
  public init(factor: Int = 2, interpolation: Interpolation = .nearest) {
    guard factor > 0 else { fatalError("UpSampling1D: factor \(factor) is not positive") }
    self.factor = factor
    self.interpolation = interpolation
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The longer sequences.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.sequenceLength(for: "UpSampling1D")
    return input.asImages.resampled(
      Resampling(
        size: size, outputSize: .row(factor * size.width),
        mode: interpolation == .nearest ? .nearest : .bilinear)
    ).asSequences
  }
}
