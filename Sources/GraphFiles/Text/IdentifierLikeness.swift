// SPDX-License-Identifier: Apache-2.0

/// Finds identifiers that people would consider the same although their bytes differ: in Unicode
/// normalisation, in surrounding whitespace, or like `1` and `1.0`.
package struct IdentifierLikeness {
  /// The way in which two identifiers differ, as a phrase for messages.
  package enum Difference: String, Sendable {
    case normalisation = "Unicode normalisation"
    case blanks = "surrounding whitespace"
    case decimals = "decimal notation"
  }

  private let table: IdentifierTable
  /// The indices of the identifiers that are not plain ASCII words, by plain form. Swift compares
  /// strings by canonical equivalence, which ignores differences in normalisation.
  private var unusual: [String: Int] = [:]
  /// Two identifiers of the table that are alike; nil if there are none.
  package private(set) var pair: (first: String, second: String)?

  /// Compares the identifiers of a table.
  package init(_ table: IdentifierTable) {
    self.table = table
    unsafe table.forEachText { index, bytes in
      guard let plain = unsafe Self.plainForm(bytes) else { return }
      let other = unusual.updateValue(index, forKey: plain) ?? table.index(of: plain).map { Int($0) }
      if let other, other != index, pair == nil {
        pair = (table.name(min(other, index)), table.name(max(other, index)))
      }
    }
  }

  /// Returns an identifier of the table that is like `name` but not equal to it, or nil.
  package func like(_ name: String) -> String? {
    var copy = name
    let plain = copy.withUTF8 { unsafe Self.plainForm($0) } ?? name
    let found = unusual[plain] ?? table.index(of: plain).map { Int($0) }
    return found.map { table.name($0) }.flatMap { $0.utf8.elementsEqual(name.utf8) ? nil : $0 }
  }

  /// Returns how two identifiers that are alike differ.
  package static func difference(_ one: String, _ other: String) -> Difference {
    if one == other { return .normalisation }
    let (first, second) = (trimmed(Array(one.utf8)[...]), trimmed(Array(other.utf8)[...]))
    if String(decoding: first, as: UTF8.self) == String(decoding: second, as: UTF8.self) { return .blanks }
    return .decimals
  }

  /// Returns the form in which alike identifiers are equal: without surrounding whitespace, and without
  /// `.0` after an integer. Returns nil for plain ASCII words, which are like no other identifier.
  private static func plainForm(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard let last = unsafe bytes.last, let first = unsafe bytes.first else { return nil }
    let isASCII = unsafe bytes.allSatisfy { $0 < 0x80 }
    let mayBeDecimal = unsafe last == 0x30 && bytes.contains(UInt8(ascii: "."))
    guard !isASCII || first <= 0x20 || last <= 0x20 || mayBeDecimal else { return nil }
    var form = trimmed(unsafe Array(bytes)[...])
    if mayBeDecimal, let point = form.firstIndex(of: UInt8(ascii: ".")), point > form.startIndex,
      form[..<point].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      form[(point + 1)...].allSatisfy({ $0 == 0x30 })
    {
      form = form[..<point]
    }
    if isASCII, unsafe form.elementsEqual(bytes) { return nil }
    return String(decoding: form, as: UTF8.self)
  }

  /// Returns the bytes without surrounding whitespace: spaces, tabs, line ends and no-break spaces.
  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while true {
      if let first = bytes.first, first <= 0x20 {
        bytes = bytes.dropFirst()
      } else if let last = bytes.last, last <= 0x20 {
        bytes = bytes.dropLast()
      } else if bytes.starts(with: [0xC2, 0xA0]) {
        bytes = bytes.dropFirst(2)
      } else if bytes.count >= 2, bytes.suffix(2).elementsEqual([0xC2, 0xA0]) {
        bytes = bytes.dropLast(2)
      } else {
        return bytes
      }
    }
  }
}
