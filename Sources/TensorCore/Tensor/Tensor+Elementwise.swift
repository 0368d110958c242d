// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

private let elementwiseGrain = 16_384
/// The number of elements (64 MB) from which an output is assumed to leave all caches before it is read
/// again.
let streamedCount = 1 << 24
/// The grain for such outputs. Threads then work far apart, because memory is faster for long runs.
let streamedGrain = 131_072

extension Tensor {
  /// Returns the function applied to each element, in the same shape.
  public func map(_ function: ElementwiseFunction) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let isLarge = count >= streamedCount
    // Streaming does not help functions that take longer than the memory access.
    let isStreamed = isLarge && function.picoseconds <= 200
    Parallelism.forEachRange(
      count, grain: isLarge ? streamedGrain : elementwiseGrain,
      nanoseconds: count * function.picoseconds / 1000
    ) { range in
      unsafe (isStreamed ? gnk_stream_unary : gnk_unary)(
        function.code, function.parameter, function.second, pointer + range.lowerBound,
        resultPointer + range.lowerBound, Int64(range.count))
    }
    return result
  }

  /// Returns gradient times f'(self), element by element, where `output` is f(self). `self` or `output`
  /// may be any other tensor of the same shape if the derivative does not need it.
  package func gradient(of function: ElementwiseFunction, output: Tensor, times gradient: Tensor) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(
      count, grain: elementwiseGrain, nanoseconds: count * function.picoseconds / 1000
    ) { range in
      let start = range.lowerBound
      unsafe gnk_unary_gradient(
        function.code, function.parameter, function.second, pointer + start, output.pointer + start,
        gradient.pointer + start, resultPointer + start, Int64(range.count))
    }
    return result
  }

  /// Adds `scale` times `other` in place. Traps if the shapes differ.
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

  /// Multiplies the elements whose bit of the mask is set by `scale` and sets the others to 0, in place.
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

  /// Returns max(x, 0) scale where the mask's bit is set and 0 elsewhere, in the same shape, and the
  /// mask of the elements that were not set to 0.
  package func relu(maskedBy mask: RandomMask, scale: Float) -> (output: Tensor, passed: RandomMask) {
    guard mask.count == count else {
      shapeFailure("relu", [shape], "the mask has \(mask.count) bits for \(count) elements")
    }
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let words = unsafe SharedBuffer<UInt64>(count: mask.words.count) { words in
      guard let passed = words.baseAddress else { return }
      Parallelism.forEachRange(count, grain: elementwiseGrain, nanoseconds: count / 4) { range in
        unsafe gnk_relu_mask(
          pointer + range.lowerBound, mask.words.pointer, Int64(range.lowerBound), scale,
          resultPointer + range.lowerBound, passed, Int64(range.count))
      }
    }
    return (result, RandomMask(count: count, probability: mask.probability, words: words))
  }

  /// Returns x scale where the mask's bit is set and 0 elsewhere, in the same shape.
  package func masked(by mask: RandomMask, scale: Float) -> Tensor {
    guard mask.count == count else {
      shapeFailure("masked", [shape], "the mask has \(mask.count) bits for \(count) elements")
    }
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(count, grain: elementwiseGrain, nanoseconds: count / 4) { range in
      unsafe gnk_apply_mask(
        pointer + range.lowerBound, mask.words.pointer, Int64(range.lowerBound), scale,
        resultPointer + range.lowerBound, Int64(range.count))
    }
    return result
  }
}

/// A function of two numbers a and b.
package enum BinaryFunction {
  case add, subtract, multiply, divide, maximum, minimum
  /// `rectify` is a if a > 0 and b a otherwise. `rectifySlope` is its slope: 1 or b.
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
  /// Returns `function` of the elements of both tensors, which are broadcast against each other. Traps
  /// if they do not broadcast.
  package func combined(with other: Tensor, _ function: BinaryFunction) -> Tensor {
    if shape == other.shape { return combinedInOneRun(with: other, function, shape, 1, 1) }
    let shape = self.shape.broadcast(with: other.shape, in: function.name)
    // The inner loop consists of the trailing axes that neither side stretches, or that the same side
    // stretches throughout.
    let plan = BroadcastPlan(shape, self.shape, other.shape)
    if plan.outer == 1 {
      return combinedInOneRun(with: other, function, shape, plan.leftStep, plan.rightStep)
    }
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let grain = max(1, elementwiseGrain / max(1, plan.inner))
    Parallelism.forEachRange(plan.outer, grain: grain, nanoseconds: shape.elementCount / 3) { range in
      for outer in range {
        let (left, right) = plan.offsets(outer)
        unsafe gnk_binary(
          function.code, pointer + left, Int64(plan.leftStep), other.pointer + right, Int64(plan.rightStep),
          resultPointer + outer * plan.inner, Int64(plan.inner))
      }
    }
    return result
  }

  /// Returns `function` of operands that are traversed in one run, with steps of 0 or 1.
  private func combinedInOneRun(
    with other: Tensor, _ function: BinaryFunction, _ shape: Shape, _ leftStep: Int, _ rightStep: Int
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let total = result.count
    if leftStep == 1 && rightStep == 1 && total >= streamedCount {
      Parallelism.forEachRange(total, grain: streamedGrain, nanoseconds: total / 3) {
        let start = $0.lowerBound
        unsafe gnk_stream_binary(
          function.code, pointer + start, other.pointer + start, resultPointer + start, Int64($0.count))
      }
      return result
    }
    Parallelism.forEachRange(total, grain: elementwiseGrain, nanoseconds: total / 3) {
      let start = $0.lowerBound
      unsafe gnk_binary(
        function.code, pointer + start * leftStep, Int64(leftStep), other.pointer + start * rightStep,
        Int64(rightStep), resultPointer + start, Int64($0.count))
    }
    return result
  }

  /// Adds tensors element by element with broadcasting: axes are matched from the last, and an extent of
  /// 1 stretches.
  public static func + (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .add) }
  /// Subtracts tensors element by element with broadcasting.
  public static func - (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .subtract) }
  /// Multiplies tensors element by element with broadcasting.
  public static func * (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .multiply) }
  /// Divides tensors element by element with broadcasting.
  public static func / (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, .divide) }
  /// Multiplies each element by a number.
  public static func * (left: Tensor, right: Float) -> Tensor { left.map(.scale(right)) }
  /// Multiplies each element by a number.
  public static func * (left: Float, right: Tensor) -> Tensor { right.map(.scale(left)) }
  /// Adds a number to each element.
  public static func + (left: Tensor, right: Float) -> Tensor { left.map(.shift(right)) }
  /// Adds a number to each element.
  public static func + (left: Float, right: Tensor) -> Tensor { right.map(.shift(left)) }
  /// Subtracts a number from each element.
  public static func - (left: Tensor, right: Float) -> Tensor { left.map(.shift(-right)) }
  /// Subtracts each element from a number.
  public static func - (left: Float, right: Tensor) -> Tensor { Tensor(left) - right }
  /// Divides each element by a number.
  public static func / (left: Tensor, right: Float) -> Tensor { left / Tensor(right) }
  /// Divides a number by each element.
  public static func / (left: Float, right: Tensor) -> Tensor { Tensor(left) / right }
  /// Negates each element.
  public static prefix func - (tensor: Tensor) -> Tensor { tensor.map(.negate) }
  /// Returns the absolute value of each element, in the same shape.
  public func abs() -> Tensor { map(.absolute) }
  /// Returns the larger of both elements at each position, with broadcasting.
  public func maximum(_ other: Tensor) -> Tensor { combined(with: other, .maximum) }
  /// Returns the smaller of both elements at each position, with broadcasting.
  public func minimum(_ other: Tensor) -> Tensor { combined(with: other, .minimum) }
}
