// SPDX-License-Identifier: Apache-2.0

/// An immutable array of plain values in shared memory. It stores the offsets, indices and values of
/// sparse matrices.
///
/// Unlike `Array`, it is created without being filled first, and its memory comes from the buffer pool.
public struct SharedBuffer<Element: BitwiseCopyable & Sendable>: Sendable, RandomAccessCollection {
  private let memory: MemoryBlock
  /// The number of elements.
  public let count: Int

  /// Creates a buffer of `count` elements, all of which `body` must set.
  public init(count: Int, initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Void)
    rethrows
  {
    memory = MemoryBlock(byteCount: count * MemoryLayout<Element>.stride)
    self.count = count
    unsafe try body(
      UnsafeMutableBufferPointer(
        start: memory.pointer.bindMemory(to: Element.self, capacity: count), count: count))
  }

  /// Creates a buffer of the elements that `body` sets, at most `capacity`. `body` returns their number.
  ///
  /// The memory has the size of `capacity`. If that is much more than needed, the elements are copied to
  /// smaller memory.
  package init(
    capacity: Int, initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Int
  ) rethrows {
    let memory = MemoryBlock(byteCount: capacity * MemoryLayout<Element>.stride)
    let count = unsafe try body(
      UnsafeMutableBufferPointer(
        start: memory.pointer.bindMemory(to: Element.self, capacity: capacity), count: capacity))
    guard count >= 0 && count <= capacity else {
      fatalError("SharedBuffer: \(count) elements set, but the capacity is \(capacity)")
    }
    let isMuchSmaller = count < capacity - capacity / 8
    self.memory = isMuchSmaller ? memory.prefix(count * MemoryLayout<Element>.stride) : memory
    self.count = count
  }

  /// Creates a buffer whose elements are read-only memory that exists as long as `owner` does, such as a
  /// mapped file.
  package init(borrowing elements: UnsafeBufferPointer<Element>, from owner: any AnyObject & Sendable) {
    count = elements.count
    memory = unsafe MemoryBlock(borrowing: UnsafeRawBufferPointer(elements), from: owner)
  }

  /// Creates a buffer with a copy of `elements`.
  public init(_ elements: some Collection<Element>) {
    unsafe self.init(count: elements.count) { target in
      _ = unsafe target.initialize(from: elements)
    }
  }

  /// The first index, 0.
  public var startIndex: Int { 0 }
  /// The number of elements.
  public var endIndex: Int { count }

  /// Returns the element at `index`. Traps if it is out of range.
  public subscript(index: Int) -> Element {
    guard index >= 0 && index < count else {
      fatalError("SharedBuffer: index \(index) is outside 0..<\(count)")
    }
    return unsafe pointer[index]
  }

  /// Calls `body` with the memory, which is valid during the call.
  public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Element>) throws -> Result)
    rethrows
    -> Result
  {
    unsafe try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The memory, which is valid as long as this buffer exists.
  package var pointer: UnsafePointer<Element> {
    unsafe UnsafePointer(memory.pointer.assumingMemoryBound(to: Element.self))
  }

  /// Returns whether both buffers share the same memory.
  package func isIdentical(to other: SharedBuffer) -> Bool { memory === other.memory }
}

extension SharedBuffer: Equatable where Element: Equatable {
  /// Returns whether both buffers have the same elements.
  public static func == (left: SharedBuffer, right: SharedBuffer) -> Bool {
    left.memory === right.memory || left.elementsEqual(right)
  }
}
