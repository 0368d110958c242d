// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Memory from the buffer pool, returned to the pool when the last reference is released.
///
/// This is the only type that owns raw memory. Memory is written only by the code that created it,
/// before it is shared, or by a tensor that holds the only reference. Therefore it may be sent across
/// threads.
@safe package final class PooledMemory: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int

  package init(byteCount: Int) {
    unsafe pointer = gnk_buffer_allocate(byteCount)
    self.byteCount = byteCount
  }

  /// Returns a copy of the first `byteCount` bytes.
  func prefix(_ byteCount: Int) -> PooledMemory {
    let copy = PooledMemory(byteCount: byteCount)
    unsafe copy.pointer.copyMemory(from: pointer, byteCount: byteCount)
    return copy
  }

  deinit {
    unsafe gnk_buffer_release(pointer, byteCount)
  }
}

/// Statistics of the buffer pool, which can show that a steady state allocates no memory from the
/// system.
public enum BufferPool {
  /// The number of bytes in use by tensors, matrices and graphs.
  public static var bytesInUse: Int { Int(gnk_buffer_bytes_in_use()) }
  /// The number of allocations from the system since the process started.
  public static var systemAllocationCount: Int { Int(gnk_buffer_system_allocations()) }
  /// Returns unused buffers to the system.
  public static func trim() { gnk_buffer_trim() }
}
