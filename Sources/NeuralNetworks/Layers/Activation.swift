// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// An activation function: a function of each element, or a softmax over an axis. It is a layer
/// and an option of other layers: `Dense(units: 10, activation: .softmax)`.
public struct Activation: Layer, Equatable {
  private enum Kind: Sendable, Equatable {
    case elementwise(ElementwiseFunction)
    case softmax(axis: Int, isLogarithm: Bool)
  }

  private let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  /// Creates an activation that applies a function to every element.
  public init(_ function: ElementwiseFunction) { kind = .elementwise(function) }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Whether this is max(x, 0), which some layers compute in the same step as their output.
  var isRectifier: Bool { kind == .elementwise(.relu) }

  /// Whether the function of an element does not depend on the others.
  var isElementwise: Bool {
    if case .elementwise = kind { true } else { false }
  }

  /// Returns the activation of `input`, of the same shape.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    switch kind {
    case .elementwise(let function): input.map(function)
    case .softmax(let axis, let isLogarithm):
      isLogarithm ? input.logSoftmax(axis: axis) : input.softmax(axis: axis)
    }
  }
}

extension Activation {
  /// The rectifier max(x, 0).
  public static let relu = Activation(.relu)
  /// The rectifier with upper bound 6, min(max(x, 0), 6).
  public static let relu6 = Activation(.relu6)
  /// The leaky rectifier: x if x > 0, negativeSlope x otherwise.
  public static func leakyRelu(negativeSlope: Float = 0.01) -> Activation {
    Activation(.leakyRelu(negativeSlope: negativeSlope))
  }
  /// The exponential linear unit: x if x > 0, alpha (e^x - 1) otherwise.
  public static func elu(alpha: Float = 1) -> Activation { Activation(.elu(alpha: alpha)) }
  /// The self-normalising ELU.
  public static let selu = Activation(.selu)
  /// The product of x and the distribution function of the standard normal distribution.
  public static let gelu = Activation(.gelu)
  /// The function x sigmoid(x), also called swish.
  public static let silu = Activation(.silu)
  /// The function x tanh(softplus(x)).
  public static let mish = Activation(.mish)
  /// The hyperbolic tangent.
  public static let tanh = Activation(.hyperbolicTangent)
  /// The sigmoid 1 / (1 + e^-x).
  public static let sigmoid = Activation(.sigmoid)
  /// The function x / 6 + 1 / 2, limited to 0...1.
  public static let hardSigmoid = Activation(.hardSigmoid)
  /// The smooth rectifier log(1 + e^x).
  public static let softplus = Activation(.softplus)
  /// The exponential e^x.
  public static let exponential = Activation(.exponential)
  /// The softmax over the last axis, `e^x / sum e^x`.
  public static let softmax = Activation(.softmax(axis: -1, isLogarithm: false))
  /// The softmax over `axis`; negative axes count from the end.
  public static func softmax(axis: Int) -> Activation { Activation(.softmax(axis: axis, isLogarithm: false)) }
  /// The logarithm of the softmax over the last axis.
  public static let logSoftmax = Activation(.softmax(axis: -1, isLogarithm: true))
}
