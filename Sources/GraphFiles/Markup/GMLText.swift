// SPDX-License-Identifier: Apache-2.0

/// Encodes and decodes the text of GML documents: ASCII, with HTML character references for all other
/// characters.
package enum GMLText {
  /// The HTML 2 names of U+00A0 to U+00FF, in order.
  private static let latin =
    """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot \
    cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
    Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
    agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute \
    ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
    """

  private static let entities: [Substring: Unicode.Scalar] = {
    var entities: [Substring: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    for (offset, name) in latin.split(whereSeparator: { $0 == " " || $0 == "\n" }).enumerated() {
      entities[name] = Unicode.Scalar(UInt8(0xA0 + offset))
    }
    return entities
  }()

  /// Returns `text` with its entities decoded. An `&` that does not start an entity is kept because many
  /// programs do not escape it.
  static func decoded(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result.append(contentsOf: rest[..<ampersand])
      rest = rest[ampersand...]
      // The longest entity, &thetasym;, has 10 characters, and so does the longest numeric reference.
      let window = rest.dropFirst().prefix(12)
      if let end = window.firstIndex(of: ";"),
        let scalar = scalar(Substring(rest[ampersand..<end].dropFirst()))
      {
        result.append(scalar)
        rest = rest[end...].dropFirst()
      } else {
        result.append("&")
        rest = rest.dropFirst()
      }
    }
    result.append(contentsOf: rest)
    return String(result)
  }

  private static func scalar(_ entity: Substring) -> Unicode.Scalar? {
    guard entity.first == "#" else { return entities[entity] }
    let digits = entity.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
  }

  /// Returns `text` with escapes so that it can be written in quotes.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      default:
        if scalar.value >= 0x20 && scalar.value < 0x7F {
          result.unicodeScalars.append(scalar)
        } else {
          result += "&#\(scalar.value);"
        }
      }
    }
    return result
  }
}
