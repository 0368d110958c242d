internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writing whole files, so that a reader finds the old file or the new one and never a half.
package enum FileOutput {
  /// Writes `bytes` to `path`: beside it, synced and renamed. A target that is not a regular file, such as a
  /// pipe or a device, is written directly.
  ///
  /// Throws `cannotCreate` where the file cannot be opened, `inputOutput` where writing fails; the file that
  /// was there before is then untouched.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw DataError(.cannotCreate, "is a folder, a file was expected", at: .file(path))
    }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw cannotCreate(path) }
      defer { _ = close(descriptor) }
      try writeAll(bytes, to: descriptor, path: path)
      return
    }
    // A link is followed, so that the file it names is replaced and not the link.
    let target = resolvingLinks(path)
    let beside = target + ".\(getpid()).partial"
    let mode: mode_t = exists ? status.st_mode & 0o7777 : 0o666
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw cannotCreate(path) }
    UnfinishedFiles.shared.insert(beside)
    defer {
      unsafe unlink(beside)
      UnfinishedFiles.shared.remove(beside)
    }
    do {
      defer { _ = close(descriptor) }
      try writeAll(bytes, to: descriptor, path: path)
      // The umask has cut the mode down; the older file's stays.
      guard !exists || fchmod(descriptor, mode) == 0 else { throw failed(path) }
      guard fsync(descriptor) == 0 else { throw failed(path) }
    }
    guard unsafe rename(beside, target) == 0 else { throw cannotCreate(path) }
  }

  /// Throws `cannotCreate` where ``write(_:to:)`` could not even begin, so that long work is not done in vain.
  package static func requireWritable(_ path: String) throws(DataError) {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw DataError(.cannotCreate, "is a folder, a file was expected", at: .file(path))
    }
    let isSpecial = exists && status.st_mode & S_IFMT != S_IFREG
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard unsafe access(isSpecial ? path : folder, W_OK) == 0 else { throw cannotCreate(path) }
  }

  /// Makes the folder `path`, and those above it, where it is not there. Throws `cannotCreate` where that fails, or where nothing can be
  /// written into the folder.
  package static func requireFolder(_ path: String) throws(DataError) {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      if FileContents.exists(part) { continue }
      guard unsafe mkdir(part, 0o777) == 0 || errno == EEXIST else {
        throw DataError(
          .cannotCreate, "the folder cannot be made: \(FileContents.systemMessage())", at: .file(path))
      }
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(.cannotCreate, "is no folder", at: .file(path))
    }
    guard unsafe access(path, W_OK | X_OK) == 0 else {
      throw DataError(
        .cannotCreate, "nothing can be written into the folder: \(FileContents.systemMessage())",
        at: .file(path))
    }
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

  /// The file that a link names, which need not be there yet.
  private static func resolvingLinks(_ path: String) -> String {
    var path = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let length = unsafe readlink(path, &buffer, buffer.count)
      guard length > 0 else { return path }
      let target = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      path = target.hasPrefix("/") ? target : folder + target
    }
    return path
  }

  private static func cannotCreate(_ path: String) -> DataError {
    DataError(.cannotCreate, "cannot be created: \(FileContents.systemMessage())", at: .file(path))
  }

  private static func failed(_ path: String) -> DataError {
    DataError(.inputOutput, "writing failed: \(FileContents.systemMessage())", at: .file(path))
  }
}

private func unqualifiedWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}

/// The files that are being written beside their targets, so that an interrupted program can remove them.
package final class UnfinishedFiles: Sendable {
  package static let shared = UnfinishedFiles()
  private let paths = Mutex<Set<String>>([])

  func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }
  func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes what an interruption would leave behind.
  package func removeAll() {
    paths.withLock { paths in
      for path in paths { unsafe unlink(path) }
      paths = []
    }
  }
}
