// SPDX-License-Identifier: Apache-2.0

extension PickleDocument {
  /// Returns the array that the whole pickle consists of.
  package func array() throws(DataError) -> NumpyArray { try array(root) }

  func array(_ value: PickleValue) throws(DataError) -> NumpyArray {
    guard case .object(let number) = value else { throw error("expected an array") }
    let object = heap.objects[number]
    if object.kind == .bufferArray {
      // The arguments are (bytes, type, shape, order).
      let order = string(object.arguments[3])
      return try array(
        type: elementType(object.arguments[1]), shape: sizes(object.arguments[2]),
        isFortranOrder: order == "F",
        data: object.arguments[0])
    }
    guard object.kind == .ndarray, case .tuple(let tuple)? = object.state else {
      throw error("expected an array")
    }
    // The fields are (version, shape, type, Fortran order, bytes); the oldest pickles have no version.
    let fields = heap.tuples[tuple].suffix(4)
    guard fields.count == 4, (4...5).contains(heap.tuples[tuple].count) else {
      throw error("contains an array with \(heap.tuples[tuple].count) fields, expected 5")
    }
    let parts = Array(fields)
    let isFortranOrder =
      switch parts[2] {
      case .bool(let value): value
      case .integer(let value): value != 0
      default: false
      }
    return try array(
      type: elementType(parts[1]), shape: sizes(parts[0]), isFortranOrder: isFortranOrder, data: parts[3])
  }

  private func array(type: NumpyType, shape: [Int], isFortranOrder: Bool, data: PickleValue) throws(DataError)
    -> NumpyArray
  {
    if type.kind == .object {
      guard case .list(let number) = data else { throw error("an array of objects has no list of elements") }
      return try NumpyArray(
        objects: elements(heap.lists[number]), shape: shape, isFortranOrder: isFortranOrder, place: path)
    }
    switch data {
    case .text(let range):
      return try NumpyArray(
        type: type, shape: shape, isFortranOrder: isFortranOrder, bytes: bytes, range: range, place: path)
    case .ownText:
      let own = Array(heap.bytes(of: data, in: bytes) ?? [])
      return try NumpyArray(
        type: type, shape: shape, isFortranOrder: isFortranOrder, bytes: own, range: 0..<own.count,
        place: path)
    default: throw error("an array has no bytes")
    }
  }

  /// Converts the elements of an array of objects. Throws `badData` if an element is not a plain value.
  private func elements(_ values: [PickleValue]) throws(DataError) -> [NumpyObject] {
    // A pickle may refer to the same text many times; the strings made from it share memory.
    var texts = [Int: String]()
    var elements = [NumpyObject]()
    elements.reserveCapacity(values.count)
    for value in values {
      switch value {
      case .none: elements.append(.none)
      case .bool(let value): elements.append(.integer(value ? 1 : 0))
      case .integer(let value): elements.append(.integer(value))
      case .float(let value): elements.append(.float(value))
      case .text(let range): elements.append(.text(try text(value, key: range.lowerBound, &texts)))
      case .ownText(let number): elements.append(.text(try text(value, key: -1 - number, &texts)))
      case .object(let number) where heap.objects[number].kind == .scalar:
        elements.append(try scalar(heap.objects[number]).object())
      case .tuple, .list, .dictionary, .global, .object:
        throw error("an array of objects contains an element that is neither text nor a number")
      }
    }
    return elements
  }

  private func text(_ value: PickleValue, key: Int, _ texts: inout [Int: String]) throws(DataError) -> String
  {
    if let known = texts[key] { return known }
    guard let part = heap.bytes(of: value, in: bytes), let text = String(validating: part, as: UTF8.self)
    else {
      throw error("an array of objects contains text that is not valid UTF-8")
    }
    texts[key] = text
    return text
  }

  /// Returns a NumPy scalar (a number or a string) as an array without axes.
  func scalar(_ object: PickleObject) throws(DataError) -> NumpyArray {
    let type = try elementType(object.arguments[0])
    guard type.kind != .object else { throw error("contains a NumPy scalar of type object") }
    return try array(type: type, shape: [], isFortranOrder: false, data: object.arguments[1])
  }

  /// Returns the sizes in a tuple. Throws `badData` if the value is not a tuple of at most 32 integers
  /// that are 0 or greater.
  func sizes(_ value: PickleValue) throws(DataError) -> [Int] {
    guard case .tuple(let number) = value else { throw error("an array's shape is not a tuple") }
    guard heap.tuples[number].count <= 32 else {
      throw error("an array has \(heap.tuples[number].count) axes; at most 32 are supported")
    }
    var sizes = [Int]()
    for part in heap.tuples[number] {
      guard let size = try integer(part), size >= 0 else {
        throw error("an array's shape must be a tuple of integers that are 0 or greater")
      }
      sizes.append(size)
    }
    return sizes
  }

  private func elementType(_ value: PickleValue) throws(DataError) -> NumpyType {
    guard case .object(let number) = value, heap.objects[number].kind == .dtype,
      let first = heap.objects[number].arguments.first, let notation = string(first)
    else { throw error("an array has no element type") }
    // BUILD adds the byte order in a tuple (version, byte order, ...).
    var order = "<"
    if case .tuple(let fields)? = state(value, .dtype), heap.tuples[fields].count > 1,
      let written = string(heap.tuples[fields][1])
    {
      order = written
    }
    let hasOrder = notation.first.map { "<>|=".contains($0) } ?? false
    switch NumpyType.parse(hasOrder ? notation : order + notation) {
    case .success(let type): return type
    case .failure(let failure): throw error("contains \(failure.message)")
    }
  }
}
