public import TensorCore

/// How weights are drawn before training.
public enum Initializer: Sendable, Hashable {
  /// All 0.
  case zeros
  /// Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  case glorotUniform
  /// Normal of variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010).
  case glorotNormal
  /// Uniform in +-sqrt(6 / fanIn) (He et al. 2015).
  case heUniform
  /// Normal of variance 2 / fanIn (He et al. 2015).
  case heNormal

  /// Draws a weight matrix `[fanIn, fanOut]`.
  public func matrix(fanIn: Int, fanOut: Int, stream: RandomStream) -> Tensor {
    tensor([fanIn, fanOut], fanIn: fanIn, fanOut: fanOut, stream: stream)
  }

  /// Draws weights of any shape whose unit has `fanIn` inputs and `fanOut` outputs.
  public func tensor(_ shape: Shape, fanIn: Int, fanOut: Int, stream: RandomStream) -> Tensor {
    let sum = Double(max(1, fanIn + fanOut))
    let inputs = Double(max(1, fanIn))
    switch self {
    case .zeros: return Tensor(zeros: shape)
    case .glorotUniform: return Self.uniform(shape, bound: (6 / sum).squareRoot(), stream)
    case .heUniform: return Self.uniform(shape, bound: (6 / inputs).squareRoot(), stream)
    case .glorotNormal: return stream.normal(shape, deviation: (2 / sum).squareRoot())
    case .heNormal: return stream.normal(shape, deviation: (2 / inputs).squareRoot())
    }
  }

  private static func uniform(_ shape: Shape, bound: Double, _ stream: RandomStream) -> Tensor {
    unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        unsafe target[index] = Float((2 * stream.uniform(at: UInt64(index)) - 1) * bound)
      }
    }
  }
}
