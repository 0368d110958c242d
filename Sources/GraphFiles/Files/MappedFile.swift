// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A regular file whose contents are read through memory pages that the system loads when they are first
/// used and may drop at any time. It takes no time to open, and may be larger than the memory.
///
/// The file must not be shortened while it is mapped: the system ends a program that reads a page beyond
/// the end of its file.
@safe package final class MappedFile: @unchecked Sendable {
  /// The contents.
  package let bytes: UnsafeRawBufferPointer
  /// The path, for errors.
  package let path: String
  private let descriptor: Int32

  /// Maps a file. Throws `missingInput` if it cannot be opened or is not a regular file.
  package init(_ path: String) throws(DataError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    // Without contents there is nothing to map.
    var mapped = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    var failure = descriptor < 0 ? "cannot be read: \(FileContents.systemMessage())" : nil
    if failure == nil {
      var status = stat()
      if unsafe fstat(descriptor, &status) != 0 {
        failure = "cannot be read: \(FileContents.systemMessage())"
      } else if status.st_mode & S_IFMT != S_IFREG {
        failure =
          status.st_mode & S_IFMT == S_IFDIR ? "is a directory; expected a file" : "is not a regular file"
      } else if status.st_size > 0 {
        let address = unsafe mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
        if unsafe address == MAP_FAILED {
          failure = "cannot be mapped: \(FileContents.systemMessage())"
        } else {
          unsafe mapped = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
        }
      }
    }
    unsafe bytes = mapped
    if let failure { throw DataError(.missingInput, failure, at: .file(path)) }
  }

  deinit {
    if let base = unsafe bytes.baseAddress {
      _ = unsafe munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Reads `buffer.count` bytes from `offset` on without the map, so that no more than these pages are
  /// loaded. Returns whether all of them were read.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < buffer.count {
      let count = unsafe pread(
        descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled,
        off_t(offset + filled))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      filled += count
    }
    return true
  }

  /// Tells the system that parts of the file will be read in no order, so that it loads single pages.
  package func expectRandomReads() {
    #if os(Linux)
      _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    #endif
  }
}
