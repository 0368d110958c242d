public import Autograd
internal import TensorCore

/// Adds normal noise of mean 0 during training; does nothing during evaluation.
public struct GaussianNoise: Layer {
  /// The standard deviation.
  public let deviation: Float

  /// Creates the layer. A negative deviation stops the program.
  public init(deviation: Float) {
    guard deviation >= 0 else { fatalError("GaussianNoise: deviation \(deviation) is negative") }
    self.deviation = deviation
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// x + noise
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard context.mode == .training && deviation > 0 else { return input }
    return input
      + Variable(context.nextStream(.dropout).normal(input.shape, deviation: Double(deviation)))
  }
}

/// Multiplies every element by a normal number of mean 1 and variance rate / (1 - rate) during training (Srivastava et al. 2014, section
/// 10), the variance that dropping with this rate has; does nothing during evaluation.
public struct GaussianDropout: Layer {
  /// The rate of the dropout that it stands for.
  public let rate: Float

  /// Creates the layer. A rate outside 0..<1 stops the program.
  public init(rate: Float) {
    guard rate >= 0 && rate < 1 else { fatalError("GaussianDropout: rate \(rate) is outside 0..<1") }
    self.rate = rate
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// x times noise
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard context.mode == .training && rate > 0 else { return input }
    let deviation = (Double(rate) / (1 - Double(rate))).squareRoot()
    return input * Variable(context.nextStream(.dropout).normal(input.shape, deviation: deviation) + 1)
  }
}
