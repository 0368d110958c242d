// SPDX-License-Identifier: Apache-2.0

/// A parsed pickle and the arrays, matrices and graphs that can be read from it.
package struct PickleDocument {
  package let bytes: [UInt8]
  package let path: String
  package let heap: PickleHeap
  package let root: PickleValue

  func error(_ message: String) -> DataError { DataError(.badData, message, at: .file(path)) }

  func string(_ value: PickleValue) -> String? {
    heap.bytes(of: value, in: bytes).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns an integer, which may also be a NumPy scalar, or nil if the value is not an integer.
  func integer(_ value: PickleValue) throws(DataError) -> Int? {
    switch value {
    case .integer(let number): return number
    case .object(let number) where heap.objects[number].kind == .scalar:
      let array = try scalar(heap.objects[number])
      return array.type.kind == .signed || array.type.kind == .unsigned ? try array.integers().first : nil
    default: return nil
    }
  }

  /// Returns the fields that the opcode BUILD gave to an object of the given kind, or nil.
  func state(_ value: PickleValue, _ kind: PickleObject.Kind) -> PickleValue? {
    guard case .object(let number) = value, heap.objects[number].kind == kind else { return nil }
    return heap.objects[number].state
  }

  // MARK: Matrices

  /// Returns the sparse matrix that the pickle consists of. Its arrays are not checked against each
  /// other.
  package func matrix() throws(DataError) -> SparseParts {
    guard case .object(let object) = root, case .sparse(let layout) = heap.objects[object].kind,
      case .dictionary(let number)? = heap.objects[object].state
    else { throw error("expected a sparse matrix") }
    var fields = [String: PickleValue]()
    for (key, value) in heap.dictionaries[number] {
      if let name = string(key) { fields[name] = value }
    }
    func required(_ name: String) throws(DataError) -> NumpyArray {
      guard let field = fields[name] else {
        throw error("the \(layout.rawValue) matrix has no field '\(name)'")
      }
      return try array(field)
    }
    guard let shape = fields["_shape"] ?? fields["shape"] else {
      throw error("the \(layout.rawValue) matrix has no shape")
    }
    let first: NumpyArray
    let second: NumpyArray
    if layout != .coordinates {
      (first, second) = (try required("indptr"), try required("indices"))
    } else if case .tuple(let coordinates)? = fields["coords"] {
      guard heap.tuples[coordinates].count == 2 else {
        throw error("the coordinates of a matrix must be two arrays")
      }
      (first, second) = (try array(heap.tuples[coordinates][0]), try array(heap.tuples[coordinates][1]))
    } else {
      (first, second) = (try required("row"), try required("col"))
    }
    return try SparseParts(
      shape: sizes(shape), layout: layout, first: first, second: second, values: required("data"), place: path
    )
  }

  /// Whether the pickle is an array and not a sparse matrix.
  package var isArray: Bool {
    guard case .object(let number) = root else { return false }
    return [.ndarray, .bufferArray].contains(heap.objects[number].kind)
  }

  // MARK: Graphs

  /// Returns each node and its neighbours, from a dictionary that maps integers to lists, sets or tuples
  /// of integers.
  package func neighbours() throws(DataError) -> [(node: Int, neighbours: [Int])] {
    guard case .dictionary(let number) = root else {
      throw error("expected a graph as a dictionary that maps integers to lists")
    }
    var rows = [(node: Int, neighbours: [Int])]()
    rows.reserveCapacity(heap.dictionaries[number].count)
    // A list that the dictionary refers to many times is copied many times, so the total is limited by
    // the size of the file.
    var total = 0
    for (key, value) in heap.dictionaries[number] {
      let elements: [PickleValue]
      switch value {
      case .list(let number): elements = heap.lists[number]
      case .tuple(let number): elements = heap.tuples[number]
      default: throw error("expected a graph as a dictionary that maps integers to lists")
      }
      guard let node = try integer(key) else {
        throw error("expected a graph as a dictionary that maps integers to lists")
      }
      total += elements.count
      guard total <= bytes.count else { throw error("contains more neighbours than bytes") }
      var neighbours = [Int]()
      neighbours.reserveCapacity(elements.count)
      for element in elements {
        guard let neighbour = try integer(element) else {
          throw error("node \(node) has a neighbour that is not an integer")
        }
        neighbours.append(neighbour)
      }
      rows.append((node, neighbours))
    }
    return rows
  }
}
