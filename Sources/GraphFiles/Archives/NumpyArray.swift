// SPDX-License-Identifier: Apache-2.0

/// A NumPy array: its element type, its shape, and its bytes, which are not copied from where they were
/// read.
package struct NumpyArray {
  package let type: NumpyType
  package let shape: [Int]
  /// The number of elements.
  package let count: Int
  /// Whether the first axis varies fastest.
  package let isFortranOrder: Bool
  /// The name of the array in errors: `FILE` or `FILE (member)`.
  package let place: String
  private let bytes: [UInt8]
  private let start: Int
  /// The elements of an array of objects in storage order; empty for other arrays.
  private let objects: [NumpyObject]

  /// Creates an array whose elements are `bytes[range]`. Throws `badData` if their number does not match
  /// `shape`.
  package init(
    type: NumpyType, shape: [Int], isFortranOrder: Bool, bytes: [UInt8], range: Range<Int>, place: String
  ) throws(DataError) {
    let count = try Self.count(shape, place: place)
    let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    // For elements of zero bytes, the file's size does not limit the count in the header.
    guard !overflow && (type.byteCount > 0 || count <= 1 << 24) else {
      throw DataError(
        .badData, "invalid array shape \(shape)", at: .byte(place, range.lowerBound))
    }
    guard size == range.count else {
      throw DataError(
        .badData, "an array of shape \(shape) needs \(size) bytes, found \(range.count)",
        at: .byte(place, range.lowerBound))
    }
    self.count = count
    self.type = type
    self.shape = shape
    self.isFortranOrder = isFortranOrder && shape.count > 1
    self.bytes = bytes
    self.place = place
    start = range.lowerBound
    objects = []
  }

  /// Creates an array of Python objects. Throws `badData` if their number does not match `shape`.
  package init(objects: [NumpyObject], shape: [Int], isFortranOrder: Bool, place: String) throws(DataError) {
    count = try Self.count(shape, place: place)
    guard count == objects.count else {
      throw DataError(
        .badData, "an array of shape \(shape) needs \(count) elements, found \(objects.count)",
        at: .file(place))
    }
    type = NumpyType(kind: .object, byteCount: 0, isBigEndian: false)
    self.shape = shape
    self.isFortranOrder = isFortranOrder && shape.count > 1
    self.place = place
    self.objects = objects
    bytes = []
    start = 0
  }

  /// Returns the number of elements of an array with the given shape.
  private static func count(_ shape: [Int], place: String) throws(DataError) -> Int {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0 && !overflow else {
        throw DataError(.badData, "invalid array shape \(shape)", at: .file(place))
      }
      count = product
    }
    return count
  }

  /// Returns a `badData` error about this array.
  package func error(_ message: String) -> DataError { DataError(.badData, message, at: .file(place)) }

  // MARK: Elements in row-major order

  /// Returns the elements as integers. Throws `badData` if an element, such as a float with a fraction,
  /// is not an integer of 64 bits.
  package func integers() throws(DataError) -> [Int] {
    let values: [Int?]
    switch (type.kind, type.byteCount) {
    case (.bool, _): return load(UInt8.self) { $0 == 0 ? 0 : 1 }
    case (.signed, 1): return load(Int8.self, Int.init)
    case (.signed, 2): return load(Int16.self, Int.init)
    case (.signed, 4): return load(Int32.self, Int.init)
    case (.signed, _): return load(Int64.self, Int.init)
    case (.unsigned, 1): return load(UInt8.self, Int.init)
    case (.unsigned, 2): return load(UInt16.self, Int.init)
    case (.unsigned, 4): return load(UInt32.self, Int.init)
    case (.unsigned, _): values = load(UInt64.self) { Int(exactly: $0) }
    case (.float, _): values = try doubles().map { Int(exactly: $0) }
    case (.object, _): values = ordered().map(\.integer)
    case (.unicode, _), (.bytes, _): throw error("expected integers, found strings")
    }
    let whole = values.compactMap { $0 }
    guard whole.count == values.count else {
      throw error("expected integers of 64 bits, found a number that is not one")
    }
    return whole
  }

  /// Returns the elements as indices from 0 to `bound - 1`, where `bound` fits in 32 bits. `failure`
  /// creates the error that is thrown for an element outside this range.
  package func indices(below bound: Int, failure: (_ element: Int, _ value: Int) -> DataError)
    throws(DataError)
    -> [Int32]
  {
    if type.kind == .signed && type.byteCount == 4 {
      let values = load(Int32.self) { $0 }
      if let bad = values.firstIndex(where: { $0 < 0 || $0 >= bound }) {
        throw failure(bad, Int(values[bad]))
      }
      return values
    }
    let values = try integers()
    if let bad = values.firstIndex(where: { $0 < 0 || $0 >= bound }) { throw failure(bad, values[bad]) }
    return values.map(Int32.init)
  }

  /// Returns the elements as 32-bit floats, rounded if they are wider.
  package func floats() throws(DataError) -> [Float] {
    if type.kind == .float && type.byteCount == 4 { return load(UInt32.self) { Float(bitPattern: $0) } }
    return try doubles().map { Float($0) }
  }

  /// Returns the elements as 64-bit floats.
  package func doubles() throws(DataError) -> [Double] {
    switch (type.kind, type.byteCount) {
    case (.float, 2): load(UInt16.self) { Double(Float(halfPrecisionBits: $0)) }
    case (.float, 4): load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float, _): load(UInt64.self) { Double(bitPattern: $0) }
    case (.unsigned, 8): load(UInt64.self) { Double($0) }
    case (.unicode, _), (.bytes, _): throw error("expected numbers, found strings")
    case (.object, _):
      try ordered().map { (element) throws(DataError) in
        guard let number = element.double else { throw error("expected numbers, found text or None") }
        return number
      }
    default: try integers().map { Double($0) }
    }
  }

  /// Whether all elements are the 64-bit float 1, as in the values of unweighted edges. No array of the
  /// elements is made to find this out.
  package var isAllOnes: Bool {
    guard type.kind == .float && type.byteCount == 8 else { return false }
    let one = type.isBigEndian ? 1.0.bitPattern.byteSwapped : 1.0.bitPattern
    return unsafe bytes.withUnsafeBytes { bytes in
      (0..<count).allSatisfy {
        unsafe bytes.loadUnaligned(fromByteOffset: start + $0 * 8, as: UInt64.self) == one
      }
    }
  }

  /// Returns the elements as strings. Numbers are formatted as text, and the object None becomes an
  /// empty string.
  package func strings() throws(DataError) -> [String] {
    var strings = [String]()
    strings.reserveCapacity(count)
    switch type.kind {
    case .unicode:
      for element in 0..<count {
        var scalars = String.UnicodeScalarView()
        let offset = start + position(element) * type.byteCount
        for place in stride(from: offset, to: offset + type.byteCount, by: 4) {
          let little = bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
          let code = type.isBigEndian ? little.byteSwapped : little
          if code == 0 { break }
          guard let scalar = Unicode.Scalar(code) else {
            throw error("string \(element) contains an invalid Unicode character")
          }
          scalars.append(scalar)
        }
        strings.append(String(scalars))
      }
    case .bytes:
      for element in 0..<count {
        let offset = start + position(element) * type.byteCount
        let text = bytes[offset..<offset + type.byteCount].prefix { $0 != 0 }
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("string \(element) is not valid UTF-8")
        }
        strings.append(string)
      }
    case .object: for element in ordered() { strings.append(element.description) }
    case .float:
      for value in try doubles() { strings.append(NumpyObject.float(value).description) }
    default:
      for value in try integers() { strings.append(String(value)) }
    }
    return strings
  }

  /// Returns the only element of an array without axes. Throws `badData` if the array does not have
  /// exactly one element.
  func object() throws(DataError) -> NumpyObject {
    guard count == 1 else { throw error("expected one element, found an array of shape \(shape)") }
    switch type.kind {
    case .unicode, .bytes: return .text(try strings()[0])
    case .float: return .float(try doubles()[0])
    case .object: return objects[0]
    case .bool, .signed, .unsigned: return .integer(try integers()[0])
    }
  }

  /// Returns row `row` of an array of numbers with `count` rows. Throws `badData` if the array has a
  /// different shape.
  package func row(_ row: Int, of count: Int) throws(DataError) -> NumpyArray {
    guard shape.count == 2, shape[0] == count, !isFortranOrder || shape[1] <= 1, type.kind != .object else {
      throw error("expected a row-major array of shape [\(count), entries], found shape \(shape)")
    }
    let size = shape[1] * type.byteCount
    return try NumpyArray(
      type: type, shape: [shape[1]], isFortranOrder: false, bytes: bytes,
      range: start + row * size..<start + (row + 1) * size, place: place)
  }

  /// The objects in row-major order.
  private func ordered() -> [NumpyObject] {
    isFortranOrder ? (0..<count).map { objects[position($0)] } : objects
  }

  /// Returns the storage position of element `index` in row-major order.
  private func position(_ index: Int) -> Int {
    guard isFortranOrder else { return index }
    var rest = index
    var place = 0
    var block = count
    // Starts with the last axis, which varies fastest in row-major order and slowest in this array.
    for axis in shape.indices.reversed() {
      block /= max(shape[axis], 1)
      place += rest % shape[axis] * block
      rest /= shape[axis]
    }
    return place
  }

  /// Loads the elements as `Word`s in this machine's byte order and maps them with `convert`.
  private func load<Word: FixedWidthInteger & BitwiseCopyable, Value>(
    _ word: Word.Type, _ convert: (Word) -> Value
  ) -> [Value] {
    // The initialiser has checked that there are as many bytes as the elements need.
    unsafe bytes.withUnsafeBytes { buffer in
      (0..<count).map { index in
        let offset = start + position(index) * MemoryLayout<Word>.size
        let value = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: Word.self)
        return convert(type.isBigEndian ? Word(bigEndian: value) : Word(littleEndian: value))
      }
    }
  }
}
