// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A temporary file of pairs of numbers that are written and then read once, in order. The file is removed
/// when it is released, and its name as soon as it is open, so that it never remains.
package final class PairSpill {
  /// The number of pairs.
  package private(set) var count = 0
  private let path: String
  private let descriptor: Int32
  private var buffer: [Int32] = []
  private let capacity: Int

  /// Creates the file.
  ///
  /// - Parameter capacity: The number of pairs that are collected in memory before they are written.
  package init(_ path: String, capacity: Int) throws(DataError) {
    self.path = path
    self.capacity = max(1, capacity)
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw OutputTarget.cannotCreate(path) }
    unsafe unlink(path)
    buffer.reserveCapacity(2 * self.capacity)
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Appends a pair.
  @inline(__always)
  package func append(_ first: Int32, _ second: Int32) throws(DataError) {
    buffer.append(first)
    buffer.append(second)
    count += 1
    if buffer.count == 2 * capacity { try flush() }
  }

  private func flush() throws(DataError) {
    try unsafe buffer.withUnsafeBufferPointer { (buffer) throws(DataError) in
      try unsafe FileOutput.writeAll(UnsafeRawBufferPointer(buffer), to: descriptor, path: path)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes all pairs and releases the memory for those that were not written yet.
  package func finish() throws(DataError) {
    try flush()
    buffer = []
  }

  /// Calls `body` with consecutive parts of the file, each an array of first and second numbers in turn.
  package func forEachPart(_ body: (UnsafeBufferPointer<Int32>) throws(DataError) -> Void) throws(DataError) {
    try flush()
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileOutput.failed(path) }
    var part = [Int32](repeating: 0, count: 2 << 18)
    var remaining = 2 * count
    while remaining > 0 {
      let wanted = min(part.count, remaining) * MemoryLayout<Int32>.stride
      var filled = 0
      while filled < wanted {
        let (offset, room) = (filled, wanted - filled)
        let read = unsafe part.withUnsafeMutableBytes {
          unsafe readBytes(descriptor, $0.baseAddress.map { unsafe $0 + offset }, room)
        }
        if read < 0 && errno == EINTR { continue }
        guard read > 0 else {
          throw DataError(.inputOutput, "reading failed: \(FileContents.systemMessage())", at: .file(path))
        }
        filled += read
      }
      let numbers = wanted / MemoryLayout<Int32>.stride
      try unsafe part.withUnsafeBufferPointer { (part) throws(DataError) in
        try unsafe body(UnsafeBufferPointer(rebasing: part[..<numbers]))
      }
      remaining -= numbers
    }
  }
}
