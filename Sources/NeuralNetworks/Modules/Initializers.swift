public import TensorCore

/// How weights are drawn before training.
public enum Initializer: Sendable, Hashable {
  /// All 0.
  case zeros
  /// All 1.
  case ones
  /// All the same.
  case constant(Float)
  /// Uniform between two bounds.
  case uniform(ClosedRange<Float>)
  /// Normal of mean 0.
  case normal(deviation: Float)
  /// Normal of mean 0, drawn again where it is beyond two deviations; `deviation` is that before the cut.
  case truncatedNormal(deviation: Float)
  /// Of mean 0 and variance scale / fan, so that signals keep their size from layer to layer.
  case varianceScaling(scale: Double, Fan, Distribution)
  /// A random matrix of orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al. 2014). More than two axes count
  /// as a matrix of the first by all others.
  case orthogonal(gain: Float = 1)
  /// A matrix with `gain` on its diagonal and 0 elsewhere.
  case identity(gain: Float = 1)

  /// What the variance is divided by.
  public enum Fan: Sendable, Hashable {
    /// The number of inputs of a unit, or of outputs, or the mean of both.
    case inputs, outputs, average
  }

  /// What the numbers are drawn from.
  public enum Distribution: Sendable, Hashable {
    /// All of a variance: uniform; normal; normal and drawn again where it is beyond two deviations.
    case uniform, normal, truncatedNormal
  }

  /// Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  public static let glorotUniform = varianceScaling(scale: 1, .average, .uniform)
  /// Normal of variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010).
  public static let glorotNormal = varianceScaling(scale: 1, .average, .normal)
  /// Uniform in +-sqrt(6 / fanIn) (He et al. 2015).
  public static let heUniform = varianceScaling(scale: 2, .inputs, .uniform)
  /// Normal of variance 2 / fanIn (He et al. 2015).
  public static let heNormal = varianceScaling(scale: 2, .inputs, .normal)
  /// Uniform in +-sqrt(3 / fanIn) (LeCun et al. 1998, "Efficient backprop").
  public static let leCunUniform = varianceScaling(scale: 1, .inputs, .uniform)
  /// Normal of variance 1 / fanIn (LeCun et al. 1998, "Efficient backprop").
  public static let leCunNormal = varianceScaling(scale: 1, .inputs, .normal)

  /// Draws a weight matrix `[fanIn, fanOut]`.
  public func matrix(fanIn: Int, fanOut: Int, stream: RandomStream) -> Tensor {
    tensor([fanIn, fanOut], fanIn: fanIn, fanOut: fanOut, stream: stream)
  }

  /// Draws weights of any shape whose unit has `fanIn` inputs and `fanOut` outputs.
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
      // Cutting at two deviations leaves 0.8796 of the deviation.
      return stream.truncatedNormal(shape, deviation: variance.squareRoot() / 0.87962566103423978)
    }
  }
}
