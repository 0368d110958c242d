// SPDX-License-Identifier: Apache-2.0

extension Int {
  /// The number with its digits in groups of three: `-12,345`.
  package var groupedDigits: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Returns the number with a noun: `1 node`, `3 nodes`.
  ///
  /// - Parameter noun: A singular noun whose plural ends in `s`.
  package func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
