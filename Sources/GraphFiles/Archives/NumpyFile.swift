// SPDX-License-Identifier: Apache-2.0

/// The `.npy` format, versions 1 to 3: a magic number, a header that is a Python dictionary, and the
/// elements.
package enum NumpyFile {
  /// Returns whether `bytes` start with the magic number of an `.npy` file.
  package static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The form of an array as its header describes it.
  package struct Layout {
    package let type: NumpyType
    package let shape: [Int]
    package let isFortranOrder: Bool
    /// The position of the first element.
    package let start: Int
  }

  /// Reads an array that fills `bytes`. Errors name `path`.
  package static func parse(_ bytes: [UInt8], path: String) throws(DataError) -> NumpyArray {
    let layout = try layout(bytes, path: path)
    if layout.type.kind == .object {
      return try objects(bytes, range: layout.start..<bytes.count, shape: layout.shape, path: path)
    }
    return try NumpyArray(
      type: layout.type, shape: layout.shape, isFortranOrder: layout.isFortranOrder, bytes: bytes,
      range: layout.start..<bytes.count, place: path)
  }

  /// Reads the header of an array that starts with `bytes`. Errors name `path`.
  package static func layout(_ bytes: [UInt8], path: String) throws(DataError) -> Layout {
    var reader = ByteReader(bytes, path: path)
    guard bytes.starts(with: magic) else {
      try ForeignFormat.refuse(bytes, path: path)
      throw reader.error("is not a NumPy array")
    }
    _ = try reader.take(magic.count)
    let version = try reader.byte()
    _ = try reader.byte()
    guard (1...3).contains(version) else {
      throw reader.error("NumPy format version \(version) is not supported; expected 1, 2 or 3", at: 6)
    }
    let headerSize =
      version == 1 ? Int(try reader.integer(UInt16.self)) : Int(try reader.integer(UInt32.self))
    let headerRange = try reader.take(headerSize)
    var header = NumpyHeader(reader: ByteReader(bytes, range: headerRange, path: path))
    try header.parse()
    switch NumpyType.parse(header.notation) {
    case .success(let type):
      return Layout(
        type: type, shape: header.shape, isFortranOrder: header.isFortranOrder, start: reader.position)
    case .failure(let failure): throw reader.error("contains \(failure.message)", at: headerRange.lowerBound)
    }
  }

  /// Reads an array of objects, whose elements are a pickle. Only plain values are read; no code from
  /// the pickle is run.
  private static func objects(_ bytes: [UInt8], range: Range<Int>, shape: [Int], path: String)
    throws(DataError) -> NumpyArray
  {
    do throws(DataError) {
      let array = try PickleReader.parse(bytes, range: range, path: path).array()
      guard array.type.kind == .object && array.shape == shape else {
        throw array.error(
          "the header gives shape \(shape), but the pickle contains an array of shape \(array.shape)")
      }
      return array
    } catch {
      throw DataError(
        .badData, "contains unsupported Python objects: \(error.message)", at: error.place,
        hint: "save plain numbers, or strings as arrays of type 'U'")
    }
  }
}

/// The header of an `.npy` file: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
private struct NumpyHeader {
  var reader: ByteReader
  var notation = ""
  var isFortranOrder = false
  var shape: [Int] = []

  mutating func parse() throws(DataError) {
    var found = Set<String>()
    try expect("{")
    while try peek() != UInt8(ascii: "}") {
      let key = try string()
      try expect(":")
      guard found.insert(key).inserted else { throw reader.error("duplicate key '\(key)' in the header") }
      switch key {
      case "descr":
        guard try peek() != UInt8(ascii: "[") else {
          throw reader.error("contains records with several fields, which are not supported")
        }
        notation = try string()
      case "fortran_order": isFortranOrder = try boolean()
      case "shape": shape = try tuple()
      default: throw reader.error("unknown key '\(key.prefix(40))' in the header")
      }
      if try peek() == UInt8(ascii: ",") { _ = try reader.byte() }
    }
    guard found.count == 3 else { throw reader.error("the header must have descr, fortran_order and shape") }
  }

  /// Returns the next byte that is not whitespace without moving past it.
  private mutating func peek() throws(DataError) -> UInt8 {
    while reader.remaining > 0 {
      let byte = reader.bytes[reader.position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D else { return byte }
      _ = try reader.byte()
    }
    throw reader.error("the header is truncated")
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(DataError) {
    guard try peek() == UInt8(ascii: character) else {
      throw reader.error("expected '\(character)' in the header")
    }
    _ = try reader.byte()
  }

  private mutating func string() throws(DataError) -> String {
    let quote = try peek()
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw reader.error("expected a string in the header")
    }
    _ = try reader.byte()
    var text = [UInt8]()
    while true {
      let byte = try reader.byte()
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      text.append(byte)
    }
  }

  private mutating func boolean() throws(DataError) -> Bool {
    for (word, value) in [("True", true), ("False", false)] where try peek() == word.utf8.first {
      let range = try reader.take(word.utf8.count)
      guard reader.bytes[range].elementsEqual(word.utf8) else { break }
      return value
    }
    throw reader.error("expected True or False in the header")
  }

  private mutating func tuple() throws(DataError) -> [Int] {
    var values = [Int]()
    try expect("(")
    while try peek() != UInt8(ascii: ")") {
      var value = 0
      var digits = 0
      while case let byte = try peek(), byte >= 0x30, byte <= 0x39 {
        guard digits < 18 else {
          throw reader.error("the shape in the header contains a number with more than 18 digits")
        }
        value = value * 10 + Int(byte - 0x30)
        digits += 1
        _ = try reader.byte()
      }
      // Python 2 wrote long integers as `5L`.
      if try peek() == UInt8(ascii: "L") { _ = try reader.byte() }
      guard digits > 0 && values.count < 32 else {
        throw reader.error("the shape in the header must be a tuple of at most 32 integers")
      }
      values.append(value)
      if try peek() == UInt8(ascii: ",") { _ = try reader.byte() }
    }
    _ = try reader.byte()
    return values
  }
}
