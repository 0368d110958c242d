// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// A distribution from which weights are drawn before training.
public enum Initializer: Sendable, Hashable {
  /// All weights are 0.
  case zeros
  /// All weights are 1.
  case ones
  /// All weights have the given value.
  case constant(Float)
  /// A uniform distribution between two bounds.
  case uniform(ClosedRange<Float>)
  /// A normal distribution with mean 0.
  case normal(deviation: Float)
  /// A normal distribution with mean 0, from which values beyond two standard deviations are drawn
  /// again. `deviation` is the standard deviation before this truncation.
  case truncatedNormal(deviation: Float)
  /// A distribution with mean 0 and variance scale / fan, which keeps the size of signals from layer to
  /// layer.
  case varianceScaling(scale: Double, Fan, Distribution)
  /// A random matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al.
  /// 2014). A tensor with more than two axes is treated as a matrix of the first axis by all others.
  case orthogonal(gain: Float = 1)
  /// A matrix with `gain` on the diagonal and 0 elsewhere.
  case identity(gain: Float = 1)

  /// The number by which the variance is divided.
  public enum Fan: Sendable, Hashable {
    /// The number of inputs of a unit, the number of outputs, or the mean of both.
    case inputs, outputs, average
  }

  /// The shape of the distribution.
  public enum Distribution: Sendable, Hashable {
    /// A uniform, a normal, or a normal distribution from which values beyond two standard deviations
    /// are drawn again. All have the same variance.
    case uniform, normal, truncatedNormal
  }

  /// Uniform in `±sqrt(6 / (fanIn + fanOut))` (Glorot and Bengio 2010).
  public static let glorotUniform = varianceScaling(scale: 1, .average, .uniform)
  /// Normal with variance `2 / (fanIn + fanOut)` (Glorot and Bengio 2010).
  public static let glorotNormal = varianceScaling(scale: 1, .average, .normal)
  /// Uniform in `±sqrt(6 / fanIn)` (He et al. 2015).
  public static let heUniform = varianceScaling(scale: 2, .inputs, .uniform)
  /// Normal with variance `2 / fanIn` (He et al. 2015).
  public static let heNormal = varianceScaling(scale: 2, .inputs, .normal)
  /// Uniform in `±sqrt(3 / fanIn)` (LeCun et al. 1998, "Efficient backprop").
  public static let leCunUniform = varianceScaling(scale: 1, .inputs, .uniform)
  /// Normal with variance `1 / fanIn` (LeCun et al. 1998, "Efficient backprop").
  public static let leCunNormal = varianceScaling(scale: 1, .inputs, .normal)

  /// Draws a weight matrix `[fanIn, fanOut]`.
  public func matrix(fanIn: Int, fanOut: Int, stream: RandomStream) -> Tensor {
    tensor([fanIn, fanOut], fanIn: fanIn, fanOut: fanOut, stream: stream)
  }

  /// Draws weights of any shape for units with `fanIn` inputs and `fanOut` outputs.
  public func tensor(_ shape: Shape, fanIn: Int, fanOut: Int, stream: RandomStream) -> Tensor {
    switch self {
    case .zeros: return Tensor(zeros: shape)
    case .ones: return Tensor(repeating: 1, shape: shape)
    case .constant(let value): return Tensor(repeating: value, shape: shape)
    case .uniform(let bounds):
      return stream.uniform(shape, from: Double(bounds.lowerBound), to: Double(bounds.upperBound))
    case .normal(let deviation): return stream.normal(shape, deviation: Double(deviation))
    case .truncatedNormal(let deviation):
      return stream.truncatedNormal(shape, deviation: Double(deviation))
    case .varianceScaling(let scale, let fan, let distribution):
      let divisor =
        switch fan {
        case .inputs: Double(max(1, fanIn))
        case .outputs: Double(max(1, fanOut))
        case .average: Double(max(1, fanIn + fanOut)) / 2
        }
      return Self.draw(distribution, variance: scale / divisor, shape, stream)
    case .orthogonal(let gain): return stream.orthogonal(shape, gain: Double(gain))
    case .identity(let gain):
      guard shape.rank == 2 else { shapeFailure("identity", [shape], "needs two axes") }
      var result = Tensor(zeros: shape)
      for index in 0..<min(shape[0], shape[1]) { result[index, index] = gain }
      return result
    }
  }

  private static func draw(
    _ distribution: Distribution, variance: Double, _ shape: Shape, _ stream: RandomStream
  ) -> Tensor {
    switch distribution {
    case .uniform:
      let bound = (3 * variance).squareRoot()
      return stream.uniform(shape, from: -bound, to: bound)
    case .normal: return stream.normal(shape, deviation: variance.squareRoot())
    case .truncatedNormal:
      // Truncation at two standard deviations reduces the standard deviation to 0.8796 of its value.
      return stream.truncatedNormal(shape, deviation: variance.squareRoot() / 0.87962566103423978)
    }
  }
}
