// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Asks the system for large memory pages. By default, large blocks of memory consist of pages of 4 KB,
/// each of which causes a page fault; pages of 2 MB cause far fewer.
package enum HugePages {
  private static let pageSize = 1 << 21

  /// Asks for large pages for the storage of an array. Call this before the storage is first written.
  package static func advise<Element: BitwiseCopyable>(_ array: inout [Element]) {
    let byteCount = array.capacity * MemoryLayout<Element>.stride
    unsafe array.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe advise(UnsafeMutableRawPointer(base), byteCount)
    }
  }

  /// Asks for large pages for a block of memory. This is only advice: nothing depends on it.
  static func advise(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    #if os(Linux)
      let start = (Int(bitPattern: memory) + pageSize - 1) / pageSize * pageSize
      let end = (Int(bitPattern: memory) + byteCount) / pageSize * pageSize
      guard end > start else { return }
      _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
    #endif
  }
}
