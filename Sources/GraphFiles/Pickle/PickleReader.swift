// SPDX-License-Identifier: Apache-2.0

/// A reader for Python pickles of protocols 0 to 5 that never runs code. It is a stack machine whose
/// only objects are NumPy arrays (versions 1 and 2), SciPy sparse matrices, dictionaries, lists, sets,
/// tuples and plain values.
///
/// Each opcode adds at most one value, and copies are counted, so memory stays proportional to the size
/// of the file. Unknown, truncated and unsupported content throws a `badData` error that names the byte
/// offset.
package struct PickleReader {
  private var reader: ByteReader
  private var heap = PickleHeap()
  private var stack: [PickleValue] = []
  /// The positions of the marks in the stack.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The offset of the current opcode.
  private var opcodeStart = 0

  /// The size of the pickle in bytes.
  private let size: Int

  private init(_ bytes: [UInt8], range: Range<Int>, path: String) {
    reader = ByteReader(bytes, range: range, path: path)
    size = range.count
  }

  /// Reads a pickle that fills `bytes`, or `range` of them.
  package static func parse(_ bytes: [UInt8], range: Range<Int>? = nil, path: String) throws(DataError)
    -> PickleDocument
  {
    var reader = PickleReader(bytes, range: range ?? 0..<bytes.count, path: path)
    let root = try reader.run()
    return PickleDocument(bytes: bytes, path: path, heap: reader.heap, root: root)
  }

  private mutating func run() throws(DataError) -> PickleValue {
    while true {
      opcodeStart = reader.position
      let opcode = try reader.byte()
      if opcode == UInt8(ascii: ".") {
        let root = try pop()
        guard reader.remaining == 0 else { throw reader.error("\(reader.remaining) bytes follow the pickle") }
        return root
      }
      if try readScalar(opcode) { continue }
      if try readText(opcode) { continue }
      if try readStructure(opcode) { continue }
      if try readMemo(opcode) { continue }
      guard try readObject(opcode) else { throw failure("unsupported pickle opcode \(opcode)") }
    }
  }

  // MARK: Opcodes

  private mutating func readScalar(_ opcode: UInt8) throws(DataError) -> Bool {
    switch Unicode.Scalar(opcode) {
    case "\u{80}":
      let version = try reader.byte()
      guard version <= 5 else {
        throw failure("pickle protocol \(version) is not supported; expected at most 5")
      }
    case "\u{95}": _ = try reader.take(8)  // A frame is only a hint for buffering.
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.bool(true))
    case "\u{89}": stack.append(.bool(false))
    case "K": stack.append(.integer(Int(try reader.byte())))
    case "M": stack.append(.integer(Int(try reader.integer(UInt16.self))))
    case "J": stack.append(.integer(Int(Int32(bitPattern: try reader.integer(UInt32.self)))))
    case "\u{8A}": stack.append(.integer(try longInteger(Int(try reader.byte()))))
    case "\u{8B}": stack.append(.integer(try longInteger(Int(try reader.integer(UInt32.self)))))
    case "I", "L": stack.append(try decimalInteger())
    case "F": stack.append(.float(try decimalFloat()))
    case "G": stack.append(.float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
    default: return false
    }
    return true
  }

  private mutating func readText(_ opcode: UInt8) throws(DataError) -> Bool {
    switch Unicode.Scalar(opcode) {
    case "U", "C", "\u{8C}": stack.append(.text(try reader.take(Int(try reader.byte()))))
    case "T", "B", "X": stack.append(.text(try reader.take(Int(try reader.integer(UInt32.self)))))
    case "\u{8E}", "\u{8D}", "\u{96}":
      stack.append(.text(try reader.take(Int(clamping: try reader.integer(UInt64.self)))))
    case "S":
      let line = try reader.line()
      guard let text = PickleText.unquoted(reader.bytes[line]) else {
        throw failure("is not a quoted string")
      }
      stack.append(heap.add(text: text))
    case "V":
      let line = try reader.line()
      guard let text = PickleText.rawUnicode(reader.bytes[line]) else { throw failure("is not a string") }
      stack.append(heap.add(text: text))
    default: return false
    }
    return true
  }

  private mutating func readStructure(_ opcode: UInt8) throws(DataError) -> Bool {
    switch Unicode.Scalar(opcode) {
    case "(": marks.append(stack.count)
    case "0": _ = try pop()
    case "1": _ = try popMarked()
    case "2": stack.append(try top())
    case ")": stack.append(heap.add(tuple: []))
    case "t": stack.append(heap.add(tuple: try popMarked()))
    case "\u{85}": stack.append(heap.add(tuple: try pop(1)))
    case "\u{86}": stack.append(heap.add(tuple: try pop(2)))
    case "\u{87}": stack.append(heap.add(tuple: try pop(3)))
    case "]", "\u{8F}": stack.append(heap.add(list: []))
    case "l", "\u{91}": stack.append(heap.add(list: try popMarked()))
    case "a":
      let value = try pop()
      try append([value])
    case "e", "\u{90}": try append(try popMarked())
    case "}": stack.append(heap.add(dictionary: []))
    case "d": stack.append(heap.add(dictionary: try pairs(try popMarked())))
    case "s": try setItems(try pop(2))
    case "u": try setItems(try popMarked())
    default: return false
    }
    return true
  }

  private mutating func readMemo(_ opcode: UInt8) throws(DataError) -> Bool {
    switch Unicode.Scalar(opcode) {
    case "q": memo[Int(try reader.byte())] = try top()
    case "r": memo[Int(try reader.integer(UInt32.self))] = try top()
    case "p": memo[try lineInteger()] = try top()
    case "\u{94}": memo[memo.count] = try top()
    case "h": try recall(Int(try reader.byte()))
    case "j": try recall(Int(try reader.integer(UInt32.self)))
    case "g": try recall(try lineInteger())
    default: return false
    }
    return true
  }

  private mutating func readObject(_ opcode: UInt8) throws(DataError) -> Bool {
    switch Unicode.Scalar(opcode) {
    case "c":
      let module = try reader.line()
      let name = try reader.line()
      try pushGlobal(reader.bytes[module], reader.bytes[name])
    case "\u{93}":
      let parts = try pop(2)
      guard let module = heap.bytes(of: parts[0], in: reader.bytes),
        let name = heap.bytes(of: parts[1], in: reader.bytes)
      else { throw failure("the name of a function or class is not a string") }
      try pushGlobal(module, name)
    case "R", "\u{81}":
      let parts = try pop(2)
      guard case .global(let callable) = parts[0], case .tuple(let arguments) = parts[1] else {
        throw failure("calls something that is not a function or class")
      }
      stack.append(try make(callable, heap.tuples[arguments]))
      guard heap.copiedCount <= 4 * size else { throw failure("copies more data than the file contains") }
    case "\u{97}", "\u{98}":
      throw failure(
        "the arrays are stored outside the pickle (out-of-band buffers); dump them without buffer_callback")
    case "b":
      let state = try pop()
      guard case .object(let number) = try top() else {
        throw failure("sets the state of a value that is not an object")
      }
      heap.objects[number].state = state
    default: return false
    }
    return true
  }

  // MARK: Objects

  private mutating func pushGlobal(_ module: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) throws(DataError) {
    let module = String(decoding: module.prefix(100), as: UTF8.self)
    let name = String(decoding: name.prefix(100), as: UTF8.self)
    guard let global = PickleGlobal(module: module, name: name) else {
      let shown = "\(module).\(name)".unicodeScalars.map {
        $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
      }
      throw failure(
        "refers to \(shown.joined()); only NumPy arrays, SciPy matrices (csr, csc, coo), dictionaries and lists are supported"
      )
    }
    stack.append(.global(global))
  }

  /// Returns the value that calling `callable(arguments)` would create.
  private mutating func make(_ callable: PickleGlobal, _ arguments: [PickleValue]) throws(DataError)
    -> PickleValue
  {
    switch callable {
    case .reconstruct:
      guard case .global(.ndarray)? = arguments.first else {
        throw failure("creates an array of an unsupported class")
      }
      return heap.add(object: PickleObject(kind: .ndarray))
    case .fromBuffer where arguments.count == 4:
      return heap.add(object: PickleObject(kind: .bufferArray, arguments: arguments))
    case .scalar where arguments.count == 2:
      return heap.add(object: PickleObject(kind: .scalar, arguments: arguments))
    case .dtype: return heap.add(object: PickleObject(kind: .dtype, arguments: arguments))
    case .sparse(let layout) where arguments.isEmpty:
      return heap.add(object: PickleObject(kind: .sparse(layout)))
    case .reconstructor:
      guard arguments.count == 3, case .global(.sparse(let layout)) = arguments[0],
        case .global(.object) = arguments[1], case .none = arguments[2]
      else { throw failure("creates an object of an unsupported class") }
      return heap.add(object: PickleObject(kind: .sparse(layout)))
    case .defaultDictionary where arguments.count <= 1: return heap.add(dictionary: [])
    case .dictionary where arguments.isEmpty: return heap.add(dictionary: [])
    case .dictionary where arguments.count == 1:
      guard let dictionary = heap.add(pairs: arguments[0]) else {
        throw failure("creates a dictionary from a value that is not a list of pairs")
      }
      return dictionary
    case .collection where arguments.isEmpty: return heap.add(list: [])
    case .collection where arguments.count == 1:
      // No program that writes pickles uses the argument again, so it need not be copied.
      guard case .list = arguments[0] else { throw failure("creates a set from a value that is not a list") }
      return arguments[0]
    case .bytes where arguments.isEmpty: return heap.add(text: [])
    case .bytes where heap.bytes(of: arguments[0], in: reader.bytes) != nil:
      // Python 2, and protocols 0 to 2, write a bytearray as text with the name of its encoding.
      guard arguments.count > 1 else { return arguments[0] }
      return try encoded(arguments)
    case .encode: return try encoded(arguments)
    default: throw failure("contains an unsupported call")
    }
  }

  /// Returns the bytes that a text represents. The arguments are `(text, 'latin-1')`.
  private mutating func encoded(_ arguments: [PickleValue]) throws(DataError) -> PickleValue {
    guard arguments.count == 2, let text = heap.bytes(of: arguments[0], in: reader.bytes),
      let encoding = heap.bytes(of: arguments[1], in: reader.bytes)
    else { throw failure("encodes a value that is not text") }
    let name = String(decoding: encoding.prefix(20), as: UTF8.self)
    guard ["latin1", "latin-1"].contains(name) else {
      throw failure("encodes text as '\(name)', expected latin1")
    }
    guard let bytes = PickleText.latin1(text) else { throw failure("encodes text that is not Latin-1") }
    return heap.add(text: bytes)
  }

  private mutating func append(_ values: [PickleValue]) throws(DataError) {
    guard case .list(let number) = try top() else { throw failure("appends to a value that is not a list") }
    heap.lists[number] += values
  }

  private mutating func setItems(_ values: [PickleValue]) throws(DataError) {
    let pairs = try pairs(values)
    guard case .dictionary(let number) = try top() else {
      throw failure("adds items to a value that is not a dictionary")
    }
    heap.dictionaries[number] += pairs
  }

  private func pairs(_ values: [PickleValue]) throws(DataError) -> [(key: PickleValue, value: PickleValue)] {
    guard values.count % 2 == 0 else { throw failure("a key has no value") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  // MARK: Stack

  private func failure(_ message: String) -> DataError { reader.error(message, at: opcodeStart) }

  private func top() throws(DataError) -> PickleValue {
    guard let last = stack.last, stack.count > marks.last ?? 0 else { throw failure("the stack is empty") }
    return last
  }

  private mutating func pop() throws(DataError) -> PickleValue {
    let last = try top()
    stack.removeLast()
    return last
  }

  private mutating func pop(_ count: Int) throws(DataError) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else {
      throw failure("the stack has fewer than \(count.counted("value"))")
    }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func popMarked() throws(DataError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw failure("there is no mark on the stack") }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  private mutating func recall(_ number: Int) throws(DataError) {
    guard let value = memo[number] else { throw failure("refers to memo \(number), which was never set") }
    stack.append(value)
  }

  // MARK: Numbers in text

  private mutating func lineInteger() throws(DataError) -> Int {
    guard let value = Int(String(decoding: reader.bytes[try reader.line()], as: UTF8.self)), value >= 0 else {
      throw failure("is not a number")
    }
    return value
  }

  private mutating func decimalInteger() throws(DataError) -> PickleValue {
    var text = String(decoding: reader.bytes[try reader.line()], as: UTF8.self)
    if text == "00" { return .bool(false) }
    if text == "01" { return .bool(true) }
    if text.hasSuffix("L") { text.removeLast() }
    guard let value = Int(text) else { throw failure("is not an integer of 64 bits") }
    return .integer(value)
  }

  private mutating func decimalFloat() throws(DataError) -> Double {
    guard let value = Double(String(decoding: reader.bytes[try reader.line()], as: UTF8.self)) else {
      throw failure("is not a number")
    }
    return value
  }

  /// Reads a little-endian two's complement integer of any length. Throws `badData` if it has more than
  /// 64 bits.
  private mutating func longInteger(_ count: Int) throws(DataError) -> Int {
    let range = try reader.take(count)
    guard count <= 8 else { throw failure("is not an integer of 64 bits") }
    guard count > 0 else { return 0 }
    let isNegative = reader.bytes[range.upperBound - 1] >= 0x80
    var value: UInt64 = isNegative ? .max : 0
    for index in range.reversed() { value = value << 8 | UInt64(reader.bytes[index]) }
    return Int(Int64(bitPattern: value))
  }
}
