internal import CGraphKernels

/// A function of one number, applied to every element, with its derivative.
public struct ElementwiseFunction: Sendable, Equatable {
  let code: gnk_unary_t
  let parameter: Float
  let second: Float
  /// About how long one element takes, to decide whether threads pay.
  let picoseconds: Int

  /// Whether it is the sigmoid.
  package var isSigmoid: Bool { code == GNK_SIGMOID }

  /// What the derivative is computed from.
  package enum Need { case nothing, output, inputAndOutput }

  /// What the derivative is computed from.
  package var derivativeNeeds: Need {
    switch code {
    case GNK_NEGATE, GNK_SCALE, GNK_SHIFT: .nothing
    case GNK_SQRT, GNK_RECIPROCAL, GNK_EXP, GNK_TANH, GNK_SIGMOID, GNK_RELU, GNK_SELU, GNK_HARD_TANH: .output
    // Only the sign of the input matters, which is that of the output.
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
  /// -x
  public static let negate = Self(GNK_NEGATE)
  /// |x|; its derivative at 0 is taken as 0.
  public static let absolute = Self(GNK_ABS)
  /// x^2
  public static let square = Self(GNK_SQUARE)
  /// The square root.
  public static let squareRoot = Self(GNK_SQRT, picoseconds: 200)
  /// 1 / x
  public static let reciprocal = Self(GNK_RECIPROCAL)
  /// e^x; 0 where the result would be subnormal.
  public static let exponential = Self(GNK_EXP, picoseconds: 400)
  /// The natural logarithm.
  public static let logarithm = Self(GNK_LOG, picoseconds: 500)
  /// sin x
  public static let sine = Self(GNK_SIN, picoseconds: 700)
  /// cos x
  public static let cosine = Self(GNK_COS, picoseconds: 700)
  /// factor x
  public static func scale(_ factor: Float) -> Self { Self(GNK_SCALE, factor) }
  /// x + offset
  public static func shift(_ offset: Float) -> Self { Self(GNK_SHIFT, offset) }
  /// x^exponent
  public static func power(_ exponent: Float) -> Self { Self(GNK_POWER, exponent, picoseconds: 7000) }
  /// max(x, bound)
  public static func clipBelow(_ bound: Float) -> Self { Self(GNK_CLIP_BELOW, bound) }
}

// MARK: Activations

extension ElementwiseFunction {
  /// tanh x
  public static let hyperbolicTangent = Self(GNK_TANH, picoseconds: 400)
  /// 1 / (1 + e^-x)
  public static let sigmoid = Self(GNK_SIGMOID, picoseconds: 500)
  /// log sigmoid(x) = -log(1 + e^-x)
  public static let logSigmoid = Self(GNK_LOG_SIGMOID, picoseconds: 700)
  /// x / 6 + 1 / 2, at least 0 and at most 1.
  public static let hardSigmoid = Self(GNK_HARD_SIGMOID)
  /// x, at least the lower and at most the upper bound; its derivative at the bounds is taken as 0.
  public static func hardTanh(_ bounds: ClosedRange<Float> = -1...1) -> Self {
    Self(GNK_HARD_TANH, bounds.lowerBound, bounds.upperBound)
  }
  /// max(x, 0); its derivative at 0 is taken as 0.
  public static let relu = Self(GNK_RELU)
  /// max(x, 0), at most 6 (Howard et al. 2017, "MobileNets").
  public static let relu6 = hardTanh(0...6)
  /// x where x > 0, negativeSlope x elsewhere.
  public static func leakyRelu(negativeSlope: Float = 0.01) -> Self { Self(GNK_LEAKY_RELU, negativeSlope) }
  /// x where x > 0, alpha (e^x - 1) elsewhere (Clevert et al. 2016).
  public static func elu(alpha: Float = 1) -> Self { Self(GNK_ELU, alpha, picoseconds: 300) }
  /// The self-normalising ELU (Klambauer et al. 2017).
  public static let selu = Self(GNK_SELU, picoseconds: 300)
  /// log(1 + e^x)
  public static let softplus = Self(GNK_SOFTPLUS, picoseconds: 700)
  /// x sigmoid(x)
  public static let silu = Self(GNK_SILU, picoseconds: 600)
  /// x hardSigmoid(x) (Howard et al. 2019, "Searching for MobileNetV3").
  public static let hardSwish = Self(GNK_HARD_SWISH)
  /// x tanh(softplus(x)) (Misra 2019).
  public static let mish = Self(GNK_MISH, picoseconds: 600)
  /// x times the normal distribution function (Hendrycks and Gimpel 2016).
  public static let gelu = Self(GNK_GELU, picoseconds: 1000)
  /// The tanh approximation of `gelu`.
  public static let geluTanh = Self(GNK_GELU_TANH, picoseconds: 700)
}
