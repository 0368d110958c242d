// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes whole files so that a reader sees either the old file or the complete new one.
package enum FileOutput {
  /// Writes `bytes` to a temporary file next to `path`, syncs it and renames it to `path`. A target that
  /// is not a regular file, such as a pipe or a device, is written directly. Commands that write several
  /// files use an ``OutputSet``.
  ///
  /// Throws `cannotCreate` if the file cannot be opened, and `inputOutput` if writing fails. In both
  /// cases an existing file is left unchanged.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    let outputs = try OutputSet([])
    try outputs.add(bytes, to: path)
    try outputs.commit()
  }

  /// Creates the directory `path` and its missing parent directories, and returns those that were
  /// created. Throws `cannotCreate` if this fails or if the directory is not writable.
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
        let message = "the directory cannot be created: \(FileContents.systemMessage())"
        for directory in made.reversed() { unsafe rmdir(directory) }
        throw DataError(.cannotCreate, message, at: .file(path))
      }
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(.cannotCreate, "is not a directory", at: .file(path))
    }
    guard unsafe access(path, W_OK | X_OK) == 0 else {
      throw DataError(
        .cannotCreate, "the directory is not writable: \(FileContents.systemMessage())",
        at: .file(path))
    }
    return made
  }

  /// Writes `bytes` to an open file descriptor, such as standard output.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(DataError) {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) in
      try unsafe writeAll(UnsafeRawBufferPointer(buffer), to: descriptor, path: path)
    }
  }

  /// Writes `bytes` to an open file descriptor.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws(DataError)
  {
    var start = 0
    while start < bytes.count {
      let written = unsafe unqualifiedWrite(
        descriptor, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
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
