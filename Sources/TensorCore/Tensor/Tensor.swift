// SPDX-License-Identifier: Apache-2.0

/// An n-dimensional array of 32-bit floats, row-major and contiguous.
///
/// Tensors are values: copies share memory until one of them is changed. Operations return new tensors
/// whose memory comes from the buffer pool. They trap if shapes do not match, with a message that
/// contains the shapes.
public struct Tensor: Sendable {
  private var memory: MemoryBlock
  /// The extents, with the slowest axis first.
  public private(set) var shape: Shape

  /// Creates a tensor whose elements `body` sets. It must set all of them.
  public init(shape: Shape, initializingWith body: (UnsafeMutableBufferPointer<Float>) throws -> Void)
    rethrows
  {
    self.init(uninitialized: shape)
    unsafe try body(UnsafeMutableBufferPointer(start: uniquePointer(), count: count))
  }

  /// Creates a tensor with arbitrary values, for kernels that write all of them.
  package init(uninitialized shape: Shape) {
    self.shape = shape
    memory = MemoryBlock(byteCount: shape.elementCount * MemoryLayout<Float>.stride)
  }

  /// Creates a tensor whose elements are read-only memory that exists as long as `owner` does, such as a
  /// mapped file. They are copied before the tensor is changed. Traps if their number does not match the
  /// shape.
  package init(
    borrowing scalars: UnsafeBufferPointer<Float>, shape: Shape, from owner: any AnyObject & Sendable
  ) {
    guard scalars.count == shape.elementCount else {
      shapeFailure("Tensor", [shape], "takes \(shape.elementCount) elements, found \(scalars.count)")
    }
    self.shape = shape
    memory = unsafe MemoryBlock(borrowing: UnsafeRawBufferPointer(scalars), from: owner)
  }

  /// Creates a tensor from its elements in row-major order. Traps if their number does not match the
  /// shape.
  public init(_ scalars: some Collection<Float>, shape: Shape) {
    guard scalars.count == shape.elementCount else {
      shapeFailure("Tensor", [shape], "takes \(shape.elementCount) elements, found \(scalars.count)")
    }
    unsafe self.init(shape: shape) { target in
      _ = unsafe target.initialize(from: scalars)
    }
  }

  /// Creates a tensor without axes that holds one number.
  public init(_ scalar: Float) { self.init(repeating: scalar, shape: []) }

  /// Creates a tensor in which all elements are `value`.
  public init(repeating value: Float, shape: Shape) {
    unsafe self.init(shape: shape) { unsafe $0.initialize(repeating: value) }
  }

  /// Creates a tensor of zeros.
  public init(zeros shape: Shape) { self.init(repeating: 0, shape: shape) }

  /// Recognises a tensor without keeping its elements.
  package struct Trace: Sendable {
    private weak let memory: MemoryBlock?
    private let shape: Shape

    package init(_ tensor: Tensor) {
      memory = tensor.memory
      shape = tensor.shape
    }

    /// Whether the tensor still exists.
    package var exists: Bool { memory != nil }

    /// Whether `tensor` is the tensor or a copy that was not changed.
    package func leads(to tensor: Tensor) -> Bool { memory === tensor.memory && shape == tensor.shape }
  }

  /// The number of elements.
  public var count: Int { shape.elementCount }
  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The elements in row-major order.
  public var scalars: [Float] {
    unsafe withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// The element of a tensor with one element. Traps if there are more or none.
  public var scalar: Float {
    guard count == 1 else { shapeFailure("scalar", [shape], "has \(count) elements, not one") }
    return unsafe pointer[0]
  }

  /// The element at `indices`, one index per axis. Traps if the number of indices is wrong or one is out
  /// of range.
  public subscript(indices: Int...) -> Float {
    get { unsafe pointer[offset(of: indices)] }
    set {
      let offset = offset(of: indices)
      unsafe withUnsafeMutableBufferPointer { unsafe $0[offset] = newValue }
    }
  }

  /// Returns the elements of a row of a matrix. Traps if there are not two axes or the row does not
  /// exist.
  public func row(_ index: Int) -> [Float] {
    guard rank == 2 else { shapeFailure("row", [shape], "requires two axes") }
    guard index >= 0 && index < shape[0] else {
      shapeFailure("row", [shape], "row \(index) is outside 0..<\(shape[0])")
    }
    return Array(scalars[index * shape[1]..<(index + 1) * shape[1]])
  }

  private func offset(of indices: [Int]) -> Int {
    guard indices.count == rank else {
      shapeFailure(
        "subscript", [shape],
        "takes \(rank == 1 ? "1 index" : "\(rank) indices"), found \(indices.count)\(rank == 2 && indices.count == 1 ? "; a row is row(\(indices[0]))" : "")"
      )
    }
    var offset = 0
    for (axis, index) in indices.enumerated() {
      guard index >= 0 && index < shape[axis] else {
        shapeFailure("subscript", [shape], "index \(index) of axis \(axis) is outside 0..<\(shape[axis])")
      }
      offset = offset * shape[axis] + index
    }
    return offset
  }

  /// Calls `body` with the elements, which are valid during the call.
  public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows
    -> Result
  {
    unsafe try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Calls `body` with the elements for writing, after making this tensor the only owner of its memory.
  public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    unsafe try body(UnsafeMutableBufferPointer(start: uniquePointer(), count: count))
  }

  /// Returns the same elements in another shape. Traps if the number of elements differs.
  public func reshaped(_ shape: Shape) -> Tensor {
    guard shape.elementCount == count else {
      shapeFailure(
        "reshaped", [self.shape, shape], "\(count) elements cannot be reshaped to \(shape.elementCount)")
    }
    var result = self
    result.shape = shape
    return result
  }
}

extension Tensor {
  /// Whether the elements are read-only memory of another owner, such as a mapped file.
  package var isMapped: Bool { !memory.isWritable }

  /// The owner of mapped elements if it reads single rows better than the map does.
  package var rowSource: (any RowSource)? { memory.owner as? any RowSource }

  /// The elements, which are valid as long as this tensor exists unchanged.
  package var pointer: UnsafePointer<Float> {
    unsafe UnsafePointer(memory.pointer.assumingMemoryBound(to: Float.self))
  }

  /// Returns the elements for writing, and copies them first if they are shared.
  package mutating func uniquePointer() -> UnsafeMutablePointer<Float> {
    if !memory.isWritable || !isKnownUniquelyReferenced(&memory) {
      let copy = MemoryBlock(byteCount: memory.byteCount)
      unsafe copy.pointer.copyMemory(from: memory.pointer, byteCount: memory.byteCount)
      memory = copy
    }
    return unsafe memory.pointer.assumingMemoryBound(to: Float.self)
  }
}

extension Tensor: Equatable {
  /// Returns whether both tensors have the same shape and elements.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    unsafe left.shape == right.shape
      && left.withUnsafeBufferPointer { left in
        unsafe right.withUnsafeBufferPointer { right in unsafe left.elementsEqual(right) }
      }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first eight elements, such as `Tensor [2, 3]: 1.0, 2.0, 3.0, ...`.
  public var description: String {
    let shown = unsafe withUnsafeBufferPointer { unsafe $0.prefix(8).map(\.description) }
    return "Tensor \(shape): " + shown.joined(separator: ", ") + (count > 8 ? ", ..." : "")
  }
}
