/// Where an axis carries labels: at numbers that are 1, 2 or 5 times a power of ten apart
/// (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
package struct Ticks: Sendable {
  package let numbers: [DecimalNumber]
  /// What is written at each of them.
  package let labels: [String]

  /// The ticks of a linear axis.
  ///
  /// - Parameters:
  ///   - range: the numbers from the axis's one end to the other.
  ///   - count: about how many ticks there should be, at least 4; there may be half as many again.
  ///   - wholeNumbers: whether a tick between two whole numbers makes no sense.
  package static func linear(_ range: ClosedRange<Double>, count: Int, wholeNumbers: Bool = false) -> Ticks {
    let spacing = (range.upperBound - range.lowerBound) / Double(max(4, count))
    guard spacing.isFinite && spacing > 0 else { return Ticks(numbers: [], labels: []) }
    var exponent = Decimals.exponent(of: spacing)
    let fraction = spacing / Decimals.power(exponent)
    var multiple = fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10
    if wholeNumbers && exponent < 0 { (multiple, exponent) = (1, 0) }
    let step = DecimalNumber(coefficient: multiple, exponent: exponent).value
    let first = (range.lowerBound / step - 1e-6).rounded(.up)
    let last = (range.upperBound / step + 1e-6).rounded(.down)
    guard first <= last, max(abs(first), abs(last)) < 1e15 else { return Ticks(numbers: [], labels: []) }
    let numbers = (Int(first)...Int(last)).map {
      DecimalNumber(coefficient: $0 * multiple, exponent: exponent)
    }
    return Ticks(numbers: numbers, labels: labels(numbers))
  }

  /// The ticks of a logarithmic axis over positive numbers: powers of ten, thinned out where they are many,
  /// with 2 and 5 times them where they are few.
  package static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> Ticks {
    guard range.lowerBound > 0, range.upperBound.isFinite else { return Ticks(numbers: [], labels: []) }
    let first = Decimals.exponent(of: range.lowerBound)
    let last = Decimals.exponent(of: range.upperBound)
    let available = max(4, count)
    let stride = max(1, (last - first + available) / available)
    let multiples = 3 * (last - first) <= available ? [1, 2, 5] : [1]
    let numbers = (first...last).filter { $0 % stride == 0 }.flatMap { exponent in
      multiples.map { DecimalNumber(coefficient: $0, exponent: exponent) }
    }.filter { range.contains($0.value) }
    guard numbers.count > 1 else { return linear(range, count: count) }
    // Powers of ten are read one by one: each is written in its shorter way.
    return Ticks(numbers: numbers, labels: numbers.map(\.text))
  }

  /// Neighbours are written alike: all with as many decimals, or all with an exponent.
  private static func labels(_ numbers: [DecimalNumber]) -> [String] {
    guard numbers.allSatisfy(\.isShort) else { return numbers.map(\.scientific) }
    let decimals = numbers.map { max(0, -$0.exponent) }.max() ?? 0
    return numbers.map { $0.coefficient == 0 ? "0" : $0.fixed(decimals: decimals) }
  }
}
