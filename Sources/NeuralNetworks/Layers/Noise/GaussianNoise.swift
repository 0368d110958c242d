// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer that adds normal noise with mean 0 during training. It does nothing during evaluation.
public struct GaussianNoise: Layer {
  /// The standard deviation of the noise.
  public let deviation: Float

  /// Creates the layer. Traps if the deviation is negative.
  public init(deviation: Float) {
    guard deviation >= 0 else { fatalError("GaussianNoise: deviation \(deviation) is negative") }
    self.deviation = deviation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns `input` plus noise.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard context.mode == .training && deviation > 0 else { return input }
    return input
      + Variable(context.nextStream(.dropout).normal(input.shape, deviation: Double(deviation)))
  }
}

/// A layer that multiplies every element by a normal number with mean 1 and variance `rate / (1 - rate)`
/// during training (Srivastava et al. 2014, section 10). This is the variance that dropout with this
/// rate has. The layer does nothing during evaluation.
public struct GaussianDropout: Layer {
  /// The rate of the dropout that the noise corresponds to.
  public let rate: Float

  /// Creates the layer. Traps if the rate is outside 0..<1.
  public init(rate: Float) {
    guard rate >= 0 && rate < 1 else { fatalError("GaussianDropout: rate \(rate) is outside 0..<1") }
    self.rate = rate
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns `input` times noise.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard context.mode == .training && rate > 0 else { return input }
    let deviation = (Double(rate) / (1 - Double(rate))).squareRoot()
    return input * Variable(context.nextStream(.dropout).normal(input.shape, deviation: deviation) + 1)
  }
}
