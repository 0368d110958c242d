// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A large text table that is read in windows, so that the file is never in memory as a whole.
package final class TableStream {
  private let descriptor: Int32
  private let path: String
  private var window: [UInt8]
  /// The number of bytes of the window that are filled.
  private var filled = 0
  private var isAtEnd = false
  private static let windowSize = 1 << 22

  /// The size of the file in bytes.
  package let byteCount: Int

  /// Opens a file. Returns nil if the file must be read as a whole: it is not a regular file, has fewer
  /// than four windows, is compressed, or is not text with line feeds.
  package init?(_ path: String) throws(DataError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    var status = stat()
    let isRegular =
      unsafe descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    byteCount = isRegular ? Int(status.st_size) : 0
    guard byteCount >= 4 * Self.windowSize else {
      window = []
      return nil
    }
    window = [UInt8](repeating: 0, count: Self.windowSize)
    try fill(from: 0)
    let isText = window[0] != 0x1F && window[0] != 0xFF && window[0] != 0xFE && !window[..<filled].contains(0)
    // Without line feeds there is no place to divide the file.
    guard isText, window[..<filled].contains(0x0A) else { return nil }
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// The start of the file, up to the end of a line.
  package var head: TextFile {
    get throws(DataError) { try TextFile(bytes: Array(window[..<lineEnd]), path: path) }
  }

  /// The offset after the last line feed in the window.
  private var lineEnd: Int {
    if isAtEnd { return filled }
    return (window[..<filled].lastIndex(of: 0x0A) ?? filled - 1) + 1
  }

  /// Fills the window from the file, after the first `start` bytes, which are kept.
  private func fill(from start: Int) throws(DataError) {
    filled = start
    while filled < window.count {
      let (offset, room) = (filled, window.count - filled)
      let count = unsafe window.withUnsafeMutableBytes {
        unsafe readBytes(descriptor, $0.baseAddress.map { unsafe $0 + offset }, room)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(.inputOutput, "reading failed: \(FileContents.systemMessage())", at: .file(path))
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      filled += count
    }
  }

  /// Calls `body` with a scanner for each window in turn. `body` must read all rows in the window. A row
  /// that is cut off at the end of a window appears again, complete, at the start of the next window.
  package func forEachWindow(
    _ dialect: TableDialect, _ body: (inout TableScanner) throws(DataError) -> Void
  ) throws(DataError) {
    var dialect = dialect
    while true {
      let end = lineEnd
      let isLast = isAtEnd
      let (consumed, line) = try unsafe window.withUnsafeBufferPointer {
        (bytes) throws(DataError) -> (Int, Int) in
        var scanner = unsafe TableScanner(
          UnsafeBufferPointer(rebasing: bytes[..<end]), path: path, dialect: dialect, isCut: !isLast)
        try body(&scanner)
        return (scanner.consumed, scanner.consumedLine)
      }
      if isLast { return }
      let rest = filled - consumed
      // A row that fills the whole window needs a larger window.
      if consumed == 0 { window += [UInt8](repeating: 0, count: window.count) }
      let room = window.count
      unsafe window.withUnsafeMutableBytes { bytes in
        guard consumed > 0, rest > 0, rest <= room, let base = bytes.baseAddress else { return }
        unsafe memmove(base, base + consumed, rest)
      }
      dialect.start = 0
      dialect.startLine = line
      try fill(from: rest)
    }
  }
}
