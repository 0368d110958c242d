// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("The ticks of an axis are at round numbers")
struct TickTests {
  static let ranges: [ClosedRange<Double>] = [
    0...1, -1...1, 0...2, 0.3...0.7, -3.7...12.2, 0...12_345, 1e-9...3e-9, -5e-7...1e-6, 1e6...1.5e6,
    99...101,
    1e12...3e12, -1e300...1e300, 1e-280...7e-280, 1_000_000...1_000_001,
  ]

  /// Returns whether a number is 1, 2 or 5 times a power of ten.
  private func isNice(_ value: Double) -> Bool {
    let digits = TickNumber(rounding: value, significantDigits: 6)
    return [1, 2, 5].contains(digits.coefficient)
  }

  @Test(
    "The ticks of a linear axis are 1, 2 or 5 times a power of ten apart", arguments: ranges, [2, 4, 7, 12])
  func spacing(range: ClosedRange<Double>, count: Int) {
    let numbers = Ticks.linear(range, count: count).numbers
    let exponent = numbers.map { $0.coefficient == 0 ? Int.max : $0.exponent }.min() ?? 0
    let values = numbers.map { $0.value }
    let scale = Decimals.power(exponent / 2)
    let gaps = zip(values.dropFirst(), values).map { (($0 - $1) / scale).rounded(toDigits: 6) }
    #expect(Set(gaps).count == 1)
    #expect(isNice(gaps.first ?? 0))
  }

  @Test("The ticks of a linear axis cover its range and stay inside it", arguments: ranges, [2, 4, 7, 12])
  func cover(range: ClosedRange<Double>, count: Int) throws {
    let values = Ticks.linear(range, count: count).numbers.map { $0.value }
    try #require(values.count >= 2)
    let step = values[1] - values[0]
    let slack = 1e-5 * step
    let (first, last) = (values[0], values[values.count - 1])
    #expect(first >= range.lowerBound - slack && first - range.lowerBound < step + slack)
    #expect(last <= range.upperBound + slack && range.upperBound - last < step + slack)
    #expect(values.count <= max(4, count) * 3 / 2 + 1)
  }

  @Test("No two ticks of an axis have the same label", arguments: ranges)
  func labelsDiffer(range: ClosedRange<Double>) {
    let labels = Ticks.linear(range, count: 6).labels
    #expect(Set(labels).count == labels.count)
  }

  @Test(
    "The ticks of a logarithmic axis are 1, 2 or 5 times a power of ten",
    arguments: [0.001...1000, 1e-16...1, 3...70, 1e-300...1e300, 0.5...5] as [ClosedRange<Double>])
  func logarithmic(range: ClosedRange<Double>) {
    let numbers = Ticks.logarithmic(range, count: 6).numbers
    #expect((2...10).contains(numbers.count))
    #expect(numbers.allSatisfy { [1, 2, 5].contains($0.coefficient) && range.contains($0.value) })
  }

  @Test("A logarithmic axis over less than a decade has the ticks of a linear axis")
  func narrowLogarithmic() {
    let numbers = Ticks.logarithmic(2.1...2.9, count: 4).numbers
    #expect(numbers.map(\.value) == [2.2, 2.4, 2.6, 2.8])
  }

  @Test("An axis of integers has no ticks between them")
  func wholeNumbers() {
    let ticks = Ticks.linear(0.9...3.1, count: 8, wholeNumbers: true)
    #expect(ticks.labels == ["1", "2", "3"])
  }
}

extension Double {
  fileprivate func rounded(toDigits digits: Int) -> Double {
    TickNumber(rounding: self, significantDigits: digits).value
  }
}
