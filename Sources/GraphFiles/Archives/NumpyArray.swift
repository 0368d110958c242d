/// A NumPy array: its element type, its extents, and its bytes, which stay where they were read.
package struct NumpyArray {
  package let type: NumpyType
  package let shape: [Int]
  /// The number of elements.
  package let count: Int
  /// Whether the first axis is the fastest one.
  package let isFortranOrder: Bool
  /// What errors call the array: `FILE` or `FILE (member)`.
  package let place: String
  private let bytes: [UInt8]
  private let start: Int
  /// The elements of an array of objects, in its own order; nothing for other arrays.
  private let objects: [NumpyObject]

  /// Takes `bytes[range]` as the elements; they must be as many as `shape` says.
  package init(
    type: NumpyType, shape: [Int], isFortranOrder: Bool, bytes: [UInt8], range: Range<Int>, place: String
  ) throws(DataError) {
    let count = try Self.count(shape, place: place)
    let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    // Elements of no bytes would be as many as the header likes.
    guard !overflow && (type.byteCount > 0 || count <= 1 << 24) else {
      throw DataError(
        .badData, "an array of shape \(shape) is impossible", at: .byte(place, range.lowerBound))
    }
    guard size == range.count else {
      throw DataError(
        .badData, "an array of shape \(shape) has \(size) bytes, \(range.count) were found",
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

  /// Takes Python objects as the elements; they must be as many as `shape` says.
  package init(objects: [NumpyObject], shape: [Int], isFortranOrder: Bool, place: String) throws(DataError) {
    count = try Self.count(shape, place: place)
    guard count == objects.count else {
      throw DataError(
        .badData, "an array of shape \(shape) has \(count) elements, \(objects.count) were found",
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

  /// How many elements an array of `shape` has.
  private static func count(_ shape: [Int], place: String) throws(DataError) -> Int {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0 && !overflow else {
        throw DataError(.badData, "an array of shape \(shape) is impossible", at: .file(place))
      }
      count = product
    }
    return count
  }

  /// A `badData` error about this array.
  package func error(_ message: String) -> DataError { DataError(.badData, message, at: .file(place)) }

  // MARK: Elements in row-major order

  /// The elements as integers; floats only where they are whole numbers.
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
    case (.unicode, _), (.bytes, _): throw error("holds strings, integers were expected")
    }
    let whole = values.compactMap { $0 }
    guard whole.count == values.count else {
      throw error("holds a number that is not a whole number of 64 bits")
    }
    return whole
  }

  /// The elements as indices from 0 on and below `bound`, which fits 32 bits; `failure` makes the error for another one.
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

  /// The elements as 32-bit floats, rounded where they are wider.
  package func floats() throws(DataError) -> [Float] {
    if type.kind == .float && type.byteCount == 4 { return load(UInt32.self) { Float(bitPattern: $0) } }
    return try doubles().map { Float($0) }
  }

  /// The elements as 64-bit floats.
  package func doubles() throws(DataError) -> [Double] {
    switch (type.kind, type.byteCount) {
    case (.float, 2): load(UInt16.self) { Double(Float(halfPrecisionBits: $0)) }
    case (.float, 4): load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float, _): load(UInt64.self) { Double(bitPattern: $0) }
    case (.unsigned, 8): load(UInt64.self) { Double($0) }
    case (.unicode, _), (.bytes, _): throw error("holds strings, numbers were expected")
    case (.object, _):
      try ordered().map { (element) throws(DataError) in
        guard let number = element.double else { throw error("holds text or nothing, numbers were expected") }
        return number
      }
    default: try integers().map { Double($0) }
    }
  }

  /// Whether all elements are the number 1, as values of unweighted edges are; found without making an array of them.
  package var isAllOnes: Bool {
    guard type.kind == .float && type.byteCount == 8 else { return false }
    let one = type.isBigEndian ? 1.0.bitPattern.byteSwapped : 1.0.bitPattern
    return unsafe bytes.withUnsafeBytes { bytes in
      (0..<count).allSatisfy {
        unsafe bytes.loadUnaligned(fromByteOffset: start + $0 * 8, as: UInt64.self) == one
      }
    }
  }

  /// The elements as strings; numbers are written out, an object that is nothing is empty.
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
            throw error("string \(element) holds no Unicode character")
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

  /// The one element of an array without axes.
  func object() throws(DataError) -> NumpyObject {
    guard count == 1 else { throw error("has shape \(shape), one element was expected") }
    switch type.kind {
    case .unicode, .bytes: return .text(try strings()[0])
    case .float: return .float(try doubles()[0])
    case .object: return objects[0]
    case .bool, .signed, .unsigned: return .integer(try integers()[0])
    }
  }

  /// Row `row` of an array of numbers with `count` rows. Throws `badData` where the array has another shape.
  package func row(_ row: Int, of count: Int) throws(DataError) -> NumpyArray {
    guard shape.count == 2, shape[0] == count, !isFortranOrder || shape[1] <= 1, type.kind != .object else {
      throw error("has shape \(shape), expected [\(count), entries] row by row")
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

  /// Where element `index` of the row-major order lies.
  private func position(_ index: Int) -> Int {
    guard isFortranOrder else { return index }
    var rest = index
    var place = 0
    var block = count
    // From the last axis, the fastest in row-major order and the slowest here.
    for axis in shape.indices.reversed() {
      block /= max(shape[axis], 1)
      place += rest % shape[axis] * block
      rest /= shape[axis]
    }
    return place
  }

  /// The elements as `Word`s of this machine's byte order, changed by `convert`.
  private func load<Word: FixedWidthInteger & BitwiseCopyable, Value>(
    _ word: Word.Type, _ convert: (Word) -> Value
  ) -> [Value] {
    // The initialiser has compared the size of the elements with the bytes that are there.
    unsafe bytes.withUnsafeBytes { buffer in
      (0..<count).map { index in
        let offset = start + position(index) * MemoryLayout<Word>.size
        let value = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: Word.self)
        return convert(type.isBigEndian ? Word(bigEndian: value) : Word(littleEndian: value))
      }
    }
  }
}
