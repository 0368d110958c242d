#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// `read` under a name of its own, so that the method below does not hide it.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}

/// Reading whole files.
package enum FileContents {
  /// The bytes of a file or stream. Throws `missingInput` where it cannot be opened, `inputOutput` where
  /// reading fails, `badData` where there is more than `limit`.
  package static func read(_ path: String, limit: Int = .max) throws(DataError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.missingInput, "cannot be read: \(systemMessage())", at: .file(path))
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw DataError(.missingInput, "cannot be read: \(systemMessage())", at: .file(path))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw DataError(.missingInput, "is a folder, a file was expected", at: .file(path))
    }
    // The size is a hint only: a pipe has none and a file may grow meanwhile.
    let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    var bytes = [UInt8]()
    var chunk = max(expected + 1, 65_536)
    while true {
      var failed = false
      if bytes.count > limit {
        throw DataError(.badData, "has more than \(limit) bytes", at: .file(path))
      }
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
      if bytes.isEmpty { bytes = part } else { bytes += part }
      chunk = max(65_536, expected + 1 - bytes.count)
    }
  }

  /// Whether there is a file (or folder) at `path`.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether `path` is a directory.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether `path` is a regular file, which can be read more than once.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// What the last failed system call says.
  static func systemMessage() -> String {
    let number = errno
    return unsafe String(cString: strerror(number))
  }
}
