// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Local response normalisation (Krizhevsky, Sutskever and Hinton 2012): each value is divided by a power of
/// the mean square of the values in the same place in `size` neighbouring channels,
/// `y_c = x_c / (k + alpha / size * sum of x_c'^2)^beta`. Channels beyond the first and the last count as 0.
///
/// Shapes: x and y `[batch, channels, height, width]`.
public struct LocalResponseNorm: Layer {
  /// The number of channels, the channel itself in the middle.
  public let size: Int
  /// The factor of the mean square.
  public let alpha: Float
  /// The power.
  public let beta: Float
  /// The number added to the mean square.
  public let k: Float

  /// Creates the layer. Traps if `size` is even or below 1.
  public init(size: Int = 5, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1) {
    guard size >= 1 && size % 2 == 1 else {
      fatalError("LocalResponseNorm: size is \(size); expected an odd number of at least 1")
    }
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the normalised values. Traps if the input does not have four axes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let shape = input.shape
    guard shape.rank == 4 else {
      shapeFailure("LocalResponseNorm", [shape], "expected [batch, channels, height, width]")
    }
    // Channels are the rows of an image with one column per pixel.
    let pool = AveragePool2D(
      poolSize: Extent2D(height: size, width: 1), strides: 1,
      padding: Extent2D(height: size / 2, width: 0))
    let squares = input.square().reshaped([shape[0], 1, shape[1], shape[2] * shape[3]])
    let sums = pool(squares, context).reshaped(shape) * alpha + k
    return input * sums.map(.power(-beta))
  }
}
