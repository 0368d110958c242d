// SPDX-License-Identifier: Apache-2.0

/// Decodes the strings of pickle protocol 0, which are written as Python source text.
package enum PickleText {
  /// Returns the bytes of `'...'` or `"..."` with its backslash escapes decoded, or nil if it is
  /// invalid.
  package static func unquoted(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    var bytes = [UInt8]()
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      switch Unicode.Scalar(escape) {
      case "n": bytes.append(0x0A)
      case "r": bytes.append(0x0D)
      case "t": bytes.append(0x09)
      case "b": bytes.append(0x08)
      case "f": bytes.append(0x0C)
      case "v": bytes.append(0x0B)
      case "a": bytes.append(0x07)
      case "\\", "'", "\"": bytes.append(escape)
      case "x":
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return bytes
  }

  /// Returns the UTF-8 of a line in which characters outside Latin-1 are written as `\uXXXX`, or nil if
  /// it is invalid.
  package static func rawUnicode(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    var text = String.UnicodeScalarView()
    var rest = line
    while let byte = rest.popFirst() {
      let digits =
        byte != UInt8(ascii: "\\")
        ? 0 : rest.first == UInt8(ascii: "u") ? 4 : rest.first == UInt8(ascii: "U") ? 8 : 0
      guard digits > 0 else {
        text.append(Unicode.Scalar(byte))
        continue
      }
      let code = rest.dropFirst().prefix(digits)
      guard code.count == digits, let value = UInt32(String(decoding: code, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { return nil }
      text.append(scalar)
      rest = rest.dropFirst(digits + 1)
    }
    return Array(String(text).utf8)
  }

  /// Converts `text` from UTF-8 to Latin-1. Returns nil if it is not UTF-8 or has other characters.
  package static func latin1(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard let string = String(validating: text, as: UTF8.self) else { return nil }
    var bytes = [UInt8]()
    bytes.reserveCapacity(text.count)
    for scalar in string.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
