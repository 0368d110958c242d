// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes an `.npy` file from its start to its end, so that the array is never in memory as a whole.
///
/// The shape is written last, because the number of rows may not be known before.
package final class ArrayFileWriter {
  /// The size and the CRC-32 of a complete file.
  package struct Summary: Equatable, Sendable {
    package let byteCount: Int
    package let checksum: UInt32
  }

  /// A header of this size fits every shape.
  private static let headerSize = 128
  private let path: String
  private let notation: String
  private let descriptor: Int32
  private var byteCount = 0
  private var checksum: UInt32 = 0

  /// Creates the file.
  ///
  /// - Parameter notation: NumPy's notation of the elements, such as `<f4`.
  package init(_ path: String, notation: String) throws(DataError) {
    self.path = path
    self.notation = notation
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputTarget.cannotCreate(path) }
    try put([UInt8](repeating: 0x20, count: Self.headerSize))
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Appends elements, which have the byte order of the machine. NumPy's notation states it.
  package func append<Element: BitwiseCopyable>(_ elements: UnsafeBufferPointer<Element>) throws(DataError) {
    // Parts that stay in the cache between the checksum and the copy.
    let most = 1 << 18
    let bytes = UnsafeRawBufferPointer(elements)
    var start = 0
    while start < bytes.count {
      let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + most)])
      checksum = unsafe Checksum.crc32(part, after: checksum)
      try unsafe FileOutput.writeAll(part, to: descriptor, path: path)
      byteCount += part.count
      start += part.count
    }
  }

  /// Appends elements.
  package func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(DataError) {
    try unsafe elements.withUnsafeBufferPointer { (elements) throws(DataError) in try unsafe append(elements)
    }
  }

  /// Writes the header and, if `syncs` is true, waits until the file is on the disk.
  package func finish(shape: [Int], syncs: Bool) throws(DataError) -> Summary {
    let header = NumpyFile.header(notation, shape: shape, size: Self.headerSize)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileOutput.failed(path) }
    try put(header)
    guard !syncs || fsync(descriptor) == 0 else { throw FileOutput.failed(path) }
    let start = Checksum.crc32(header)
    return Summary(
      byteCount: header.count + byteCount,
      checksum: Checksum.joined(start, checksum, secondCount: byteCount))
  }

  private func put(_ bytes: [UInt8]) throws(DataError) {
    try FileOutput.writeAll(bytes, to: descriptor, path: path)
  }
}
