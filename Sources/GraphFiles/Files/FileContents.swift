// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Calls `read` under a different name, because methods called `read` would hide it.
func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}

/// Functions that read whole files.
package enum FileContents {
  /// The most that is read from a device such as `/dev/zero`, because most devices have no end.
  private static let largestDeviceRead = 1 << 28

  /// Returns the bytes of a file or stream. Throws `missingInput` if it cannot be opened, `inputOutput`
  /// if reading fails, and `badData` if there are more bytes than `limit`.
  ///
  /// - Parameter limit: The maximum number of bytes; nil means as many as the memory allows.
  package static func read(_ path: String, limit: Int? = nil) throws(DataError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let hint: Wording? =
        path == "-" ? "Use /dev/stdin to read from standard input." : FilePath.hint(path)
      throw DataError(.missingInput, "cannot be read: \(systemMessage())", at: .file(path), hint: hint)
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw DataError(.missingInput, "cannot be read: \(systemMessage())", at: .file(path))
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR {
      throw DataError(.missingInput, "is a directory; expected a file", at: .file(path))
    }
    // The size is only a hint: a pipe has none, and a file may grow while it is read.
    let expected = kind == S_IFREG ? Int(status.st_size) : 0
    let limit = limit ?? largestRead(kind, of: descriptor)
    guard expected <= limit else {
      throw tooLarge("has \(MemoryLimit.megabytes(Double(expected)))", limit, path)
    }
    var bytes = [UInt8]()
    var chunk = max(expected + 1, 65_536)
    while true {
      var failed = false
      let part = unsafe [UInt8](unsafeUninitializedCapacity: min(chunk, 1 << 30)) { buffer, count in
        if let base = buffer.baseAddress { unsafe HugePages.advise(base, buffer.count) }
        count = unsafe readBytes(descriptor, buffer.baseAddress, buffer.count)
        while count < 0 && errno == EINTR {
          count = unsafe readBytes(descriptor, buffer.baseAddress, buffer.count)
        }
        failed = count < 0
        count = max(count, 0)
      }
      if failed { throw DataError(.inputOutput, "reading failed: \(systemMessage())", at: .file(path)) }
      if part.isEmpty { return bytes }
      guard part.count <= limit - bytes.count else { throw tooLarge("does not end there", limit, path) }
      if bytes.isEmpty { bytes = part } else { bytes.append(part, limit: limit) }
      chunk = max(65_536, expected + 1 - bytes.count)
    }
  }

  /// Returns whether there is a file or directory at `path`.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Returns whether `path` is a directory.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Returns the names of the files and directories in a directory; none if it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let listing = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(listing) }
    var names: [String] = []
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Returns whether `path` is a regular file, which can be read more than once.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Returns the system's message for the last failed system call.
  static func systemMessage() -> String {
    let number = errno
    return unsafe String(cString: strerror(number))
  }

  private static func largestRead(_ kind: mode_t, of descriptor: Int32) -> Int {
    switch kind {
    case S_IFREG: MemoryLimit.largestFile
    case S_IFCHR where isatty(descriptor) == 0: min(largestDeviceRead, MemoryLimit.largestStream)
    default: MemoryLimit.largestStream
    }
  }

  private static func tooLarge(_ what: String, _ limit: Int, _ path: String) -> DataError {
    DataError(
      .badData, "is too large: at most \(MemoryLimit.megabytes(Double(limit))) are read, it \(what)",
      at: .file(path))
  }
}
