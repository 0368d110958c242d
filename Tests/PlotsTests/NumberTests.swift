// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("Numbers in charts are written briefly")
struct NumberTests {
  @Test(
    "Labels have thousands separators, or an exponent if that is shorter",
    arguments: [
      (0, "0"), (1, "1"), (-1, "-1"), (0.001, "0.001"), (0.25, "0.25"), (1000, "1,000"), (12_000, "12,000"),
      (-1_234_567, "-1,234,567"), (1e-6, "1e-6"), (-2.5e-7, "-2.5e-7"), (1e8, "1e8"), (1.5e300, "1.5e300"),
      (1e-308, "1e-308"),
    ] as [(Double, String)])
  func labels(value: Double, text: String) {
    #expect(TickNumber(rounding: value, significantDigits: 7).text == text)
  }

  @Test("Labels of a linear axis have equal decimals or exponents, and those of a logarithmic axis are short")
  func decimals() {
    #expect(Ticks.linear(0...2, count: 4).labels == ["0", "0.5", "1.0", "1.5", "2.0"])
    #expect(Ticks.linear(0...3e-6, count: 4).labels == ["0", "1e-6", "2e-6", "3e-6"])
    #expect(Ticks.logarithmic(1e-6...1, count: 4).labels == ["1e-6", "0.0001", "0.01", "1"])
  }

  @Test(
    "Coordinates are written with at most two decimals",
    arguments: [
      (0, "0"), (-0.001, "0"), (1.005, "1"), (12.345, "12.35"), (-7.5, "-7.5"), (3.07, "3.07"),
      (1e30, "100000"), (.nan, "0"), (-.infinity, "-100000"),
    ] as [(Double, String)])
  func coordinates(value: Double, text: String) {
    #expect(Coordinate.text(value) == text)
  }

  @Test(
    "Decimal logarithms are correct to the last bits",
    arguments: [1e-300, 1e-6, 0.1, 1, 2, 3, 10, 1000, 1e22, 1e300])
  func logarithms(value: Double) {
    let exponent = Decimals.exponent(of: value)
    #expect(Decimals.power(exponent) <= value && value < Decimals.power(exponent + 1))
    // log(x) + log(1/x) = 0.
    #expect(abs(Decimals.logarithm(value) + Decimals.logarithm(1 / value)) < 1e-12)
    #expect(abs(Decimals.logarithm(2) - 0.3010299956639812) < 1e-15)
    #expect(abs(Decimals.logarithm(3) - 0.4771212547196624) < 1e-15)
  }
}
