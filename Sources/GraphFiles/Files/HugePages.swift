#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Large blocks of memory are handed out by the system in pages of 4 KB, each with a fault of its own; in pages of 2 MB that
/// costs a fraction.
package enum HugePages {
  private static let pageSize = 1 << 21

  /// Asks for large pages under the storage of an array, where it is large and has not been touched yet.
  package static func advise<Element: BitwiseCopyable>(_ array: inout [Element]) {
    let byteCount = array.capacity * MemoryLayout<Element>.stride
    unsafe array.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe advise(UnsafeMutableRawPointer(base), byteCount)
    }
  }

  /// Asks for large pages in a block of memory. It is advice: nothing depends on it.
  static func advise(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    #if os(Linux)
      let start = (Int(bitPattern: memory) + pageSize - 1) / pageSize * pageSize
      let end = (Int(bitPattern: memory) + byteCount) / pageSize * pageSize
      guard end > start else { return }
      _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
    #endif
  }
}
