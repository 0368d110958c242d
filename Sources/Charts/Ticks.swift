/// The numbers that stand beside an axis: multiples of 1, 2 or 5 times a power of ten (Heckbert 1990).
package struct Ticks {
  /// The numbers, ascending, all inside the range.
  package let values: [Double]
  /// Their texts.
  package let labels: [String]

  /// About `count` ticks for a linear axis.
  package init(_ range: ClosedRange<Double>, count: Int = 6) {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      values = [range.lowerBound]
      labels = [NumberText.short(range.lowerBound, step: 1)]
      return
    }
    let step = Self.niceStep(width / Double(max(1, count)))
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    // Whole multiples, so that 0 is 0 and no rounding adds up.
    values = stride(from: first, through: last, by: 1).map { $0 * step }
    labels = values.map { NumberText.short($0, step: step) }
  }

  /// Powers of ten for a logarithmic axis, given the logarithms of its ends.
  package init(logarithms range: ClosedRange<Double>, count: Int = 6) {
    let span = range.upperBound - range.lowerBound
    let step = max(1, (span / Double(max(1, count))).rounded(.up))
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    values = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : [range.lowerBound]
    labels = values.map { "1e\(Int($0.rounded()))" }
  }

  /// The least of 1, 2, 5 and 10 times a power of ten that is not below `step`.
  package static func niceStep(_ step: Double) -> Double {
    var power = 1.0
    while power > step && power > 1e-300 { power /= 10 }
    while power * 10 <= step { power *= 10 }
    let ratio = step / power
    for nice in [1.0, 2, 5] where ratio <= nice * (1 + 1e-9) { return nice * power }
    return 10 * power
  }
}
