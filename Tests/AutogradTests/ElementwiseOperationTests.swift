// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

/// An elementwise function, its reference in double precision and the interval to evaluate it on.
struct FunctionCase: Sendable, CustomTestStringConvertible {
  let name: String
  let function: ElementwiseFunction
  var range: ClosedRange<Double> = -4...4
  let reference: @Sendable (Double) -> Double
  var testDescription: String { name }

  static let selu = (scale: 1.0507009873554805, alpha: 1.6732632423543772)

  static let all: [Self] = [
    Self(name: "negate", function: .negate) { -$0 },
    Self(name: "absolute", function: .absolute) { abs($0) },
    Self(name: "square", function: .square) { $0 * $0 },
    Self(name: "squareRoot", function: .squareRoot, range: 0.2...9) { $0.squareRoot() },
    Self(name: "reciprocal", function: .reciprocal, range: 0.3...4) { 1 / $0 },
    Self(name: "exponential", function: .exponential) { Math.exp($0) },
    Self(name: "logarithm", function: .logarithm, range: 0.2...9) { Math.log($0) },
    Self(name: "sine", function: .sine) { Math.sin($0) },
    Self(name: "cosine", function: .cosine) { Math.cos($0) },
    Self(name: "hyperbolicTangent", function: .hyperbolicTangent) { Math.tanh($0) },
    Self(name: "sigmoid", function: .sigmoid) { 1 / (1 + Math.exp(-$0)) },
    Self(name: "relu", function: .relu) { max($0, 0) },
    Self(name: "leakyRelu", function: .leakyRelu(negativeSlope: 0.2)) {
      $0 > 0 ? $0 : Double(Float(0.2)) * $0
    },
    Self(name: "elu", function: .elu(alpha: 1.5)) { $0 > 0 ? $0 : 1.5 * Math.expm1($0) },
    Self(name: "selu", function: .selu) {
      selu.scale * ($0 > 0 ? $0 : selu.alpha * Math.expm1($0))
    },
    Self(name: "softplus", function: .softplus) { Math.log1p(Math.exp($0)) },
    Self(name: "silu", function: .silu) { $0 / (1 + Math.exp(-$0)) },
    Self(name: "gelu", function: .gelu) { 0.5 * $0 * (1 + Math.erf($0 / 2.0.squareRoot())) },
    Self(name: "geluTanh", function: .geluTanh) {
      0.5 * $0 * (1 + Math.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    },
    Self(name: "logSigmoid", function: .logSigmoid) { -Math.log1p(Math.exp(-$0)) },
    Self(name: "hardSigmoid", function: .hardSigmoid) { min(max($0 / 6 + 0.5, 0), 1) },
    Self(name: "hardTanh", function: .hardTanh(-1.5...0.25)) { min(max($0, -1.5), 0.25) },
    Self(name: "relu6", function: .relu6, range: -2...9) { min(max($0, 0), 6) },
    Self(name: "hardSwish", function: .hardSwish) { $0 * min(max($0 + 3, 0), 6) / 6 },
    Self(name: "mish", function: .mish) { $0 * Math.tanh(Math.log1p(Math.exp($0))) },
    Self(name: "scale", function: .scale(-2.5)) { -2.5 * $0 },
    Self(name: "shift", function: .shift(0.75)) { $0 + 0.75 },
    Self(name: "power", function: .power(2.5), range: 0.2...3) { Math.pow($0, 2.5) },
    Self(name: "clipBelow", function: .clipBelow(0.5)) { max($0, 0.5) },
  ]
}

@Suite("Elementwise operations have the values and gradients of their formulas")
struct ElementwiseOperationTests {
  static let shapes: [Shape] = [[], [0], [1], [7], [3, 0], [5, 1], [3, 4], [2, 3, 5], [67]]

  @Test(
    "Each elementwise function has the value and gradient of its formula for every shape",
    arguments: FunctionCase.all, shapes)
  func unary(testCase: FunctionCase, shape: Shape) {
    // The spacing of the samples keeps the inputs away from the kinks at 0 and 0.5.
    let input = Samples(seed: 1).tensor(shape, in: testCase.range)
    #expect(
      GradientCheck.mismatch([input]) {
        $0[0].map(testCase.reference)
      } operation: {
        $0[0].map(testCase.function)
      }
        == nil)
  }

  static let pairs: [(Shape, Shape, Shape)] = [
    ([], [], []), ([3], [3], [3]), ([0], [0], [0]), ([0], [1], [0]), ([1], [0], [0]), ([4, 3], [3], [4, 3]),
    ([4, 3], [4, 1], [4, 3]), ([4, 1], [1, 5], [4, 5]), ([], [2, 3], [2, 3]), ([2, 3], [], [2, 3]),
    ([2, 3, 4], [3, 1], [2, 3, 4]), ([2, 1, 4], [3, 1], [2, 3, 4]), ([1], [5, 1], [5, 1]),
    ([1, 0], [4, 1], [4, 0]),
    ([2, 1, 2, 1], [3, 1, 4], [2, 3, 2, 4]), ([1, 1], [2, 1, 1], [2, 1, 1]),
  ]

  @Test("Addition broadcasts its operands and their gradients", arguments: pairs)
  func add(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { $0 + $1 }, operation: { $0 + $1 })
  }

  @Test("Subtraction broadcasts its operands and their gradients", arguments: pairs)
  func subtract(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { $0 - $1 }, operation: { $0 - $1 })
  }

  @Test("Multiplication broadcasts its operands and their gradients", arguments: pairs)
  func multiply(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { $0 * $1 }, operation: { $0 * $1 })
  }

  @Test("Division broadcasts its operands and their gradients", arguments: pairs)
  func divide(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { $0 / $1 }, operation: { $0 / $1 })
  }

  @Test("The elementwise maximum broadcasts its operands and their gradients", arguments: pairs)
  func maximum(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { max($0, $1) }, operation: { $0.maximum($1) })
  }

  @Test("The elementwise minimum broadcasts its operands and their gradients", arguments: pairs)
  func minimum(left: Shape, right: Shape, result: Shape) {
    check(left, right, result, reference: { min($0, $1) }, operation: { $0.minimum($1) })
  }

  @Test("Operators between variables and numbers are the functions scale, shift and negate")
  func numbers() {
    let input = Samples(seed: 5).tensor([3, 4])
    let reference = { (inputs: [[Double]]) -> [Double] in inputs[0].map { -2 * $0 - 2.5 } }
    let found = GradientCheck.mismatch([input], reference: reference) { inputs in
      let doubled: Variable = 2 * inputs[0]
      return -(doubled + 3 - 0.5)
    }
    #expect(found == nil)
    #expect((Variable(input) * 2).value == (2 * Variable(input)).value)
  }

  @Test("The elementwise maximum and minimum give half the gradient to each of two equal elements")
  func ties() {
    for operation in [{ $0.maximum($1) }, { $0.minimum($1) }] as [(Variable, Variable) -> Variable] {
      let tape = Tape()
      let left = Variable(leaf: Tensor([1, 2, 3], shape: [3]), on: tape)
      let right = Variable(leaf: Tensor([1, 2, 3], shape: [3]), on: tape)
      operation(left, right).sum().backward()
      #expect(left.takeGradient().scalars == [0.5, 0.5, 0.5])
      #expect(right.takeGradient().scalars == [0.5, 0.5, 0.5])
    }
  }

  static let slopes: [(Shape, Shape)] = [
    ([4], [1]), ([3, 4], [4]), ([2, 3, 4], [3, 1]), ([2, 3], []), ([0, 3], [3]), ([40, 33], [33]),
  ]

  @Test(
    "Rectifying with learnable slopes has gradients for the input and for broadcast slopes",
    arguments: slopes)
  func rectified(input: Shape, slopes: Shape) {
    let samples = Samples(seed: 6)
    let inputs = [samples.distinct(input), samples.tensor(slopes, ordinal: 1)]
    #expect(
      GradientCheck.mismatch(
        inputs, reference: Naive.binary(input, slopes, to: input) { $0 > 0 ? $0 : $1 * $0 }
      ) { $0[0].rectified(slopes: $0[1]) } == nil)
  }

  /// Compares an operation on operands of magnitude 0.4...4 and both signs with its reference. The
  /// operands differ by much more than the step of the central differences.
  private func check(
    _ left: Shape, _ right: Shape, _ result: Shape, reference: @escaping (Double, Double) -> Double,
    operation: (Variable, Variable) -> Variable
  ) {
    let inputs = [
      Samples(seed: 2).tensor(left, in: 0.4...4, ordinal: 0),
      Samples(seed: 3).tensor(right, in: 0.4...4, ordinal: 1) * -1,
    ]
    for inputs in [inputs, [inputs[0], inputs[1] * -1]] {
      #expect(
        GradientCheck.mismatch(inputs, reference: Naive.binary(left, right, to: result, reference)) {
          operation($0[0], $0[1])
        } == nil)
    }
  }
}
