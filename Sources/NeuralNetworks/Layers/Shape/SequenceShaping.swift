// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer that adds zeros at both ends of sequences.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, start + length + end]`.
public struct ZeroPadding1D: Layer {
  /// The number of zeros before the first position.
  public let start: Int
  /// The number of zeros after the last position.
  public let end: Int

  /// Creates the layer. Traps if `start` or `end` is negative.
  public init(start: Int, end: Int) {
    guard start >= 0 && end >= 0 else {
      fatalError("ZeroPadding1D: start \(start) and end \(end) must not be negative")
    }
    (self.start, self.end) = (start, end)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the padded sequences.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    _ = input.sequenceLength(for: "ZeroPadding1D")
    return input.asImages.framed(Margins(top: 0, bottom: 0, left: start, right: end)).asSequences
  }
}

/// A layer that removes positions at both ends of sequences.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length - start - end]`.
public struct Cropping1D: Layer {
  /// The number of positions to remove at the start.
  public let start: Int
  /// The number of positions to remove at the end.
  public let end: Int

  /// Creates the layer. Traps if `start` or `end` is negative.
  public init(start: Int, end: Int) {
    guard start >= 0 && end >= 0 else {
      fatalError("Cropping1D: start \(start) and end \(end) must not be negative")
    }
    (self.start, self.end) = (start, end)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the cropped sequences. Traps if there are fewer than `start + end` positions.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let length = input.sequenceLength(for: "Cropping1D").width
    guard start + end <= length else {
      shapeFailure("Cropping1D", [input.shape], "cannot remove \(start) and \(end) positions of \(length)")
    }
    return input.slice(axis: 2, start..<length - end)
  }
}

/// A layer that lengthens sequences by an integer factor.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, factor x length]`.
public struct UpSampling1D: Layer {
  /// The method that computes the new elements.
  public enum Interpolation: Sendable, Hashable {
    /// Repeats each element.
    case nearest
    /// Interpolates linearly between the centres of the positions (PyTorch's `align_corners=False`).
    case linear
  }

  /// The factor for the length.
  public let factor: Int
  /// The method that computes the new elements.
  public let interpolation: Interpolation

  /// Creates the layer. Traps if the factor is not positive.
  public init(factor: Int = 2, interpolation: Interpolation = .nearest) {
    guard factor > 0 else { fatalError("UpSampling1D: factor \(factor) is not positive") }
    self.factor = factor
    self.interpolation = interpolation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the longer sequences.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let size = input.sequenceLength(for: "UpSampling1D")
    return input.asImages.resampled(
      Resampling(
        size: size, outputSize: .row(factor * size.width),
        mode: interpolation == .nearest ? .nearest : .bilinear)
    ).asSequences
  }
}
