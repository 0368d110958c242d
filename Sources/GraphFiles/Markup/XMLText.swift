// SPDX-License-Identifier: Apache-2.0

/// Encodes the text of XML documents.
package enum XMLText {
  /// Returns the first scalar in `text` that XML 1.0 cannot represent, not even as a character
  /// reference, or nil if there is none.
  package static func unwritable(in text: String) -> Unicode.Scalar? {
    text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: false
      case 0..<0x20, 0xFFFE, 0xFFFF: true
      default: false
      }
    }
  }

  /// Returns `text` with escapes so that it can be written between tags or in quotes. Tabs and line ends
  /// become character references, because readers turn them into spaces in attributes, and turn carriage
  /// returns into line feeds elsewhere.
  package static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
