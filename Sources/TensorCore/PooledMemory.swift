internal import CGraphKernels

/// Memory from the buffer pool, given back when the last reference goes.
///
/// The one place where the toolkit owns raw memory. It is written only by the code that made it, before it is
/// shared, or by a tensor that holds the only reference; that is why it may cross threads.
@safe package final class PooledMemory: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int

  package init(byteCount: Int) {
    unsafe pointer = gnk_buffer_allocate(byteCount)
    self.byteCount = byteCount
  }

  /// A copy of the first `byteCount` bytes.
  func prefix(_ byteCount: Int) -> PooledMemory {
    let copy = PooledMemory(byteCount: byteCount)
    unsafe copy.pointer.copyMemory(from: pointer, byteCount: byteCount)
    return copy
  }

  deinit {
    unsafe gnk_buffer_release(pointer, byteCount)
  }
}

/// What the buffer pool holds, to show that a steady state asks the system for nothing.
public enum BufferPool {
  /// Bytes in use by tensors, matrices and graphs.
  public static var bytesInUse: Int { Int(gnk_buffer_bytes_in_use()) }
  /// How often memory was asked from the system since the process began.
  public static var systemAllocationCount: Int { Int(gnk_buffer_system_allocations()) }
  /// Returns unused buffers to the system.
  public static func trim() { gnk_buffer_trim() }
}
