// SPDX-License-Identifier: Apache-2.0

extension TableScanner {
  func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// Calls `body` with the bytes of a field.
  @inline(__always)
  package func withBytes<Result>(_ field: Field, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if !field.isUnescaped { return unsafe body(slice(field.start, field.end)) }
    return unsafe unescaped.withUnsafeBufferPointer {
      unsafe body(UnsafeBufferPointer(rebasing: $0[field.start..<field.end]))
    }
  }

  /// Returns the number in a field, or nil if there is none. The decimal separator is a point, or a
  /// comma if the dialect has decimal commas; `true` is 1 and `false` is 0.
  package func double(_ field: Field) -> Double? {
    if field.isNumber && field.number <= 1 << 53 { return Double(field.number) }
    return unsafe withBytes(field) { bytes in
      if dialect.hasDecimalCommas { return unsafe Self.commaNumber(bytes) }
      return unsafe DecimalNumber.double(bytes) ?? Self.truth(bytes)
    }
  }

  private static func commaNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    // With decimal commas, a point is a thousands separator or a mistake.
    guard unsafe !bytes.contains(UInt8(ascii: ".")) else { return nil }
    guard unsafe bytes.contains(UInt8(ascii: ",")) else {
      return unsafe DecimalNumber.double(bytes) ?? truth(bytes)
    }
    let copy = unsafe bytes.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
    return unsafe copy.withUnsafeBufferPointer { unsafe DecimalNumber.double($0) }
  }

  private static func truth(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard bytes.count == 4 || bytes.count == 5 else { return nil }
    switch unsafe String(decoding: bytes, as: UTF8.self) {
    case "True", "TRUE", "true": return 1
    case "False", "FALSE", "false": return 0
    default: return nil
    }
  }

  /// Returns a field as a string. Throws `badData` if it is not valid UTF-8 or contains a NUL byte.
  package func string(_ field: Field) throws(DataError) -> String {
    try checkText(field)
    return unsafe withBytes(field) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Returns whether the field is a missing value: empty, or one of the usual words and not in quotes
  /// that mark text.
  package func isMissing(_ field: Field) -> Bool {
    if field.isNumber { return false }
    if field.isEmpty { return true }
    if field.isQuoted && dialect.quotesMarkText { return false }
    return unsafe withBytes(field) { unsafe MissingValue.isMissing($0) }
  }

  /// Returns the index of the identifier in a field. New identifiers are added.
  @inline(__always)
  package func intern(_ field: Field, in table: inout IdentifierTable) throws(DataError) -> (
    index: Int32, isNew: Bool
  ) {
    let entry =
      field.isNumber
      ? table.insert(number: field.number) : unsafe withBytes(field) { unsafe table.insert($0) }
    if entry.isNew {
      if entry.index == .max { throw error("more than 2^31 - 1 different ids") }
      if !field.isNumber {
        if field.isEmpty { throw error("an id is empty") }
        try checkText(field)
      }
    }
    return entry
  }

  /// Returns the index of the identifier in a field, or nil if it is unknown.
  package func index(of field: Field, in table: IdentifierTable) -> Int32? {
    field.isNumber
      ? table.index(ofNumber: field.number) : unsafe withBytes(field) { unsafe table.index(of: $0) }
  }

  private func checkText(_ field: Field) throws(DataError) {
    let isText = unsafe withBytes(field) { bytes in
      var isASCII = true
      for index in bytes.indices {
        let byte = unsafe bytes[index]
        if byte == 0 { return false }
        if byte >= 0x80 { isASCII = false }
      }
      return unsafe isASCII || String(validating: bytes, as: UTF8.self) != nil
    }
    guard !isText else { return }
    let hasNUL = unsafe withBytes(field) { unsafe $0.contains(0) }
    throw hasNUL
      ? error("\(excerpt(field)) contains a NUL byte; is this a text file?")
      : error(
        "\(excerpt(field)) is not valid UTF-8",
        hint: "save the file as UTF-8; Latin-1 and Windows-1252 are not supported")
  }
}

extension TableScanner {
  /// Returns a `badData` error at the current row.
  package func error(_ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, line), hint: hint)
  }

  /// Returns a field in quotes for an error message: its first 40 bytes, with unprintable characters
  /// replaced.
  package func excerpt(_ field: Field) -> String {
    unsafe withBytes(field) { bytes in
      let text = unsafe String(decoding: bytes.prefix(40), as: UTF8.self).unicodeScalars.map {
        $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
      }
      return "'" + text.joined() + (bytes.count > 40 ? "..." : "") + "'"
    }
  }
}
