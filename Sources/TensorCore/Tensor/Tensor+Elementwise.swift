internal import CGraphKernels

/// A function of one number, applied to every element, with its derivative.
public struct ElementwiseFunction: Sendable, Equatable {
  let code: gnk_unary_t
  let parameter: Float
  /// About how long one element takes, to decide whether threads pay.
  let picoseconds: Int

  /// What the derivative is computed from.
  package enum Need { case nothing, output, inputAndOutput }

  /// What the derivative is computed from.
  package var derivativeNeeds: Need {
    switch code {
    case GNK_NEGATE, GNK_SCALE, GNK_SHIFT: .nothing
    case GNK_SQRT, GNK_RECIPROCAL, GNK_EXP, GNK_TANH, GNK_SIGMOID, GNK_RELU, GNK_SELU: .output
    // Only the sign of the input matters, which is that of the output.
    case GNK_ELU, GNK_LEAKY_RELU: parameter > 0 ? .output : .inputAndOutput
    default: .inputAndOutput
    }
  }

  private init(_ code: gnk_unary_t, _ parameter: Float = 0, picoseconds: Int = 300) {
    self.code = code
    self.parameter = parameter
    self.picoseconds = picoseconds
  }

  /// -x
  public static let negate = Self(GNK_NEGATE)
  /// |x|; its derivative at 0 is taken as 0.
  public static let absolute = Self(GNK_ABS)
  /// x^2
  public static let square = Self(GNK_SQUARE)
  /// The square root.
  public static let squareRoot = Self(GNK_SQRT)
  /// 1 / x
  public static let reciprocal = Self(GNK_RECIPROCAL)
  /// e^x
  public static let exponential = Self(GNK_EXP, picoseconds: 600)
  /// The natural logarithm.
  public static let logarithm = Self(GNK_LOG, picoseconds: 4000)
  /// sin x
  public static let sine = Self(GNK_SIN, picoseconds: 6000)
  /// cos x
  public static let cosine = Self(GNK_COS, picoseconds: 6000)
  /// tanh x
  public static let hyperbolicTangent = Self(GNK_TANH, picoseconds: 8000)
  /// 1 / (1 + e^-x)
  public static let sigmoid = Self(GNK_SIGMOID, picoseconds: 800)
  /// max(x, 0); its derivative at 0 is taken as 0.
  public static let relu = Self(GNK_RELU)
  /// x where x > 0, negativeSlope x elsewhere.
  public static func leakyRelu(negativeSlope: Float = 0.01) -> Self { Self(GNK_LEAKY_RELU, negativeSlope) }
  /// x where x > 0, alpha (e^x - 1) elsewhere (Clevert et al. 2016).
  public static func elu(alpha: Float = 1) -> Self { Self(GNK_ELU, alpha, picoseconds: 1000) }
  /// The self-normalising ELU (Klambauer et al. 2017).
  public static let selu = Self(GNK_SELU, picoseconds: 1000)
  /// log(1 + e^x)
  public static let softplus = Self(GNK_SOFTPLUS, picoseconds: 8000)
  /// x sigmoid(x)
  public static let silu = Self(GNK_SILU, picoseconds: 1000)
  /// x times the normal distribution function (Hendrycks and Gimpel 2016).
  public static let gelu = Self(GNK_GELU, picoseconds: 8000)
  /// The tanh approximation of `gelu`.
  public static let geluTanh = Self(GNK_GELU_TANH, picoseconds: 8000)
  /// factor x
  public static func scale(_ factor: Float) -> Self { Self(GNK_SCALE, factor) }
  /// x + offset
  public static func shift(_ offset: Float) -> Self { Self(GNK_SHIFT, offset) }
  /// x^exponent
  public static func power(_ exponent: Float) -> Self { Self(GNK_POWER, exponent, picoseconds: 10000) }
  /// max(x, bound)
  public static func clipBelow(_ bound: Float) -> Self { Self(GNK_CLIP_BELOW, bound) }
}

private let elementwiseGrain = 16_384

extension Tensor {
  /// f applied to every element. Shape: as `self`.
  public func map(_ function: ElementwiseFunction) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Parallelism.forEachRange(
      count, grain: elementwiseGrain, nanoseconds: count * function.picoseconds / 1000
    ) { range in
      unsafe gnk_unary(
        function.code, function.parameter, pointer + range.lowerBound, result.ownedPointer + range.lowerBound,
        Int64(range.count))
    }
    return result
  }

  /// gradient times f'(self), element by element; `output` is f(self). Either may be another tensor of the shape where the
  /// function does not need it.
  package func gradient(of function: ElementwiseFunction, output: Tensor, times gradient: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Parallelism.forEachRange(
      count, grain: elementwiseGrain, nanoseconds: count * function.picoseconds / 1000
    ) { range in
      let start = range.lowerBound
      unsafe gnk_unary_gradient(
        function.code, function.parameter, pointer + start, output.pointer + start, gradient.pointer + start,
        result.ownedPointer + start, Int64(range.count))
    }
    return result
  }

  /// Adds `scale` times `other`, of the same shape, in place.
  package mutating func accumulate(_ other: Tensor, scale: Float = 1) {
    guard shape == other.shape else {
      shapeFailure("accumulate", [shape, other.shape], "both must have the same shape")
    }
    let total = count
    let target = unsafe uniquePointer()
    Parallelism.forEachRange(total, grain: elementwiseGrain, nanoseconds: total / 4) { range in
      unsafe gnk_accumulate(
        target + range.lowerBound, other.pointer + range.lowerBound, scale, Int64(range.count))
    }
  }

  /// Scales the elements whose bit of the mask is set and makes the others 0, in place.
  package mutating func mask(by mask: RandomMask, scale: Float) {
    guard mask.count == count else {
      shapeFailure("mask", [shape], "the mask has \(mask.count) bits for \(count) elements")
    }
    let count = count
    let pointer = unsafe uniquePointer()
    Parallelism.forEachRange(count, grain: elementwiseGrain, nanoseconds: count / 4) { range in
      unsafe gnk_apply_mask(
        pointer + range.lowerBound, mask.words.pointer, Int64(range.lowerBound), scale,
        pointer + range.lowerBound, Int64(range.count))
    }
  }

  /// max(x, 0) scale where the mask's bit is set, 0 elsewhere, and the mask of the elements that are not set to 0. Shape: as
  /// `self`.
  package func relu(maskedBy mask: RandomMask, scale: Float) -> (output: Tensor, passed: RandomMask) {
    guard mask.count == count else {
      shapeFailure("relu", [shape], "the mask has \(mask.count) bits for \(count) elements")
    }
    let result = Tensor(uninitialized: shape)
    let words = unsafe SharedBuffer<UInt64>(count: mask.words.count) { words in
      guard let passed = words.baseAddress else { return }
      Parallelism.forEachRange(count, grain: elementwiseGrain, nanoseconds: count / 4) { range in
        unsafe gnk_relu_mask(
          pointer + range.lowerBound, mask.words.pointer, Int64(range.lowerBound), scale,
          result.ownedPointer + range.lowerBound, passed, Int64(range.count))
      }
    }
    return (result, RandomMask(count: count, probability: mask.probability, words: words))
  }

  /// x scale where the mask's bit is set, 0 elsewhere. Shape: as `self`.
  package func masked(by mask: RandomMask, scale: Float) -> Tensor {
    guard mask.count == count else {
      shapeFailure("masked", [shape], "the mask has \(mask.count) bits for \(count) elements")
    }
    let result = Tensor(uninitialized: shape)
    Parallelism.forEachRange(count, grain: elementwiseGrain, nanoseconds: count / 4) { range in
      unsafe gnk_apply_mask(
        pointer + range.lowerBound, mask.words.pointer, Int64(range.lowerBound), scale,
        result.ownedPointer + range.lowerBound, Int64(range.count))
    }
    return result
  }
}

/// The operations of two numbers.
package enum BinaryFunction {
  case add, subtract, multiply, divide, maximum, minimum

  var code: gnk_binary_t {
    switch self {
    case .add: GNK_ADD
    case .subtract: GNK_SUBTRACT
    case .multiply: GNK_MULTIPLY
    case .divide: GNK_DIVIDE
    case .maximum: GNK_MAXIMUM
    case .minimum: GNK_MINIMUM
    }
  }

  var name: StaticString {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .maximum: "maximum"
    case .minimum: "minimum"
    }
  }
}

extension Tensor {
  /// `function` of the elements of both, broadcast against each other.
  package func combined(with other: Tensor, _ function: BinaryFunction) -> Tensor {
    let shape = self.shape.broadcast(with: other.shape, in: function.name)
    let result = Tensor(uninitialized: shape)
    // The trailing axes that neither side stretches, or that one side stretches wholly, form the inner loop.
    let plan = BroadcastPlan(shape, self.shape, other.shape)
    let grain = max(1, elementwiseGrain / max(1, plan.inner))
    if plan.outer == 1 {
      Parallelism.forEachRange(plan.inner, grain: elementwiseGrain, nanoseconds: plan.inner / 3) {
        let start = $0.lowerBound
        unsafe gnk_binary(
          function.code, pointer + start * plan.leftStep, Int64(plan.leftStep),
          other.pointer + start * plan.rightStep, Int64(plan.rightStep), result.ownedPointer + start,
          Int64($0.count))
      }
      return result
    }
    Parallelism.forEachRange(plan.outer, grain: grain, nanoseconds: shape.elementCount / 3) { range in
      for outer in range {
        let (left, right) = plan.offsets(outer)
        unsafe gnk_binary(
          function.code, pointer + left, Int64(plan.leftStep), other.pointer + right, Int64(plan.rightStep),
          result.ownedPointer + outer * plan.inner, Int64(plan.inner))
      }
    }
    return result
  }

  /// Element by element, broadcasting: axes are matched from the last, and extent 1 stretches.
  public static func + (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .add) }
  /// Element by element, broadcasting.
  public static func - (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .subtract) }
  /// Element by element, broadcasting.
  public static func * (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .multiply) }
  /// Element by element, broadcasting.
  public static func / (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .divide) }
  /// Every element times a number.
  public static func * (left: Tensor, right: Float) -> Tensor { left.map(.scale(right)) }
  /// Every element times a number.
  public static func * (left: Float, right: Tensor) -> Tensor { right.map(.scale(left)) }
  /// Every element plus a number.
  public static func + (left: Tensor, right: Float) -> Tensor { left.map(.shift(right)) }
  /// Every element with its sign changed.
  public static prefix func - (tensor: Tensor) -> Tensor { tensor.map(.negate) }
  /// The larger of both, element by element, broadcasting.
  public func maximum(_ other: Tensor) -> Tensor { combined(with: other, .maximum) }
  /// The smaller of both, element by element, broadcasting.
  public func minimum(_ other: Tensor) -> Tensor { combined(with: other, .minimum) }
}

/// How two broadcast operands are walked: an inner run with steps 0 or 1, and the offsets of every run.
struct BroadcastPlan {
  let inner: Int
  let outer: Int
  let leftStep: Int
  let rightStep: Int
  private let outerExtents: [Int]
  private let leftStrides: [Int]
  private let rightStrides: [Int]

  init(_ shape: Shape, _ left: Shape, _ right: Shape) {
    let rank = shape.rank
    func strides(_ operand: Shape) -> [Int] {
      var strides = [Int](repeating: 0, count: rank)
      var stride = 1
      for axis in (0..<operand.rank).reversed() {
        let target = axis + rank - operand.rank
        strides[target] = operand[axis] == shape[target] ? stride : 0
        if shape[target] == 1 { strides[target] = stride }
        stride *= operand[axis]
      }
      return strides
    }
    let leftStrides = strides(left)
    let rightStrides = strides(right)
    var axis = rank
    var inner = 1
    var steps: (Int, Int)? = nil
    while axis > 0 {
      let extent = shape[axis - 1]
      if extent != 1 {
        let here = (leftStrides[axis - 1] == 0 ? 0 : 1, rightStrides[axis - 1] == 0 ? 0 : 1)
        if let steps, steps != here { break }
        steps = here
      }
      inner *= extent
      axis -= 1
    }
    self.inner = inner
    outer = shape.product(0..<axis)
    leftStep = steps?.0 ?? 1
    rightStep = steps?.1 ?? 1
    outerExtents = shape.prefix(axis).map { $0 }
    self.leftStrides = leftStrides
    self.rightStrides = rightStrides
  }

  func offsets(_ run: Int) -> (left: Int, right: Int) {
    var remaining = run
    var left = 0
    var right = 0
    for axis in outerExtents.indices.reversed() {
      let index = remaining % outerExtents[axis]
      remaining /= outerExtents[axis]
      left += index * leftStrides[axis]
      right += index * rightStrides[axis]
    }
    return (left, right)
  }
}
