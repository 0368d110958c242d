// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The functions of the C library, against which the elementwise functions are checked.
enum Math {
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
  static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
  static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
}
