internal import GraphCore

/// An array in NumPy's `.npy` format or inside a pickle: numbers or text, row-major.
struct NumpyArray {
  /// What the elements are.
  enum Elements {
    case integers([Int])
    case numbers([Double])
    case texts([String])
  }

  let shape: [Int]
  let elements: Elements

  var count: Int { shape.reduce(1, *) }

  /// Reads a `.npy` file of version 1 to 3.
  init(npy bytes: [UInt8], path: String) throws(DataError) {
    let bad = { (message: String, byte: Int) in DataError(.badData, message, at: .byte(path, byte)) }
    guard bytes.count >= 10 && bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw bad("is not a .npy array: its first bytes are not \\x93NUMPY", 0)
    }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    guard bytes[6] >= 1 && bytes[6] <= 3 && bytes.count >= 8 + lengthSize else {
      throw bad("has .npy version \(bytes[6]), 1 to 3 was expected", 6)
    }
    var length = 0
    for index in (0..<lengthSize).reversed() { length = length << 8 | Int(bytes[8 + index]) }
    let start = 8 + lengthSize
    guard length <= bytes.count - start else { throw bad("has a header of \(length) bytes, the file is shorter", 8) }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let description = Self.value(of: "descr", in: header), let order = Self.value(of: "fortran_order", in: header),
      let shapeText = Self.value(of: "shape", in: header)
    else { throw bad("has a header without descr, fortran_order and shape", start) }
    let fields = shapeText.drop { $0 == "(" }.prefix { $0 != ")" }.split(separator: ",")
    let extents = fields.map { field in Int(field.filter { $0 != " " && $0 != "L" }) }
    guard let type = NumpyType(description.filter { $0 != "'" && $0 != "\"" }) else {
      throw bad("has elements of type \(description), numbers or text were expected", start)
    }
    let shape = extents.compactMap(\.self)
    guard shape.count == extents.count else { throw bad("has shape \(shapeText), which is none", start) }
    try self.init(
      type: type, shape: shape, isFortran: order.hasPrefix("True"), bytes: bytes[(start + length)...], path: path)
  }

  /// Decodes raw elements. `bytes` may be longer than needed, not shorter.
  init(type: NumpyType, shape: [Int], isFortran: Bool, bytes: ArraySlice<UInt8>, path: String) throws(DataError) {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0 && !overflow else {
        throw DataError(.badData, "has an array of impossible shape \(shape)", at: .byte(path, bytes.startIndex))
      }
      count = product
    }
    guard type.size == 0 || count <= bytes.count / type.size else {
      throw DataError(
        .badData, "is cut off: an array of shape \(shape) needs \(type.size) bytes an element, \(bytes.count) are left",
        at: .byte(path, bytes.startIndex))
    }
    // Text of no length takes no bytes, so its number of elements is bounded by the file's size.
    guard type.size > 0 || count <= bytes.count + 1 else {
      throw DataError(.badData, "has an array of impossible shape \(shape)", at: .byte(path, bytes.startIndex))
    }
    self.shape = shape
    let order = isFortran && shape.count > 1 ? Self.fortranOrder(shape, count) : nil
    elements = type.decode(bytes, count: count, order: order)
  }

  /// Where the elements of an array lie whose first axis runs fastest, in row-major order.
  private static func fortranOrder(_ shape: [Int], _ count: Int) -> [Int] {
    var strides: [Int] = []
    var stride = 1
    for extent in shape {
      strides.append(stride)
      stride *= extent
    }
    var index = [Int](repeating: 0, count: shape.count)
    return (0..<count).map { _ in
      let position = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return position
    }
  }

  /// The text behind `'name':` in the header's dictionary, up to the next key.
  private static func value(of name: String, in header: String) -> String? {
    let quoted = ["'\(name)'", "\"\(name)\""]
    for key in quoted {
      guard let position = header.firstRange(of: key) else { continue }
      let rest = header[position.upperBound...].drop { $0 == " " || $0 == ":" }
      if rest.first == "(" { return String(rest.prefix { $0 != ")" }) + ")" }
      return String(rest.prefix { $0 != "," && $0 != "}" })
    }
    return nil
  }

  /// The elements as whole numbers; nil where they are none.
  var integers: [Int]? {
    switch elements {
    case .integers(let values): return values
    case .numbers(let values):
      let whole = values.compactMap { Int(exactly: $0) }
      return whole.count == values.count ? whole : nil
    case .texts: return nil
    }
  }

  /// The elements as numbers; nil where they are text.
  var numbers: [Double]? {
    switch elements {
    case .integers(let values): values.map(Double.init)
    case .numbers(let values): values
    case .texts: nil
    }
  }

  /// The elements as text; numbers in decimal.
  var texts: [String] {
    switch elements {
    case .integers(let values): values.map(String.init)
    case .numbers(let values): values.map { "\($0)" }
    case .texts(let values): values
    }
  }
}

/// The type of an array's elements, as NumPy writes it: `<f4`, `|S5`, `>i8`, `|b1`, `<U22`.
struct NumpyType {
  let kind: Character
  let size: Int
  let isBigEndian: Bool

  init?(_ text: String) {
    var rest = Substring(text)
    var big = false
    if let mark = rest.first, "<>=|".contains(mark) {
      big = mark == ">"
      rest = rest.dropFirst()
    }
    guard let kind = rest.first, let number = Int(rest.dropFirst()), number >= 0, number <= 1 << 20 else { return nil }
    switch kind {
    case "f": guard [2, 4, 8].contains(number) else { return nil }
    case "i", "u": guard [1, 2, 4, 8].contains(number) else { return nil }
    case "b": guard number == 1 else { return nil }
    case "U", "S", "a": break
    default: return nil
    }
    self.kind = kind
    size = kind == "U" ? 4 * number : number
    isBigEndian = big
  }

  init(kind: Character, size: Int, isBigEndian: Bool) {
    self.kind = kind
    self.size = size
    self.isBigEndian = isBigEndian
  }

  /// Decodes `count` elements; element i lies at `order[i]` where an order is given.
  func decode(_ bytes: ArraySlice<UInt8>, count: Int, order: [Int]?) -> NumpyArray.Elements {
    let start = { (index: Int) in bytes.startIndex + (order?[index] ?? index) * size }
    switch kind {
    case "i", "b", "u":
      return .integers(
        (0..<count).map { index in
          let bits = bits(bytes, start(index), size)
          if kind == "u" || kind == "b" { return Int(clamping: bits) }
          let shift = 64 - 8 * size
          return Int(Int64(bitPattern: bits << shift) >> shift)
        })
    case "f":
      return .numbers(
        (0..<count).map { index in
          let bits = bits(bytes, start(index), size)
          switch size {
          case 8: return Double(bitPattern: bits)
          case 4: return Double(Float(bitPattern: UInt32(bits)))
          default: return Double(Float(halfPrecisionBits: UInt16(bits)))
          }
        })
    case "U":
      return .texts(
        (0..<count).map { index in
          var text = ""
          for position in stride(from: start(index), to: start(index) + size, by: 4) {
            let code = UInt32(bits(bytes, position, 4))
            if code == 0 { break }
            text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
          }
          return text
        })
    default:
      return .texts(
        (0..<count).map { index in
          String(decoding: bytes[start(index)..<start(index) + size].prefix { $0 != 0 }, as: UTF8.self)
        })
    }
  }

  private func bits(_ bytes: ArraySlice<UInt8>, _ start: Int, _ size: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<size {
      value |= UInt64(bytes[start + index]) << UInt64(8 * (isBigEndian ? size - 1 - index : index))
    }
    return value
  }
}
