extension Double {
  /// The number with four decimals, as losses are shown: `0.7240`. A number that is not finite or too
  /// large is written as its `description`.
  package var fourDecimals: String {
    let shifted = (magnitude * 10_000).rounded()
    guard shifted < 1e15 else { return description }
    let digits = String(Int(shifted))
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (self < 0 && shifted > 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }
}
