// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Memory from the buffer pool, returned to the pool when the last reference is released; or read-only
/// memory of another owner, such as a mapped file.
///
/// This is the only type that owns raw memory. Memory is written only by the code that created it,
/// before it is shared, or by a tensor that holds the only reference. Therefore it may be sent across
/// threads.
@safe package final class MemoryBlock: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  /// The number of bytes that the pool has given, at least ``byteCount``.
  private let capacity: Int
  /// The owner of memory that is not from the pool and must not be written.
  let owner: (any AnyObject & Sendable)?

  package init(byteCount: Int) {
    var given = 0
    unsafe pointer = gnk_buffer_allocate(byteCount, &given)
    self.byteCount = byteCount
    capacity = given
    owner = nil
  }

  /// Creates a reference to read-only memory that exists as long as `owner` does.
  package init(borrowing bytes: UnsafeRawBufferPointer, from owner: any AnyObject & Sendable) {
    unsafe pointer =
      unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      ?? UnsafeMutableRawPointer(bitPattern: MemoryLayout<Int>.alignment)!
    byteCount = bytes.count
    capacity = 0
    self.owner = owner
  }

  /// Whether the memory may be written by its only owner.
  var isWritable: Bool { owner == nil }

  /// Returns a copy of the first `byteCount` bytes.
  func prefix(_ byteCount: Int) -> MemoryBlock {
    let copy = MemoryBlock(byteCount: byteCount)
    unsafe copy.pointer.copyMemory(from: pointer, byteCount: byteCount)
    return copy
  }

  deinit {
    if owner == nil { unsafe gnk_buffer_release(pointer, capacity) }
  }
}

/// Statistics of the buffer pool, which can show that a steady state allocates no memory from the
/// system.
public enum BufferPool {
  /// The number of bytes in use by tensors, matrices and graphs.
  public static var bytesInUse: Int { Int(gnk_buffer_bytes_in_use()) }
  /// The number of allocations from the system since the process started.
  public static var systemAllocationCount: Int { Int(gnk_buffer_system_allocations()) }
  /// Returns the most bytes that the pool held at once during `body`, beyond those in use before; unused buffers are
  /// returned first. What other tasks use meanwhile counts too.
  package static func peak<Failure: Error>(during body: () throws(Failure) -> Void) throws(Failure) -> Int {
    trim()
    _ = gnk_buffer_peak(1)
    let before = bytesInUse
    try body()
    return max(0, Int(gnk_buffer_peak(0)) - before)
  }
  /// Returns unused buffers to the system.
  public static func trim() { gnk_buffer_trim() }
}
