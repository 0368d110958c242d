// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// An elementwise function, its reference in double precision, and the allowed error.
struct AccuracyCase: Sendable, CustomTestStringConvertible {
  let name: String
  let function: ElementwiseFunction
  /// The allowed error, in units of 2^-23 of the result.
  let units: Double
  /// The factor by which the rounding of intermediate results is amplified at an argument.
  var condition: @Sendable (Double) -> Double = { _ in 1 }
  let reference: @Sendable (Double) -> Double
  var testDescription: String { name }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
  /// Returns the argument that geluTanh passes to the sigmoid.
  static func slope(_ x: Double) -> Double { 2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }

  static let all: [Self] = [
    Self(name: "exponential", function: .exponential, units: 1.5) { exp($0) },
    Self(name: "logarithm", function: .logarithm, units: 1.5) { log($0) },
    Self(name: "sine", function: .sine, units: 2) { sin($0) },
    Self(name: "cosine", function: .cosine, units: 2) { cos($0) },
    Self(name: "tanh", function: .hyperbolicTangent, units: 2) { tanh($0) },
    Self(name: "sigmoid", function: .sigmoid, units: 3) { sigmoid($0) },
    Self(name: "logSigmoid", function: .logSigmoid, units: 2.5) { -softplus(-$0) },
    Self(name: "hardSigmoid", function: .hardSigmoid, units: 2, condition: { $0 < 0 ? 1 + 3 / (3 + $0) : 1 })
    {
      min(max($0 / 6 + 0.5, 0), 1)
    },
    Self(name: "hardSwish", function: .hardSwish, units: 3) { $0 * min(max($0 + 3, 0), 6) / 6 },
    Self(name: "elu", function: .elu(), units: 1.5) { $0 > 0 ? $0 : expm1($0) },
    Self(name: "softplus", function: .softplus, units: 2.5) { softplus($0) },
    Self(name: "silu", function: .silu, units: 4) { $0 * sigmoid($0) },
    Self(name: "mish", function: .mish, units: 5) { $0 * tanh(softplus($0)) },
    Self(name: "gelu", function: .gelu, units: 5) { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 },
    Self(name: "geluTanh", function: .geluTanh, units: 4, condition: { max(1, -slope($0)) }) {
      $0 * sigmoid(slope($0))
    },
  ]
}

@Suite("Elementwise functions are accurate to a few units in the last place")
struct ElementwiseAccuracyTests {
  /// Every 7,919th finite float, with both signs and including subnormal numbers.
  static let places: [Float] = {
    let sizes = stride(from: UInt32(0), to: Float.infinity.bitPattern, by: 7919).map { Float(bitPattern: $0) }
    return sizes + sizes.map { -$0 }
  }()

  @Test(
    "Each elementwise function is accurate to a few units in the last place over all finite floats",
    arguments: AccuracyCase.all)
  func accuracy(testCase: AccuracyCase) {
    let values = Tensor(Self.places, shape: [Self.places.count]).map(testCase.function).scalars
    var worst = (error: 0.0, place: Float(0))
    for (place, value) in zip(Self.places, values) {
      let expected = testCase.reference(Double(place))
      // The logarithm of a negative number.
      if expected.isNaN {
        if !value.isNaN { worst = (.infinity, place) }
        continue
      }
      // A power of e that would be subnormal is 0, and so are its products.
      let least = Double(Float.leastNormalMagnitude) * max(1, min(abs(Double(place)), 200))
      let error: Double
      if abs(expected) < least {
        error = abs(Double(value) - expected) <= least ? 0 : .infinity
      } else if abs(expected) > Double(Float.greatestFiniteMagnitude) {
        error = value.isInfinite && (value > 0) == (expected > 0) ? 0 : .infinity
      } else {
        error = abs(Double(value) - expected) / abs(expected) * 0x1p23 / testCase.condition(Double(place))
      }
      if !(error <= worst.error) { worst = (error, place) }
    }
    #expect(worst.error <= testCase.units, "at \(worst.place)")
  }

  @Test("Functions of slope 1 return subnormal numbers and signed zeros unchanged")
  func subnormal() {
    let sizes = [UInt32(0), 1, 200_000, 0x7FFFFF].map { Float(bitPattern: $0) }
    let places = sizes + sizes.map { -$0 }
    let tensor = Tensor(places, shape: [places.count])
    for function in [ElementwiseFunction.hyperbolicTangent, .sine, .hardTanh()] {
      #expect(tensor.map(function).scalars.map(\.bitPattern) == places.map(\.bitPattern))
    }
    #expect(abs(Tensor(Float.leastNonzeroMagnitude).map(.logarithm).scalar + 103.27893) < 1e-4)
  }

  static let limits: [(ElementwiseFunction, Float, Float)] = [
    (.hyperbolicTangent, -1, 1), (.sigmoid, 0, 1), (.logSigmoid, -.infinity, 0), (.hardSigmoid, 0, 1),
    (.hardTanh(-2...3), -2, 3), (.relu6, 0, 6), (.hardSwish, 0, .infinity), (.softplus, 0, .infinity),
    (.silu, 0, .infinity), (.mish, 0, .infinity), (.gelu, 0, .infinity), (.geluTanh, 0, .infinity),
    (.elu(), -1, .infinity), (.exponential, 0, .infinity), (.relu, 0, .infinity),
  ]

  @Test(
    "Each elementwise function has its limit at infinity, with a slope that is a number",
    arguments: limits.indices)
  func infinities(index: Int) {
    let (function, low, high) = Self.limits[index]
    let ends = Tensor([-.infinity, .infinity], shape: [2])
    let values = ends.map(function)
    #expect(values.scalars == [low, high])
    let slopes = ends.gradient(of: function, output: values, times: Tensor(repeating: 1, shape: [2])).scalars
    #expect(slopes[0] == (low.isInfinite ? 1 : 0))
    #expect(function == .exponential ? slopes[1] == .infinity : slopes[1] == (high.isInfinite ? 1 : 0))
  }

  @Test("NaN stays NaN in each elementwise function, at any position of a vector")
  func notNumbers() {
    let functions = AccuracyCase.all.map(\.function) + [.relu, .relu6, .hardTanh(), .leakyRelu(), .selu]
    for function in functions {
      for position in [0, 3, 15, 16, 18] {
        var places = [Float](repeating: 0.5, count: 19)
        places[position] = .nan
        let values = Tensor(places, shape: [19]).map(function).scalars
        #expect(values.indices.filter { values[$0].isNaN } == [position])
      }
    }
  }

  @Test("The logarithm of 0 is -infinity, and the sine and cosine of infinity are NaN")
  func singular() {
    let map = { (value: Float, function: ElementwiseFunction) in Tensor(value).map(function).scalar }
    #expect(map(0, .logarithm) == -.infinity && map(-0.0, .logarithm) == -.infinity)
    #expect(map(.infinity, .logarithm) == .infinity && map(-.infinity, .logarithm).isNaN)
    #expect(map(.infinity, .sine).isNaN && map(-.infinity, .cosine).isNaN)
  }
}
