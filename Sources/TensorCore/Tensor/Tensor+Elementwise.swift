internal import CGraphKernels

private let elementwiseGrain = 16_384
/// From so many numbers on (64 MB) an output is taken to leave every cache before it is read again.
let streamedCount = 1 << 24
/// Then threads work far apart: memory serves long runs faster.
let streamedGrain = 131_072

extension Tensor {
  /// f applied to every element. Shape: as `self`.
  public func map(_ function: ElementwiseFunction) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let isLarge = count >= streamedCount
    // Functions that take longer than memory does gain nothing.
    let isStreamed = isLarge && function.picoseconds <= 200
    Parallelism.forEachRange(
      count, grain: isLarge ? streamedGrain : elementwiseGrain,
      nanoseconds: count * function.picoseconds / 1000
    ) { range in
      unsafe (isStreamed ? gnk_stream_unary : gnk_unary)(
        function.code, function.parameter, function.second, pointer + range.lowerBound,
        result.ownedPointer + range.lowerBound, Int64(range.count))
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
        function.code, function.parameter, function.second, pointer + start, output.pointer + start,
        gradient.pointer + start, result.ownedPointer + start, Int64(range.count))
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
  /// a where a > 0, b a elsewhere, and the slope of that: 1 or b.
  case rectify, rectifySlope

  var code: gnk_binary_t {
    switch self {
    case .add: GNK_ADD
    case .subtract: GNK_SUBTRACT
    case .multiply: GNK_MULTIPLY
    case .divide: GNK_DIVIDE
    case .maximum: GNK_MAXIMUM
    case .minimum: GNK_MINIMUM
    case .rectify: GNK_RECTIFY
    case .rectifySlope: GNK_RECTIFY_SLOPE
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
    case .rectify, .rectifySlope: "rectified"
    }
  }
}

extension Tensor {
  /// `function` of the elements of both, broadcast against each other.
  package func combined(with other: Tensor, _ function: BinaryFunction) -> Tensor {
    if shape == other.shape { return combinedInOneRun(with: other, function, shape, 1, 1) }
    let shape = self.shape.broadcast(with: other.shape, in: function.name)
    // The trailing axes that neither side stretches, or that one side stretches wholly, form the inner loop.
    let plan = BroadcastPlan(shape, self.shape, other.shape)
    if plan.outer == 1 {
      return combinedInOneRun(with: other, function, shape, plan.leftStep, plan.rightStep)
    }
    let result = Tensor(uninitialized: shape)
    let grain = max(1, elementwiseGrain / max(1, plan.inner))
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

  /// `function` of operands that are walked in one run, with steps of 0 or 1.
  private func combinedInOneRun(
    with other: Tensor, _ function: BinaryFunction, _ shape: Shape, _ leftStep: Int, _ rightStep: Int
  ) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let total = result.count
    if leftStep == 1 && rightStep == 1 && total >= streamedCount {
      Parallelism.forEachRange(total, grain: streamedGrain, nanoseconds: total / 3) {
        let start = $0.lowerBound
        unsafe gnk_stream_binary(
          function.code, pointer + start, other.pointer + start, result.ownedPointer + start, Int64($0.count))
      }
      return result
    }
    Parallelism.forEachRange(total, grain: elementwiseGrain, nanoseconds: total / 3) {
      let start = $0.lowerBound
      unsafe gnk_binary(
        function.code, pointer + start * leftStep, Int64(leftStep), other.pointer + start * rightStep,
        Int64(rightStep), result.ownedPointer + start, Int64($0.count))
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
  /// Every element plus a number.
  public static func + (left: Float, right: Tensor) -> Tensor { right.map(.shift(left)) }
  /// Every element minus a number.
  public static func - (left: Tensor, right: Float) -> Tensor { left.map(.shift(-right)) }
  /// A number minus every element.
  public static func - (left: Float, right: Tensor) -> Tensor { Tensor(left) - right }
  /// Every element divided by a number.
  public static func / (left: Tensor, right: Float) -> Tensor { left / Tensor(right) }
  /// A number divided by every element.
  public static func / (left: Float, right: Tensor) -> Tensor { Tensor(left) / right }
  /// Every element with its sign changed.
  public static prefix func - (tensor: Tensor) -> Tensor { tensor.map(.negate) }
  /// The absolute value of every element. Shape: as `self`.
  public func abs() -> Tensor { map(.absolute) }
  /// The larger of both, element by element, broadcasting.
  public func maximum(_ other: Tensor) -> Tensor { combined(with: other, .maximum) }
  /// The smaller of both, element by element, broadcasting.
  public func minimum(_ other: Tensor) -> Tensor { combined(with: other, .minimum) }
}
