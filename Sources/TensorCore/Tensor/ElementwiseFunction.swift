// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// A function of one number that is applied to each element, with its derivative.
public struct ElementwiseFunction: Sendable, Equatable {
  let code: gnk_unary_t
  let parameter: Float
  let second: Float
  /// The estimated time per element, used to decide whether several threads are faster.
  let picoseconds: Int

  /// Whether the function is the sigmoid.
  package var isSigmoid: Bool { code == GNK_SIGMOID }

  /// The name of the function as its callers write it, for summaries and messages.
  package var name: StaticString {
    switch code {
    case GNK_NEGATE: "-"
    case GNK_ABS: "absolute"
    case GNK_SQUARE: "square"
    case GNK_SQRT: "squareRoot"
    case GNK_RECIPROCAL: "reciprocal"
    case GNK_EXP: "exponential"
    case GNK_LOG: "logarithm"
    case GNK_SIN: "sine"
    case GNK_COS: "cosine"
    case GNK_SCALE: "scale"
    case GNK_SHIFT: "shift"
    case GNK_POWER: "power"
    case GNK_CLIP_BELOW: "clipBelow"
    case GNK_TANH: "tanh"
    case GNK_SIGMOID: "sigmoid"
    case GNK_LOG_SIGMOID: "logSigmoid"
    case GNK_HARD_SIGMOID: "hardSigmoid"
    case GNK_HARD_TANH: self == .relu6 ? "relu6" : "hardTanh"
    case GNK_RELU: "relu"
    case GNK_LEAKY_RELU: "leakyRelu"
    case GNK_ELU: "elu"
    case GNK_SELU: "selu"
    case GNK_SOFTPLUS: "softplus"
    case GNK_SILU: "silu"
    case GNK_HARD_SWISH: "hardSwish"
    case GNK_MISH: "mish"
    case GNK_GELU: "gelu"
    case GNK_GELU_TANH: "geluTanh"
    default: "map"
    }
  }

  /// The values that the derivative is computed from.
  package enum Need { case nothing, output, inputAndOutput }

  /// The values that the derivative is computed from.
  package var derivativeNeeds: Need {
    switch code {
    case GNK_NEGATE, GNK_SCALE, GNK_SHIFT: .nothing
    case GNK_SQRT, GNK_RECIPROCAL, GNK_EXP, GNK_TANH, GNK_SIGMOID, GNK_RELU, GNK_SELU, GNK_HARD_TANH: .output
    // Only the sign of the input matters, which equals that of the output.
    case GNK_ELU, GNK_LEAKY_RELU: parameter > 0 ? .output : .inputAndOutput
    default: .inputAndOutput
    }
  }

  private init(_ code: gnk_unary_t, _ parameter: Float = 0, _ second: Float = 0, picoseconds: Int = 120) {
    self.code = code
    self.parameter = parameter
    self.second = second
    self.picoseconds = picoseconds
  }
}

extension ElementwiseFunction {
  /// The negation -x.
  public static let negate = Self(GNK_NEGATE)
  /// The absolute value |x|. Its derivative at 0 is defined as 0.
  public static let absolute = Self(GNK_ABS)
  /// The square x^2.
  public static let square = Self(GNK_SQUARE)
  /// The square root.
  public static let squareRoot = Self(GNK_SQRT, picoseconds: 200)
  /// The reciprocal 1 / x.
  public static let reciprocal = Self(GNK_RECIPROCAL)
  /// The exponential e^x. The result is 0 if it would be subnormal.
  public static let exponential = Self(GNK_EXP, picoseconds: 400)
  /// The natural logarithm.
  public static let logarithm = Self(GNK_LOG, picoseconds: 500)
  /// The sine of x, in radians.
  public static let sine = Self(GNK_SIN, picoseconds: 700)
  /// The cosine of x, in radians.
  public static let cosine = Self(GNK_COS, picoseconds: 700)
  /// The product factor x.
  public static func scale(_ factor: Float) -> Self { Self(GNK_SCALE, factor) }
  /// The sum x + offset.
  public static func shift(_ offset: Float) -> Self { Self(GNK_SHIFT, offset) }
  /// The power x^exponent.
  public static func power(_ exponent: Float) -> Self { Self(GNK_POWER, exponent, picoseconds: 7000) }
  /// The larger of x and a bound, max(x, bound).
  public static func clipBelow(_ bound: Float) -> Self { Self(GNK_CLIP_BELOW, bound) }
}

// MARK: Activations

extension ElementwiseFunction {
  /// The hyperbolic tangent tanh x.
  public static let hyperbolicTangent = Self(GNK_TANH, picoseconds: 400)
  /// The sigmoid 1 / (1 + e^-x).
  public static let sigmoid = Self(GNK_SIGMOID, picoseconds: 500)
  /// The logarithm of the sigmoid, -log(1 + e^-x).
  public static let logSigmoid = Self(GNK_LOG_SIGMOID, picoseconds: 700)
  /// The function x / 6 + 1 / 2, limited to 0...1.
  public static let hardSigmoid = Self(GNK_HARD_SIGMOID)
  /// The value x limited to `bounds`. The derivative at the bounds is defined as 0.
  public static func hardTanh(_ bounds: ClosedRange<Float> = -1...1) -> Self {
    Self(GNK_HARD_TANH, bounds.lowerBound, bounds.upperBound)
  }
  /// The rectifier max(x, 0). Its derivative at 0 is defined as 0.
  public static let relu = Self(GNK_RELU)
  /// The rectifier with upper bound 6, min(max(x, 0), 6) (Howard et al. 2017, "MobileNets").
  public static let relu6 = hardTanh(0...6)
  /// The leaky rectifier: x if x > 0, negativeSlope x otherwise.
  public static func leakyRelu(negativeSlope: Float = 0.01) -> Self { Self(GNK_LEAKY_RELU, negativeSlope) }
  /// The exponential linear unit: x if x > 0, alpha (e^x - 1) otherwise (Clevert et al. 2016).
  public static func elu(alpha: Float = 1) -> Self { Self(GNK_ELU, alpha, picoseconds: 300) }
  /// The self-normalising ELU (Klambauer et al. 2017).
  public static let selu = Self(GNK_SELU, picoseconds: 300)
  /// The smooth rectifier log(1 + e^x).
  public static let softplus = Self(GNK_SOFTPLUS, picoseconds: 700)
  /// The function x sigmoid(x).
  public static let silu = Self(GNK_SILU, picoseconds: 600)
  /// The function x hardSigmoid(x) (Howard et al. 2019, "Searching for MobileNetV3").
  public static let hardSwish = Self(GNK_HARD_SWISH)
  /// The function x tanh(softplus(x)) (Misra 2019).
  public static let mish = Self(GNK_MISH, picoseconds: 600)
  /// The product of x and the cumulative distribution function of the standard normal distribution
  /// (Hendrycks and Gimpel 2016).
  public static let gelu = Self(GNK_GELU, picoseconds: 1000)
  /// The approximation of `gelu` by tanh.
  public static let geluTanh = Self(GNK_GELU_TANH, picoseconds: 700)
}
