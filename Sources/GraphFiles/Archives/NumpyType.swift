// SPDX-License-Identifier: Apache-2.0

/// The element type of a NumPy array, such as `<f4`, `|b1` or `<U12`.
package struct NumpyType: Equatable {
  package enum Kind: Equatable {
    case bool
    case signed
    case unsigned
    case float
    /// UTF-32 strings.
    case unicode
    /// Byte strings.
    case bytes
    /// Python objects, which are stored in a pickle.
    case object
  }

  package let kind: Kind
  /// The size of an element in bytes.
  package let byteCount: Int
  package let isBigEndian: Bool

  /// Element types that users may have but that a graph cannot be made from.
  private static let refused: [Character: String] = [
    "c": "complex numbers", "M": "dates", "m": "durations", "V": "records", "T": "strings of variable width",
  ]

  /// Parses NumPy's notation. Fails with a message if the type is not supported.
  package static func parse(_ notation: String) -> Result<NumpyType, Failure> {
    var rest = Substring(notation)
    var isBigEndian = false
    if let first = rest.first, "<>|=".contains(first) {
      isBigEndian = first == ">"
      rest.removeFirst()
    }
    guard let letter = rest.popFirst() else { return .failure(Failure(message: "an empty element type")) }
    // NumPy counts 8 bytes per pointer, but none of the pointers is in the file.
    if letter == "O" { return .success(NumpyType(kind: .object, byteCount: 0, isBigEndian: false)) }
    if let name = Self.refused[letter] {
      return .failure(Failure(message: "\(name) ('\(notation.prefix(40))'), which are not supported"))
    }
    let unknown = Failure(message: "elements of type '\(notation.prefix(40))', which are not supported")
    guard let size = Int(rest), size >= 0 else { return .failure(unknown) }
    let (kind, sizes): (Kind, [Int])
    switch letter {
    case "b": (kind, sizes) = (.bool, [1])
    case "i": (kind, sizes) = (.signed, [1, 2, 4, 8])
    case "u": (kind, sizes) = (.unsigned, [1, 2, 4, 8])
    case "f": (kind, sizes) = (.float, [2, 4, 8])
    case "U":
      guard size <= 1 << 28 else { return .failure(unknown) }
      return .success(NumpyType(kind: .unicode, byteCount: size * 4, isBigEndian: isBigEndian))
    case "S", "a": return .success(NumpyType(kind: .bytes, byteCount: size, isBigEndian: false))
    default: return .failure(unknown)
    }
    guard sizes.contains(size) else { return .failure(unknown) }
    return .success(NumpyType(kind: kind, byteCount: size, isBigEndian: isBigEndian))
  }

  package struct Failure: Error { let message: String }
}
