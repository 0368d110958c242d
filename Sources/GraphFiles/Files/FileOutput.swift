#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writing whole files, so that a reader finds the old file or the new one and never a half.
package enum FileOutput {
  /// Writes `bytes` to `path`: beside it, synced and renamed. A target that is not a regular file, such as a
  /// pipe or a device, is written directly. A command that writes several files takes an ``OutputSet``.
  ///
  /// Throws `cannotCreate` where the file cannot be opened, `inputOutput` where writing fails; the file that
  /// was there before is then untouched.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    let outputs = try OutputSet([])
    try outputs.add(bytes, to: path)
    try outputs.commit()
  }

  /// Makes the directory `path`, and those above it, where it is not there; returns those that were made. Throws `cannotCreate` where
  /// that fails, or where nothing can be written into the directory.
  @discardableResult
  package static func requireDirectory(_ path: String) throws(DataError) -> [String] {
    var made: [String] = []
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      if FileContents.exists(part) { continue }
      if unsafe mkdir(part, 0o777) == 0 {
        made.append(part)
      } else if errno != EEXIST {
        let message = "the directory cannot be made: \(FileContents.systemMessage())"
        for directory in made.reversed() { unsafe rmdir(directory) }
        throw DataError(.cannotCreate, message, at: .file(path))
      }
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(.cannotCreate, "is no directory", at: .file(path))
    }
    guard unsafe access(path, W_OK | X_OK) == 0 else {
      throw DataError(
        .cannotCreate, "nothing can be written into the directory: \(FileContents.systemMessage())",
        at: .file(path))
    }
    return made
  }

  /// Writes `bytes` to an open file such as standard output.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(DataError) {
    var start = 0
    while start < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe unqualifiedWrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw failed(path)
      }
      start += written
    }
  }

  static func failed(_ path: String) -> DataError {
    DataError(.inputOutput, "writing failed: \(FileContents.systemMessage())", at: .file(path))
  }
}

private func unqualifiedWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}
