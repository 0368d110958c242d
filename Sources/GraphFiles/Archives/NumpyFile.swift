/// The `.npy` format, versions 1 to 3: a magic number, a header that is a Python dictionary, the elements.
package enum NumpyFile {
  /// Whether `bytes` begin as an `.npy` file does.
  package static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads an array that fills `bytes`. Errors name `path`.
  package static func parse(_ bytes: [UInt8], path: String) throws(DataError) -> NumpyArray {
    var reader = ByteReader(bytes, path: path)
    guard bytes.starts(with: magic) else {
      try ForeignFormat.refuse(bytes, path: path)
      throw reader.error("is not a NumPy array")
    }
    _ = try reader.take(magic.count)
    let version = try reader.byte()
    _ = try reader.byte()
    guard (1...3).contains(version) else {
      throw reader.error("NumPy format \(version) is not read, only 1, 2 and 3", at: 6)
    }
    let headerSize =
      version == 1 ? Int(try reader.integer(UInt16.self)) : Int(try reader.integer(UInt32.self))
    let headerRange = try reader.take(headerSize)
    var header = NumpyHeader(reader: ByteReader(bytes, range: headerRange, path: path))
    try header.parse()
    let type: NumpyType
    switch NumpyType.parse(header.notation) {
    case .success(let parsed): type = parsed
    case .failure(let failure): throw reader.error("holds \(failure.message)", at: headerRange.lowerBound)
    }
    if type.kind == .object {
      return try objects(bytes, range: reader.position..<bytes.count, shape: header.shape, path: path)
    }
    return try NumpyArray(
      type: type, shape: header.shape, isFortranOrder: header.isFortranOrder, bytes: bytes,
      range: reader.position..<bytes.count, place: path)
  }

  /// An array of objects, whose elements are a pickle. Plain values are read, nothing is ever run.
  private static func objects(_ bytes: [UInt8], range: Range<Int>, shape: [Int], path: String)
    throws(DataError) -> NumpyArray
  {
    do throws(DataError) {
      let array = try PickleReader.parse(bytes, range: range, path: path).array()
      guard array.type.kind == .object && array.shape == shape else {
        throw array.error("the pickle holds an array of shape \(array.shape), the header says \(shape)")
      }
      return array
    } catch {
      throw DataError(
        .badData, "holds Python objects that are not read: \(error.message)", at: error.place,
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
      guard found.insert(key).inserted else { throw reader.error("the header names '\(key)' twice") }
      switch key {
      case "descr":
        guard try peek() != UInt8(ascii: "[") else {
          throw reader.error("holds records of several fields, which are not read")
        }
        notation = try string()
      case "fortran_order": isFortranOrder = try boolean()
      case "shape": shape = try tuple()
      default: throw reader.error("the header names '\(key.prefix(40))', which is unknown")
      }
      if try peek() == UInt8(ascii: ",") { _ = try reader.byte() }
    }
    guard found.count == 3 else { throw reader.error("the header lacks descr, fortran_order or shape") }
  }

  /// The next byte that is no blank, left where it is.
  private mutating func peek() throws(DataError) -> UInt8 {
    while reader.remaining > 0 {
      let byte = reader.bytes[reader.position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D else { return byte }
      _ = try reader.byte()
    }
    throw reader.error("the header is cut off")
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(DataError) {
    guard try peek() == UInt8(ascii: character) else {
      throw reader.error("the header lacks a '\(character)' here")
    }
    _ = try reader.byte()
  }

  private mutating func string() throws(DataError) -> String {
    let quote = try peek()
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw reader.error("the header lacks a string here")
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
    throw reader.error("the header lacks True or False here")
  }

  private mutating func tuple() throws(DataError) -> [Int] {
    var values = [Int]()
    try expect("(")
    while try peek() != UInt8(ascii: ")") {
      var value = 0
      var digits = 0
      while case let byte = try peek(), byte >= 0x30, byte <= 0x39 {
        guard digits < 18 else { throw reader.error("the header's shape has too large a number") }
        value = value * 10 + Int(byte - 0x30)
        digits += 1
        _ = try reader.byte()
      }
      // Python 2 wrote long integers as 5L.
      if try peek() == UInt8(ascii: "L") { _ = try reader.byte() }
      guard digits > 0 && values.count < 32 else {
        throw reader.error("the header's shape is not a tuple of sizes")
      }
      values.append(value)
      if try peek() == UInt8(ascii: ",") { _ = try reader.byte() }
    }
    _ = try reader.byte()
    return values
  }
}
