internal import GraphLearning

/// Numbers for people.
enum Format {
  /// A number with so many decimals; `-` where it is none. From 1e9 on it is a whole number, from 1e15 on it has a power of ten.
  static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "-" }
    let magnitude = abs(value)
    guard magnitude < 1e15 else { return scientific(value, digits: 6) }
    guard magnitude < 1e9 else { return (value < 0 ? "-" : "") + String(Int(magnitude.rounded())) }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    // Whole and fraction apart: their product with the scale may be beyond the largest integer.
    var whole = Int(magnitude.rounded(.down))
    var fraction = Int(((magnitude - Double(whole)) * scale).rounded())
    if fraction >= Int(scale) { (whole, fraction) = (whole + 1, fraction - Int(scale)) }
    let sign = value < 0 && (whole > 0 || fraction > 0) ? "-" : ""
    guard places > 0 else { return sign + String(whole + fraction) }
    let digits = String(fraction)
    return sign + "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
  }

  /// A number by its leading digits and its power of ten, such as `3.1e-09`; `-` where it is none.
  ///
  /// - Parameter digits: how many digits stand behind the point; zeros at the end are left out where there are more than one.
  static func scientific(_ value: Double, digits: Int = 1) -> String {
    guard value.isFinite else { return "-" }
    guard value != 0 else { return "0" }
    var exponent = 0
    var leading = abs(value)
    while leading >= 10 { (leading, exponent) = (leading / 10, exponent + 1) }
    while leading < 1 { (leading, exponent) = (leading * 10, exponent - 1) }
    if decimal(leading, digits).hasPrefix("10.") { (leading, exponent) = (1, exponent + 1) }
    var text = decimal(leading, digits)
    while digits > 1 && text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
    let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return (value < 0 ? "-" : "") + text + "e" + (exponent < 0 ? "-" : "+") + power
  }

  /// A share in percent, with two decimals.
  static func percent(_ share: Double) -> String { share.isFinite ? decimal(100 * share, 2) + " %" : "-" }

  /// A whole number with its thousands set apart.
  static func count(_ number: Int) -> String { number.groupedDigits }
}
