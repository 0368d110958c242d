// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// A dictionary with plain Python values, of which only the weight is used.
struct EdgeDictionary {
  private(set) var weight: Double?
  private(set) var otherKeyCount = 0

  /// Reads `{...}`. Errors name `place`.
  init(_ text: String, at place: DataError.Place) throws(DataError) {
    func failure(_ message: String) -> DataError { DataError(.badData, message, at: place) }
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else {
      throw failure("expected the edge's data as {'name': value}, found '\(text.prefix(40))'")
    }
    for item in Self.items(bytes.dropFirst().dropLast()) {
      let text = String(decoding: item, as: UTF8.self)
      guard let colon = Self.colon(item) else {
        throw failure("expected 'name': value, found '\(text.prefix(40))'")
      }
      let key = String(decoding: item[..<colon], as: UTF8.self).split(separator: " ").joined(separator: " ")
      guard key == "'weight'" || key == "\"weight\"" else {
        otherKeyCount += 1
        continue
      }
      let value = item[(colon + 1)...].filter { $0 != 0x20 }
      let number = unsafe value.withUnsafeBufferPointer { unsafe DecimalNumber.double($0) }
      guard let number, number.isFinite else {
        throw failure(
          "the weight is '\(String(decoding: value.prefix(40), as: UTF8.self))'; expected a finite number"
        )
      }
      weight = number
    }
  }

  /// Splits at the commas that are outside quotes and brackets.
  private static func items(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var items: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    walk(bytes) { index, byte in
      guard byte == UInt8(ascii: ",") else { return }
      items.append(bytes[start..<index])
      start = index + 1
    }
    items.append(bytes[start...])
    return items.filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  }

  private static func colon(_ bytes: ArraySlice<UInt8>) -> Int? {
    var place: Int?
    walk(bytes) { index, byte in if byte == UInt8(ascii: ":") && place == nil { place = index } }
    return place
  }

  /// Calls `body` with each byte outside quotes and brackets.
  private static func walk(_ bytes: ArraySlice<UInt8>, _ body: (Int, UInt8) -> Void) {
    var quote: UInt8?
    var depth = 0
    var isEscaped = false
    for index in bytes.indices {
      let byte = bytes[index]
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == open {
          quote = nil
        }
        continue
      }
      switch Unicode.Scalar(byte) {
      case "'", "\"": quote = byte
      case "[", "(", "{": depth += 1
      case "]", ")", "}": depth -= 1
      default: if depth == 0 { body(index, byte) }
      }
    }
  }
}
