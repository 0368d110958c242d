public import TensorCore

extension Variable {
  /// y = f(x) element by element; dx = f'(x) dy.
  public func map(_ function: ElementwiseFunction) -> Variable {
    var result = mapped(function)
    if function.isSigmoid { result.squashing = .sigmoid }
    return result
  }

  private func mapped(_ function: ElementwiseFunction) -> Variable {
    let output = value.map(function)
    if Self.areConstants(self, self) { return Variable(output) }
    // What the derivative does not need is not kept.
    switch function.derivativeNeeds {
    case .nothing:
      return Variable(output, from: self, function: "map") { [node] gradient, tape in
        tape.add(gradient.gradient(of: function, output: gradient, times: gradient), to: node)
      }
    case .output:
      return Variable(output, from: self, function: "map") { [node] gradient, tape in
        tape.add(output.gradient(of: function, output: output, times: gradient), to: node)
      }
    case .inputAndOutput:
      return Variable(output, from: self, function: "map") { [value, node] gradient, tape in
        tape.add(value.gradient(of: function, output: output, times: gradient), to: node)
      }
    }
  }

  /// y = a + b, broadcasting; da = dy, db = dy, each summed over the axes that were stretched.
  public static func + (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value + right.value) }
    return Variable(left.value + right.value, from: left, right) {
      [left = left.shape, right = right.shape, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add(gradient.summed(to: left), to: leftNode)
      tape.add(gradient.summed(to: right), to: rightNode)
    }
  }

  /// y = a - b, broadcasting; da = dy, db = -dy.
  public static func - (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value - right.value) }
    return Variable(left.value - right.value, from: left, right) {
      [left = left.shape, right = right.shape, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add(gradient.summed(to: left), to: leftNode)
      tape.add(-gradient.summed(to: right), to: rightNode)
    }
  }

  /// y = a b, broadcasting; da = b dy, db = a dy.
  public static func * (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value * right.value) }
    return Variable(left.value * right.value, from: left, right) {
      [left = left.value, right = right.value, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add((gradient * right).summed(to: left.shape), to: leftNode)
      tape.add((gradient * left).summed(to: right.shape), to: rightNode)
    }
  }

  /// y = a / b, broadcasting; da = dy / b, db = -a dy / b^2.
  public static func / (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value / right.value) }
    return Variable(left.value / right.value, from: left, right) {
      [left = left.value, right = right.value, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add((gradient / right).summed(to: left.shape), to: leftNode)
      tape.add(-(gradient * left / (right * right)).summed(to: right.shape), to: rightNode)
    }
  }

  /// y = max(a, b), broadcasting; the gradient goes to the larger, half to each where they are equal.
  public func maximum(_ other: Variable) -> Variable {
    selecting(other, value.maximum(other.value))
  }

  /// y = min(a, b), broadcasting; the gradient goes to the smaller, half to each where they are equal.
  public func minimum(_ other: Variable) -> Variable {
    selecting(other, value.minimum(other.value))
  }

  private func selecting(_ other: Variable, _ output: Tensor) -> Variable {
    Variable(output, from: self, other) {
      [left = value, right = other.value, leftNode = node, rightNode = other.node] gradient, tape in
      let leftShare = Self.share(of: left, among: left, right, output)
      tape.add((gradient * leftShare).summed(to: left.shape), to: leftNode)
      tape.add((gradient * (leftShare * -1 + 1)).summed(to: right.shape), to: rightNode)
    }
  }

  /// 1 where `operand` alone equals the output, 1/2 where both do, 0 elsewhere.
  private static func share(of operand: Tensor, among left: Tensor, _ right: Tensor, _ output: Tensor)
    -> Tensor
  {
    let left = left.broadcast(to: output.shape)
    let right = right.broadcast(to: output.shape)
    var share = Tensor(zeros: output.shape)
    unsafe share.withUnsafeMutableBufferPointer { share in
      unsafe left.withUnsafeBufferPointer { left in
        unsafe right.withUnsafeBufferPointer { right in
          unsafe output.withUnsafeBufferPointer { output in
            for index in output.indices {
              let fromLeft: Float = unsafe left[index] == output[index] ? 1 : 0
              let fromRight: Float = unsafe right[index] == output[index] ? 1 : 0
              unsafe share[index] = fromLeft / max(1, fromLeft + fromRight)
            }
          }
        }
      }
    }
    return share
  }

  /// y = -x
  public static prefix func - (operand: Variable) -> Variable { operand.map(.negate) }
  /// y = factor x
  public static func * (left: Variable, factor: Float) -> Variable { left.map(.scale(factor)) }
  /// y = factor x
  public static func * (factor: Float, right: Variable) -> Variable { right.map(.scale(factor)) }
  /// y = x / divisor
  public static func / (left: Variable, divisor: Float) -> Variable { left / Variable(Tensor(divisor)) }
  /// y = x + offset
  public static func + (left: Variable, offset: Float) -> Variable { left.map(.shift(offset)) }
  /// y = offset + x
  public static func + (offset: Float, right: Variable) -> Variable { right.map(.shift(offset)) }
  /// y = x - offset
  public static func - (left: Variable, offset: Float) -> Variable { left.map(.shift(-offset)) }

  /// y = offset - x
  public static func - (offset: Float, right: Variable) -> Variable { Variable(Tensor(offset)) - right }

  /// y = |x|; the derivative at 0 is taken as 0.
  public func abs() -> Variable { map(.absolute) }
  /// y = x^2
  public func square() -> Variable { map(.square) }
  /// y = the square root of x
  public func squareRoot() -> Variable { map(.squareRoot) }
  /// y = e^x
  public func exp() -> Variable { map(.exponential) }
  /// y = the natural logarithm of x
  public func log() -> Variable { map(.logarithm) }
  /// y = max(x, 0) (see ``ElementwiseFunction/relu``). Further functions: `map(.silu)` and the like, see ``ElementwiseFunction``.
  public func relu() -> Variable { map(.relu) }
  /// y = x where x > 0, negativeSlope x elsewhere
  public func leakyRelu(negativeSlope: Float = 0.01) -> Variable {
    map(.leakyRelu(negativeSlope: negativeSlope))
  }
  /// y = x where x > 0, alpha (e^x - 1) elsewhere
  public func elu(alpha: Float = 1) -> Variable { map(.elu(alpha: alpha)) }
  /// y = 1 / (1 + e^-x)
  public func sigmoid() -> Variable { map(.sigmoid) }
  /// y = tanh x
  public func tanh() -> Variable { map(.hyperbolicTangent) }
}
