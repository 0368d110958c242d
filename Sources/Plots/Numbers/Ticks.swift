// SPDX-License-Identifier: Apache-2.0

/// The ticks of an axis: numbers at a spacing of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers
/// for graph labels", Graphics Gems, 1990).
package struct Ticks: Sendable {
  package let numbers: [TickNumber]
  /// The label of each tick.
  package let labels: [String]

  /// Returns the ticks of a linear axis.
  ///
  /// - Parameters:
  ///   - range: The numbers at both ends of the axis.
  ///   - count: The approximate number of ticks, at least 4. The result may have up to half as many
  ///     again.
  ///   - wholeNumbers: Whether to place ticks only at integers.
  package static func linear(_ range: ClosedRange<Double>, count: Int, wholeNumbers: Bool = false) -> Ticks {
    let spacing = (range.upperBound - range.lowerBound) / Double(max(4, count))
    guard spacing.isFinite && spacing > 0 else { return Ticks(numbers: [], labels: []) }
    var exponent = Decimals.exponent(of: spacing)
    let fraction = spacing / Decimals.power(exponent)
    var multiple = fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10
    if wholeNumbers && exponent < 0 { (multiple, exponent) = (1, 0) }
    let step = TickNumber(coefficient: multiple, exponent: exponent).value
    let first = (range.lowerBound / step - 1e-6).rounded(.up)
    let last = (range.upperBound / step + 1e-6).rounded(.down)
    guard first <= last, max(abs(first), abs(last)) < 1e15 else { return Ticks(numbers: [], labels: []) }
    let numbers = (Int(first)...Int(last)).map {
      TickNumber(coefficient: $0 * multiple, exponent: exponent)
    }
    return Ticks(numbers: numbers, labels: labels(numbers))
  }

  /// Returns the ticks of a logarithmic axis over positive numbers: powers of ten, of which some are
  /// skipped if there are many, and also 2 and 5 times these powers if there are few.
  package static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> Ticks {
    guard range.lowerBound > 0, range.upperBound.isFinite else { return Ticks(numbers: [], labels: []) }
    let first = Decimals.exponent(of: range.lowerBound)
    let last = Decimals.exponent(of: range.upperBound)
    let available = max(4, count)
    let stride = max(1, (last - first + available) / available)
    let multiples = 3 * (last - first) <= available ? [1, 2, 5] : [1]
    let numbers = (first...last).filter { $0 % stride == 0 }.flatMap { exponent in
      multiples.map { TickNumber(coefficient: $0, exponent: exponent) }
    }.filter { range.contains($0.value) }
    guard numbers.count > 1 else { return linear(range, count: count) }
    // Powers of ten differ too much for a common format, so each is written in the shorter way.
    return Ticks(numbers: numbers, labels: numbers.map(\.text))
  }

  /// Returns labels in a common format: all with the same number of decimals, or all with an exponent.
  private static func labels(_ numbers: [TickNumber]) -> [String] {
    guard numbers.allSatisfy(\.isShort) else { return numbers.map(\.scientific) }
    let decimals = numbers.map { max(0, -$0.exponent) }.max() ?? 0
    return numbers.map { $0.coefficient == 0 ? "0" : $0.fixed(decimals: decimals) }
  }
}
