internal import GraphCore

/// What a pickle may hold here. Nothing is ever called: a class is a name that these values are made from.
indirect enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case bytes([UInt8])
  case tuple([PickleValue])
  /// Lists and dictionaries are filled after they have been made, hence the reference.
  case list(PickleList)
  case dictionary(PickleDictionary)
  case named(PickleName)
  case type(PickleType)
  case array(PickleArray)
  case matrix(PickleMatrix)
  case mark

  /// The bytes of a byte string or the UTF-8 of a text.
  var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var tuple: [PickleValue]? { if case .tuple(let value) = self { value } else { nil } }
  var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

/// The names that a pickle may refer to.
enum PickleName: String {
  case reconstruct, array, type, matrix, defaultDictionary, list

  /// Modules moved between versions of NumPy and SciPy, so some names stand twice.
  private static let known: [String: PickleName] = [
    "numpy.core.multiarray _reconstruct": .reconstruct, "numpy._core.multiarray _reconstruct": .reconstruct,
    "numpy ndarray": .array, "numpy dtype": .type, "scipy.sparse.csr csr_matrix": .matrix,
    "scipy.sparse._csr csr_matrix": .matrix, "collections defaultdict": .defaultDictionary,
    "__builtin__ list": .list, "builtins list": .list,
  ]

  init?(module: String, name: String) {
    guard let known = Self.known["\(module) \(name)"] else { return nil }
    self = known
  }
}

final class PickleList {
  var values: [PickleValue] = []
}

final class PickleDictionary {
  var members: [(key: PickleValue, value: PickleValue)] = []
}

/// A NumPy element type, whose byte order comes after it has been made.
final class PickleType {
  let text: String
  var isBigEndian = false
  init(text: String) { self.text = text }
}

/// A NumPy array, whose contents come after it has been made.
final class PickleArray {
  var array: NumpyArray?
}

/// A SciPy CSR matrix, whose members come after it has been made.
final class PickleMatrix {
  var members: [String: PickleValue] = [:]
}

/// Reads the pickles in which the Planetoid data are published: numbers, texts, lists, dictionaries, NumPy arrays
/// and SciPy CSR matrices, protocols 0 to 5 as far as these need. Anything else is bad data.
struct PickleReader {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var stack: [PickleValue] = []
  private var memo: [Int: PickleValue] = [:]

  /// The value in a pickle. Throws `badData` with the byte at which it stops making sense.
  static func read(_ bytes: [UInt8], path: String) throws(DataError) -> PickleValue {
    var reader = PickleReader(bytes: bytes, path: path)
    return try reader.run()
  }

  private init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  private func bad(_ message: String, at byte: Int? = nil) -> DataError {
    DataError(.badData, message, at: .byte(path, byte ?? position))
  }

  private mutating func run() throws(DataError) -> PickleValue {
    while true {
      let start = position
      let code = UInt8(try number(1))
      if code == UInt8(ascii: ".") {
        guard stack.count == 1, let value = stack.popLast() else { throw bad("ends with \(stack.count) values", at: start) }
        return value
      }
      try perform(code, at: start)
    }
  }

  // MARK: Bytes

  private mutating func take(_ count: Int) throws(DataError) -> ArraySlice<UInt8> {
    guard count >= 0 && count <= bytes.count - position else {
      throw bad("is cut off: \(count) bytes are wanted, \(bytes.count - position) are left")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func number(_ size: Int) throws(DataError) -> Int {
    var value: UInt64 = 0
    for byte in try take(size).reversed() { value = value << 8 | UInt64(byte) }
    guard let number = Int(exactly: value) else { throw bad("claims a size of \(value) bytes") }
    return number
  }

  private mutating func line() throws(DataError) -> String {
    guard let end = bytes[position...].firstIndex(of: 10) else { throw bad("is cut off within a line") }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  // MARK: Stack

  private mutating func pop() throws(DataError) -> PickleValue {
    guard let value = stack.popLast() else { throw bad("takes a value where there is none") }
    return value
  }

  private mutating func popToMark() throws(DataError) -> [PickleValue] {
    let mark = stack.lastIndex { if case .mark = $0 { true } else { false } }
    guard let mark else { throw bad("takes values up to a mark where there is none") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[(mark + 1)...])
  }

  private mutating func popTuple(_ count: Int) throws(DataError) {
    guard stack.count >= count else { throw bad("takes \(count) values where there are \(stack.count)") }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    stack.append(.tuple(values))
  }

  private mutating func remember(_ index: Int) throws(DataError) {
    guard let top = stack.last else { throw bad("remembers a value where there is none") }
    memo[index] = top
  }

  private mutating func recall(_ index: Int) throws(DataError) {
    guard let value = memo[index] else { throw bad("recalls value \(index), which was not remembered") }
    stack.append(value)
  }

  // MARK: Operations

  private mutating func perform(_ code: UInt8, at start: Int) throws(DataError) {
    switch Character(Unicode.Scalar(code)) {
    case "\u{80}": try expectProtocol()
    case "\u{95}": _ = try take(8)
    case "(": stack.append(.mark)
    case "0": _ = try pop()
    case "1": _ = try popToMark()
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.bool(true))
    case "\u{89}": stack.append(.bool(false))
    case "K": stack.append(.integer(try number(1)))
    case "M": stack.append(.integer(try number(2)))
    case "J": stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case "\u{8a}": stack.append(.integer(try signed(take(number(1)))))
    case "I", "L": stack.append(try integerLine())
    case "F":
      guard let value = Double(try line()) else { throw bad("has a number that is none", at: start) }
      stack.append(.number(value))
    case "G":
      var bits: UInt64 = 0
      for byte in try take(8) { bits = bits << 8 | UInt64(byte) }
      stack.append(.number(Double(bitPattern: bits)))
    case "U", "\u{8c}", "C": stack.append(.bytes(Array(try take(number(1)))))
    case "T", "X", "B": stack.append(.bytes(Array(try take(number(4)))))
    case "\u{8d}", "\u{8e}": stack.append(.bytes(Array(try take(number(8)))))
    case "S": stack.append(.bytes(try quotedLine()))
    case "V": stack.append(.bytes(Array(try line().utf8)))
    case ")": stack.append(.tuple([]))
    case "\u{85}": try popTuple(1)
    case "\u{86}": try popTuple(2)
    case "\u{87}": try popTuple(3)
    case "t": stack.append(.tuple(try popToMark()))
    case "]": stack.append(.list(PickleList()))
    case "l": stack.append(.list(filled(try popToMark())))
    case "}": stack.append(.dictionary(PickleDictionary()))
    case "d":
      stack.append(.dictionary(PickleDictionary()))
      let members = try popMembersBelow()
      try setItems(members)
    case "a": try append([pop()])
    case "e": try append(popToMark())
    case "s":
      let value = try pop()
      try setItems([pop(), value])
    case "u": try setItems(popToMark())
    case "c": try pushName(line(), line(), at: start)
    case "\u{93}":
      let (name, module) = (try pop(), try pop())
      try pushName(module.text ?? "", name.text ?? "", at: start)
    case "R", "\u{81}": try make(at: start)
    case "b": try build(at: start)
    case "p": try remember(Int(line()) ?? -1)
    case "q": try remember(number(1))
    case "r": try remember(number(4))
    case "\u{94}": try remember(memo.count)
    case "g": try recall(Int(line()) ?? -1)
    case "h": try recall(number(1))
    case "j": try recall(number(4))
    default:
      throw bad("has pickle operation \(code), which data do not need", at: start)
    }
  }

  private mutating func expectProtocol() throws(DataError) {
    let version = try number(1)
    guard version <= 5 else { throw bad("has pickle protocol \(version), at most 5 was expected") }
  }

  private func signed(_ bytes: ArraySlice<UInt8>) throws(DataError) -> Int {
    guard bytes.count <= 8 else { throw bad("has an integer of \(bytes.count) bytes, at most 8 are read") }
    var value: UInt64 = (bytes.last ?? 0) & 0x80 != 0 ? .max : 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    return Int(Int64(bitPattern: value))
  }

  private mutating func integerLine() throws(DataError) -> PickleValue {
    let text = try line()
    if text == "00" || text == "01" { return .bool(text == "01") }
    guard let value = Int(text.hasSuffix("L") ? String(text.dropLast()) : text) else {
      throw bad("has an integer that is none")
    }
    return .integer(value)
  }

  /// The bytes of a quoted string of protocol 0, in which NumPy escapes most of an array's bytes.
  private mutating func quotedLine() throws(DataError) -> [UInt8] {
    let text = Array(try line().utf8)
    guard text.count >= 2, let quote = text.first, quote == text.last, quote == 0x27 || quote == 0x22 else {
      throw bad("has a string without quotes")
    }
    var output: [UInt8] = []
    var index = 1
    let end = text.count - 1
    while index < end {
      guard text[index] == UInt8(ascii: "\\") else {
        output.append(text[index])
        index += 1
        continue
      }
      guard index + 1 < end else { throw bad("has a string that ends within an escape") }
      switch Character(Unicode.Scalar(text[index + 1])) {
      case "x":
        guard index + 3 < end, let value = UInt8(String(decoding: text[index + 2...index + 3], as: UTF8.self), radix: 16)
        else { throw bad("has a string with a broken escape") }
        output.append(value)
        index += 2
      case "n": output.append(10)
      case "r": output.append(13)
      case "t": output.append(9)
      default: output.append(text[index + 1])
      }
      index += 2
    }
    return output
  }

  private func filled(_ values: [PickleValue]) -> PickleList {
    let list = PickleList()
    list.values = values
    return list
  }

  private mutating func append(_ values: [PickleValue]) throws(DataError) {
    guard case .list(let list) = stack.last else { throw bad("appends to something that is no list") }
    list.values += values
  }

  /// The members up to the mark below the dictionary on top of the stack.
  private mutating func popMembersBelow() throws(DataError) -> [PickleValue] {
    let dictionary = try pop()
    let members = try popToMark()
    stack.append(dictionary)
    return members
  }

  private mutating func setItems(_ items: [PickleValue]) throws(DataError) {
    guard case .dictionary(let dictionary) = stack.last, items.count % 2 == 0 else {
      throw bad("sets members of something that is no dictionary")
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      dictionary.members.append((items[index], items[index + 1]))
    }
  }

  private mutating func pushName(_ module: String, _ name: String, at start: Int) throws(DataError) {
    guard let known = PickleName(module: module, name: name) else {
      throw bad(
        "refers to '\(module).\(name)'; only NumPy arrays, SciPy CSR matrices, lists and dictionaries are read",
        at: start)
    }
    stack.append(.named(known))
  }

  /// What calling a class would make, as a value.
  private mutating func make(at start: Int) throws(DataError) {
    guard let arguments = try pop().tuple, case .named(let name) = try pop() else {
      throw bad("makes something of what is no class", at: start)
    }
    switch name {
    case .reconstruct: stack.append(.array(PickleArray()))
    case .matrix: stack.append(.matrix(PickleMatrix()))
    case .defaultDictionary: stack.append(.dictionary(PickleDictionary()))
    case .list: stack.append(.list(PickleList()))
    case .type:
      guard let text = arguments.first?.text else { throw bad("makes a NumPy type without a name", at: start) }
      stack.append(.type(PickleType(text: text)))
    case .array: throw bad("makes an array directly, which NumPy does not", at: start)
    }
  }

  /// Fills what was made with its state.
  private mutating func build(at start: Int) throws(DataError) {
    let state = try pop()
    switch stack.last {
    case .type(let type):
      // (version, byte order, ...)
      guard let parts = state.tuple, parts.count >= 2, let order = parts[1].text else {
        throw bad("has a NumPy type without a byte order", at: start)
      }
      type.isBigEndian = order == ">"
    case .array(let target):
      // (version, shape, type, is Fortran order, bytes)
      guard let parts = state.tuple, parts.count == 5, let shape = parts[1].tuple, case .type(let type) = parts[2],
        case .bool(let isFortran) = parts[3], let contents = parts[4].bytes
      else { throw bad("has a NumPy array without shape, type and bytes", at: start) }
      let extents = shape.compactMap(\.integer)
      guard extents.count == shape.count, let named = NumpyType(type.text) else {
        throw bad("has a NumPy array of type '\(type.text)', numbers or text were expected", at: start)
      }
      let elementType = NumpyType(kind: named.kind, size: named.size, isBigEndian: type.isBigEndian)
      target.array = try NumpyArray(
        type: elementType, shape: extents, isFortran: isFortran, bytes: contents[...], path: path)
    case .matrix(let matrix):
      guard case .dictionary(let dictionary) = state else { throw bad("has a matrix without members", at: start) }
      for (key, value) in dictionary.members { if let name = key.text { matrix.members[name] = value } }
    default: throw bad("fills something that takes no state", at: start)
    }
  }
}
