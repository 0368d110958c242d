/// An immutable array of plain values in shared memory: the offsets, indices and values of sparse structures.
///
/// Unlike `Array` it is made without first being filled, and its memory comes from the buffer pool.
public struct SharedBuffer<Element: BitwiseCopyable & Sendable>: Sendable, RandomAccessCollection {
  private let memory: PooledMemory
  /// How many elements there are.
  public let count: Int

  /// Creates a buffer of `count` elements, each of which `body` must set.
  public init(count: Int, initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Void)
    rethrows
  {
    memory = PooledMemory(byteCount: count * MemoryLayout<Element>.stride)
    self.count = count
    unsafe try body(
      UnsafeMutableBufferPointer(
        start: memory.pointer.bindMemory(to: Element.self, capacity: count), count: count))
  }

  /// Creates a buffer of as many elements as `body` sets and returns, at most `capacity`.
  ///
  /// Its memory is as large as `capacity` says unless that is much more than it needs: then the elements are copied.
  package init(
    capacity: Int, initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Int
  ) rethrows {
    let memory = PooledMemory(byteCount: capacity * MemoryLayout<Element>.stride)
    let count = unsafe try body(
      UnsafeMutableBufferPointer(
        start: memory.pointer.bindMemory(to: Element.self, capacity: capacity), count: capacity))
    guard count >= 0 && count <= capacity else {
      fatalError("SharedBuffer: \(count) elements set where there is room for \(capacity)")
    }
    let isMuchSmaller = count < capacity - capacity / 8
    self.memory = isMuchSmaller ? memory.prefix(count * MemoryLayout<Element>.stride) : memory
    self.count = count
  }

  /// Copies `elements`.
  public init(_ elements: some Collection<Element>) {
    unsafe self.init(count: elements.count) { target in
      _ = unsafe target.initialize(from: elements)
    }
  }

  /// The first index, 0.
  public var startIndex: Int { 0 }
  /// `count`.
  public var endIndex: Int { count }

  /// The element at `index`.
  public subscript(index: Int) -> Element {
    guard index >= 0 && index < count else {
      fatalError("SharedBuffer: index \(index) is outside 0..<\(count)")
    }
    return unsafe pointer[index]
  }

  /// Calls `body` with the memory, valid during the call.
  public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Element>) throws -> Result)
    rethrows
    -> Result
  {
    unsafe try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The memory, valid as long as this buffer lives.
  package var pointer: UnsafePointer<Element> {
    unsafe UnsafePointer(memory.pointer.assumingMemoryBound(to: Element.self))
  }

  /// Whether both are the very same memory.
  package func isIdentical(to other: SharedBuffer) -> Bool { memory === other.memory }
}

extension SharedBuffer: Equatable where Element: Equatable {
  /// Whether both hold the same elements.
  public static func == (left: SharedBuffer, right: SharedBuffer) -> Bool {
    left.memory === right.memory || left.elementsEqual(right)
  }
}
