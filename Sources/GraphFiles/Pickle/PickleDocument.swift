/// A pickle that has been read, and what can be taken out of it.
package struct PickleDocument {
  package let bytes: [UInt8]
  package let path: String
  package let heap: PickleHeap
  package let root: PickleValue

  private func error(_ message: String) -> DataError { DataError(.badData, message, at: .file(path)) }

  private func string(_ value: PickleValue) -> String? {
    heap.bytes(of: value, in: bytes).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The sizes in a tuple.
  private func sizes(_ value: PickleValue) throws(DataError) -> [Int] {
    guard case .tuple(let number) = value else { throw error("an array's shape is not a tuple") }
    var sizes = [Int]()
    for part in heap.tuples[number] {
      guard case .integer(let size) = part, size >= 0 else {
        throw error("an array's shape is not a tuple of sizes")
      }
      sizes.append(size)
    }
    guard sizes.count <= 32 else { throw error("an array has \(sizes.count) axes") }
    return sizes
  }

  /// The fields that BUILD gave to an object.
  private func state(_ value: PickleValue, _ kind: PickleObject.Kind) -> PickleValue? {
    guard case .object(let number) = value, heap.objects[number].kind == kind else { return nil }
    return heap.objects[number].state
  }

  // MARK: Arrays

  /// The array that the whole pickle is.
  package func array() throws(DataError) -> NumpyArray { try array(root) }

  private func array(_ value: PickleValue) throws(DataError) -> NumpyArray {
    guard case .tuple(let number)? = state(value, .ndarray), heap.tuples[number].count == 5 else {
      throw error("holds no array where one was expected")
    }
    // (version, shape, type, Fortran order, bytes)
    let fields = heap.tuples[number]
    let type = try elementType(fields[2])
    let isFortranOrder =
      switch fields[3] {
      case .bool(let value): value
      case .integer(let value): value != 0
      default: false
      }
    guard let data = heap.bytes(of: fields[4], in: bytes) else {
      throw error("holds an array of Python objects, which are not read")
    }
    return try NumpyArray(
      type: type, shape: try sizes(fields[1]), isFortranOrder: isFortranOrder, bytes: Array(data),
      range: 0..<data.count,
      place: path)
  }

  private func elementType(_ value: PickleValue) throws(DataError) -> NumpyType {
    guard case .object(let number) = value, heap.objects[number].kind == .dtype,
      let first = heap.objects[number].arguments.first, let notation = string(first)
    else { throw error("an array has no element type") }
    // BUILD adds (version, byte order, ...).
    var order = "<"
    if case .tuple(let fields)? = state(value, .dtype), heap.tuples[fields].count > 1,
      let written = string(heap.tuples[fields][1])
    {
      order = written
    }
    let hasOrder = notation.first.map { "<>|=".contains($0) } ?? false
    switch NumpyType.parse(hasOrder ? notation : order + notation) {
    case .success(let type): return type
    case .failure(let failure): throw error("holds \(failure.message)")
    }
  }

  /// The CSR matrix that the pickle is, its arrays not yet checked.
  package func matrix() throws(DataError) -> PickledMatrix {
    guard case .dictionary(let number)? = state(root, .csrMatrix) else {
      throw error("holds no CSR matrix where one was expected")
    }
    var fields = [String: PickleValue]()
    for (key, value) in heap.dictionaries[number] {
      if let name = string(key) { fields[name] = value }
    }
    guard let shape = fields["_shape"] ?? fields["shape"], let data = fields["data"],
      let indices = fields["indices"],
      let offsets = fields["indptr"]
    else { throw error("a CSR matrix lacks its shape, data, indices or indptr") }
    let extents = try sizes(shape)
    guard extents.count == 2 else { throw error("a matrix has \(extents.count) axes") }
    return try PickledMatrix(
      rowCount: extents[0], columnCount: extents[1], offsets: array(offsets), indices: array(indices),
      values: array(data), place: path)
  }

  /// Whether the pickle is an array (and not a matrix).
  package var isArray: Bool { state(root, .ndarray) != nil }

  // MARK: Graphs

  /// The neighbours of every node of a dictionary from numbers to lists of numbers.
  package func neighbours() throws(DataError) -> [(node: Int, neighbours: [Int])] {
    guard case .dictionary(let number) = root else {
      throw error("holds no dictionary of lists, which a graph is")
    }
    var rows = [(node: Int, neighbours: [Int])]()
    rows.reserveCapacity(heap.dictionaries[number].count)
    // A list that the dictionary names many times is copied many times, so the sum is bounded by the file.
    var total = 0
    for (key, value) in heap.dictionaries[number] {
      guard case .integer(let node) = key, case .list(let list) = value else {
        throw error("holds no dictionary of lists, which a graph is")
      }
      total += heap.lists[list].count
      guard total <= bytes.count else { throw error("holds more neighbours than it has bytes") }
      var neighbours = [Int]()
      neighbours.reserveCapacity(heap.lists[list].count)
      for element in heap.lists[list] {
        guard case .integer(let neighbour) = element else {
          throw error("node \(node) has a neighbour that is no number")
        }
        neighbours.append(neighbour)
      }
      rows.append((node, neighbours))
    }
    return rows
  }
}

/// The arrays of a CSR matrix as a pickle holds them, not yet checked against each other.
package struct PickledMatrix {
  package let rowCount: Int
  package let columnCount: Int
  package let offsets: NumpyArray
  package let indices: NumpyArray
  package let values: NumpyArray
  package let place: String
}
