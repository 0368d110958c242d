// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Parsing decimal numbers from bytes")
struct DecimalNumberTests {
  private func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBufferPointer { unsafe DecimalNumber.double($0) }
  }

  private func integer(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBufferPointer { unsafe DecimalNumber.integer($0) }
  }

  @Test("Random decimals of all lengths and magnitudes give the same bits as strtod")
  func agreesWithStrtod() {
    let stream = RandomStream(seed: 7, purpose: .sampling)
    var counter: UInt64 = 0
    func draw(_ bound: Int) -> Int {
      counter += 1
      return stream.integer(below: bound, at: counter)
    }
    var differences = [String]()
    for _ in 0..<60_000 {
      var text = ["", "-", "+"][draw(3)]
      let digits = [1, 3, 8, 15, 17, 19, 20, 25, 40][draw(9)]
      let point = draw(digits + 2)
      for place in 0..<digits {
        if place == point { text += "." }
        text += String(draw(10))
      }
      if draw(2) == 0 {
        text += ["e", "E"][draw(2)] + ["", "+", "-"][draw(3)] + String(draw([5, 30, 340][draw(3)]))
      }
      let expected = unsafe strtod(text, nil)
      if double(text)?.bitPattern != expected.bitPattern { differences.append(text) }
    }
    #expect(differences.isEmpty, "\(differences.prefix(5))")
  }

  @Test(
    "Decimals that are hard to round give the nearest double",
    arguments: [
      "9007199254740993", "9007199254740992.9999999999999999", "2.2250738585072011e-308", "4.9e-324",
      "2.4e-324",
      "1.7976931348623157e308", "0.1", "1e22", "1e23", "123456789012345678901234567890", "0e999999999",
      "1e-999999999",
    ])
  func hardCases(_ text: String) {
    let expected = unsafe strtod(text, nil)
    #expect(double(text)?.bitPattern == expected.bitPattern)
  }

  @Test(
    "Text that is not a decimal number gives nil",
    arguments: [
      "", "-", ".", "e5", "1e", "1e+", "1x", "0x10", "1 ", " 1", "1..2", "1.2.3", "--1", "nano", "1,5",
      "infinit",
    ])
  func refuses(_ text: String) { #expect(double(text) == nil) }

  @Test("NaN and infinity are parsed in any case, so that callers can refuse them by name")
  func notFinite() {
    #expect(double("NaN")?.isNaN == true)
    #expect(double("-inf") == -.infinity)
    #expect(double("Infinity") == .infinity)
    #expect(double("1e400") == .infinity)
    #expect(double("-0")?.sign == .minus)
  }

  @Test("Integers are parsed up to the limits of 64 bits and not beyond")
  func integers() {
    #expect(integer("9223372036854775807") == .max)
    #expect(integer("-9223372036854775808") == .min)
    #expect(integer("9223372036854775808") == nil)
    #expect(integer("-9223372036854775809") == nil)
    #expect(integer("+5") == 5 && integer("007") == 7)
    for text in ["", "-", "1.0", "1e3", "a", "99999999999999999999999"] { #expect(integer(text) == nil) }
  }
}
