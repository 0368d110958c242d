// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Applies a function f to every element. Gradient: `dx = f'(x) dy`.
  public func map(_ function: ElementwiseFunction) -> Variable {
    var result = mapped(function)
    if function.isSigmoid { result.squashing = .sigmoid }
    return result
  }

  private func mapped(_ function: ElementwiseFunction) -> Variable {
    let output = value.map(function)
    if Self.areConstants(self, self) { return Variable(output) }
    // Only what the derivative needs is kept for the backward pass.
    switch function.derivativeNeeds {
    case .nothing:
      return Variable(output, from: self, function: function.name) { [node] gradient, tape in
        tape.add(gradient.gradient(of: function, output: gradient, times: gradient), to: node)
      }
    case .output:
      return Variable(output, from: self, function: function.name) { [node] gradient, tape in
        tape.add(output.gradient(of: function, output: output, times: gradient), to: node)
      }
    case .inputAndOutput:
      return Variable(output, from: self, function: function.name) { [value, node] gradient, tape in
        tape.add(value.gradient(of: function, output: output, times: gradient), to: node)
      }
    }
  }

  /// Adds two variables with broadcasting. Gradients: `da = dy` and `db = dy`, each summed over the axes
  /// that were broadcast.
  public static func + (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value + right.value) }
    return Variable(left.value + right.value, from: left, right) {
      [left = left.shape, right = right.shape, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add(gradient.summed(to: left), to: leftNode)
      tape.add(gradient.summed(to: right), to: rightNode)
    }
  }

  /// Subtracts b from a with broadcasting. Gradients: `da = dy` and `db = -dy`.
  public static func - (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value - right.value) }
    return Variable(left.value - right.value, from: left, right) {
      [left = left.shape, right = right.shape, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add(gradient.summed(to: left), to: leftNode)
      tape.add(-gradient.summed(to: right), to: rightNode)
    }
  }

  /// Multiplies two variables element by element with broadcasting. Gradients: `da = b dy` and
  /// `db = a dy`.
  public static func * (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value * right.value) }
    return Variable(left.value * right.value, from: left, right) {
      [left = left.value, right = right.value, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add((gradient * right).summed(to: left.shape), to: leftNode)
      tape.add((gradient * left).summed(to: right.shape), to: rightNode)
    }
  }

  /// Divides a by b element by element with broadcasting. Gradients: `da = dy / b` and
  /// `db = -a dy / b^2`.
  public static func / (left: Variable, right: Variable) -> Variable {
    if areConstants(left, right) { return Variable(left.value / right.value) }
    return Variable(left.value / right.value, from: left, right) {
      [left = left.value, right = right.value, leftNode = left.node, rightNode = right.node] gradient, tape in
      tape.add((gradient / right).summed(to: left.shape), to: leftNode)
      tape.add(-(gradient * left / (right * right)).summed(to: right.shape), to: rightNode)
    }
  }

  /// Returns the elementwise maximum of two variables, with broadcasting. The gradient flows to the
  /// larger operand, and half to each where they are equal.
  public func maximum(_ other: Variable) -> Variable {
    selecting(other, value.maximum(other.value))
  }

  /// Returns the elementwise minimum of two variables, with broadcasting. The gradient flows to the
  /// smaller operand, and half to each where they are equal.
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

  /// Returns 1 where only `operand` equals the output, 1/2 where both operands do, and 0 elsewhere.
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

  /// Negates every element.
  public static prefix func - (operand: Variable) -> Variable { operand.map(.negate) }
  /// Multiplies every element by `factor`.
  public static func * (left: Variable, factor: Float) -> Variable { left.map(.scale(factor)) }
  /// Multiplies every element by `factor`.
  public static func * (factor: Float, right: Variable) -> Variable { right.map(.scale(factor)) }
  /// Divides every element by `divisor`.
  public static func / (left: Variable, divisor: Float) -> Variable { left / Variable(Tensor(divisor)) }
  /// Adds `offset` to every element.
  public static func + (left: Variable, offset: Float) -> Variable { left.map(.shift(offset)) }
  /// Adds `offset` to every element.
  public static func + (offset: Float, right: Variable) -> Variable { right.map(.shift(offset)) }
  /// Subtracts `offset` from every element.
  public static func - (left: Variable, offset: Float) -> Variable { left.map(.shift(-offset)) }

  /// Subtracts every element from `offset`.
  public static func - (offset: Float, right: Variable) -> Variable { Variable(Tensor(offset)) - right }

  /// Returns the absolute value of every element. The derivative at 0 is defined as 0.
  public func abs() -> Variable { map(.absolute) }
  /// Squares every element.
  public func square() -> Variable { map(.square) }
  /// Returns the square root of every element.
  public func squareRoot() -> Variable { map(.squareRoot) }
  /// Returns `e^x` for every element.
  public func exp() -> Variable { map(.exponential) }
  /// Returns the natural logarithm of every element.
  public func log() -> Variable { map(.logarithm) }
  /// Returns `max(x, 0)` for every element; see ``ElementwiseFunction/relu``. For other functions use
  /// ``map(_:)``, such as `map(.silu)`; they are listed in ``ElementwiseFunction``.
  public func relu() -> Variable { map(.relu) }
  /// Returns x where x > 0 and `negativeSlope x` elsewhere.
  public func leakyRelu(negativeSlope: Float = 0.01) -> Variable {
    map(.leakyRelu(negativeSlope: negativeSlope))
  }
  /// Returns x where x > 0 and `alpha (e^x - 1)` elsewhere.
  public func elu(alpha: Float = 1) -> Variable { map(.elu(alpha: alpha)) }
  /// Returns `1 / (1 + e^-x)` for every element.
  public func sigmoid() -> Variable { map(.sigmoid) }
  /// Returns the hyperbolic tangent of every element.
  public func tanh() -> Variable { map(.hyperbolicTangent) }
}
