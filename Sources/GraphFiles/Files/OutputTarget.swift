// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The file that an output path leads to after following links, which can be compared with other files.
struct OutputTarget {
  /// Identifies a file under any of its names.
  enum Identity: Hashable {
    /// An existing file: its device and its inode number, which all its names share.
    case file(device: UInt64, number: UInt64)
    /// A file that does not exist yet: its name, and the device and inode number of its directory.
    case name(String, device: UInt64, directory: UInt64)
  }

  /// How the bytes are written to the target.
  enum Kind {
    /// Through a temporary file next to the target, which is then renamed. `mode` is that of the
    /// replaced file.
    case replacement(mode: mode_t?)
    /// Directly into an existing pipe or device.
    case stream
    /// To standard output, which is already open.
    case standardOutput
  }

  /// The path that the user gave.
  let path: String
  /// The path after following all links.
  let resolved: String
  let kind: Kind
  /// The identity of the file; nil for a device, which several outputs may share.
  let identity: Identity?

  /// Finds the target of `path`. Throws `usage` if it is not a path, and `cannotCreate` if no file can
  /// be written there.
  init(_ path: String) throws(DataError) {
    self.path = path
    guard !path.isEmpty else { throw DataError(.usage, "the name of an output file is empty") }
    guard path != "-" else {
      throw DataError(
        .usage, "'-' is not the name of an output file",
        hint: "Use /dev/stdout for standard output, or ./- for a file with this name.")
    }
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      let type = status.st_mode & S_IFMT
      guard type != S_IFDIR else {
        throw DataError(.cannotCreate, "is a directory; expected a file", at: .file(path))
      }
      resolved = try Self.resolvingLinks(path)
      let isOutput = Self.isStandardOutput(status, path)
      kind =
        isOutput ? .standardOutput : type == S_IFREG ? .replacement(mode: status.st_mode & 0o7777) : .stream
      identity = type == S_IFCHR || type == S_IFBLK ? nil : Self.identity(status)
      return
    }
    guard errno == ENOENT else { throw Self.cannotCreate(path) }
    // A link to a missing file names the file that will be created.
    resolved = try Self.resolvingLinks(path)
    let (directory, name) = Self.split(resolved)
    guard !name.isEmpty else {
      throw DataError(.cannotCreate, "ends in '/'; expected the name of a file", at: .file(path))
    }
    guard unsafe stat(directory, &status) == 0 else {
      guard errno == ENOENT else { throw Self.cannotCreate(path) }
      throw DataError(
        .cannotCreate, "cannot be created: no such directory '\(directory)'", at: .file(path),
        hint: FilePath.hint(path))
    }
    kind = .replacement(mode: nil)
    identity = .name(
      name, device: UInt64(truncatingIfNeeded: status.st_dev),
      directory: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// Returns the identity of an existing regular file or pipe, or nil for anything else.
  static func identity(ofInput path: String) -> Identity? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, [S_IFREG, S_IFIFO].contains(status.st_mode & S_IFMT) else {
      return nil
    }
    return identity(status)
  }

  private static func identity(_ status: stat) -> Identity {
    .file(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }

  private static func isStandardOutput(_ status: stat, _ path: String) -> Bool {
    if ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path) { return true }
    var output = stat()
    guard [S_IFREG, S_IFIFO].contains(status.st_mode & S_IFMT), unsafe fstat(STDOUT_FILENO, &output) == 0
    else {
      return false
    }
    return identity(status) == identity(output)
  }

  /// Throws `cannotCreate` if the target cannot be written. To find out, the temporary file is created
  /// and removed.
  func requireWritable() throws(DataError) {
    switch kind {
    case .standardOutput: return
    case .stream: guard unsafe access(path, W_OK) == 0 else { throw Self.cannotCreate(path) }
    case .replacement:
      try requireReplaceable()
      _ = try PartialFile(beside: self, mode: 0o600)
    }
  }

  /// Throws if another user's file would be replaced in a directory such as `/tmp`, where only its owner
  /// may do so.
  private func requireReplaceable() throws(DataError) {
    var (file, directory) = (stat(), stat())
    guard unsafe lstat(resolved, &file) == 0, unsafe stat(Self.split(resolved).directory, &directory) == 0,
      directory.st_mode & S_ISVTX != 0, geteuid() != 0,
      file.st_uid != geteuid(), directory.st_uid != geteuid()
    else { return }
    throw DataError(.cannotCreate, "cannot be replaced: it belongs to another user", at: .file(path))
  }

  /// Splits a path into its directory, without the trailing slash, and its name.
  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.utf8.index(after: slash)...]))
  }

  /// Returns the file that a link leads to, which need not exist.
  private static func resolvingLinks(_ path: String) throws(DataError) -> String {
    var current = path
    // Linux follows at most 40 links.
    for _ in 0..<40 {
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let length = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
          unsafe characters.baseAddress.map { unsafe readlink(current, $0, characters.count) } ?? -1
        }
      }
      guard length > 0 else { return current }
      guard let target = String(validating: buffer[..<length], as: UTF8.self) else {
        throw DataError(.cannotCreate, "is a link to a name that is not valid UTF-8", at: .file(path))
      }
      let (directory, _) = split(current)
      current = target.hasPrefix("/") ? target : directory == "/" ? "/" + target : directory + "/" + target
    }
    throw DataError(
      .cannotCreate, "leads through too many links, or through a cycle of links", at: .file(path))
  }

  static func cannotCreate(_ path: String) -> DataError {
    DataError(.cannotCreate, "cannot be created: \(FileContents.systemMessage())", at: .file(path))
  }
}
