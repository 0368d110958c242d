/// Coordinates as text: at most two decimals, no exponent, no -0.
package enum Coordinate {
  /// No image is larger; coordinates beyond are far outside of it.
  static let limit = 100_000.0

  package static func text(_ value: Double) -> String {
    var text = ""
    append(value, to: &text)
    return text
  }

  /// Appends a number with two decimals at the most, or with one.
  static func append(_ value: Double, to text: inout String, tenthsOnly: Bool = false) {
    let scale = tenthsOnly ? 10 : 100
    let clamped = value.isNaN ? 0 : min(max(value, -limit), limit)
    let scaled = Int((clamped * Double(scale)).rounded())
    if scaled < 0 { text += "-" }
    let (whole, fraction) = Int(scaled.magnitude).quotientAndRemainder(dividingBy: scale)
    text += String(whole)
    guard fraction > 0 else { return }
    let tens = tenthsOnly ? fraction : fraction / 10
    text += "."
    text += String(tens)
    if !tenthsOnly && fraction % 10 > 0 { text += String(fraction % 10) }
  }
}
