/// Numbers as text, without a formatter.
package enum NumberText {
  /// A coordinate: at most two decimals, no exponent, no minus before zero.
  package static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    return fixed(max(-1e9, min(1e9, value)), decimals: 2)
  }

  /// A tick that is a multiple of `step`: as many decimals as the step needs, thousands set apart, powers of ten for very
  /// large and very small ones.
  package static func short(_ value: Double, step: Double) -> String {
    guard value.isFinite else { return "" }
    if value == 0 { return "0" }
    if abs(step) < 1e-4 || abs(value) >= 1e7 { return scientific(value) }
    var decimals = 0
    var scaled = abs(step)
    while decimals < 6 && abs(scaled - scaled.rounded()) > 1e-6 {
      scaled *= 10
      decimals += 1
    }
    return grouped(fixed(value, decimals: decimals))
  }

  /// With up to three digits and a power of ten.
  package static func scientific(_ value: Double) -> String {
    var exponent = 0
    var digits = abs(value)
    while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 1 && digits > 0 { (digits, exponent) = (digits * 10, exponent - 1) }
    return (value < 0 ? "-" : "") + fixed(digits, decimals: 2) + "e\(exponent)"
  }

  /// With so many decimals at most; zeros at the end fall away.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let rounded = (abs(value) * scale).rounded()
    guard rounded < 9e15 else { return scientific(value) }
    let whole = Int(rounded) / Int(scale)
    var fraction = String(Int(rounded) % Int(scale))
    fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    if decimals == 0 { fraction = "" }
    let sign = value < 0 && rounded > 0 ? "-" : ""
    return sign + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 1)
    var digits = Array(parts[0])
    let start = digits.first == "-" ? 1 : 0
    var place = digits.count - 3
    while place > start {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits) + (parts.count == 2 ? "." + parts[1] : "")
  }
}
