#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a path leads to when something is written there: links have been followed, and the file that is meant can be
/// compared with others.
struct OutputTarget {
  /// What tells files apart, whatever they are called.
  enum Identity: Hashable {
    /// A file that is there: its device and its number there, which all its names share.
    case file(device: UInt64, number: UInt64)
    /// A file that is not there yet: its directory and its name.
    case name(String, device: UInt64, directory: UInt64)
  }

  /// How bytes get to the target.
  enum Kind {
    /// Into a file beside it, which then takes its name; `mode` is that of the file that is replaced.
    case replacement(mode: mode_t?)
    /// Into what is there: a pipe, a device.
    case stream
    /// Into the open standard output.
    case standardOutput
  }

  /// The path that the user gave.
  let path: String
  /// The path behind all links.
  let resolved: String
  let kind: Kind
  /// Nil for a device, which any number of outputs may share.
  let identity: Identity?

  /// Finds the target of `path`. Throws `usage` where it is no path, `cannotCreate` where nothing can be written there.
  init(_ path: String) throws(DataError) {
    self.path = path
    guard !path.isEmpty else { throw DataError(.usage, "the name of an output is empty") }
    guard path != "-" else {
      throw DataError(
        .usage, "'-' is not the name of an output file",
        hint: "Standard output is called /dev/stdout, a file of that name ./-")
    }
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      let type = status.st_mode & S_IFMT
      guard type != S_IFDIR else {
        throw DataError(.cannotCreate, "is a directory; a file was expected", at: .file(path))
      }
      resolved = try Self.resolvingLinks(path)
      let isOutput = Self.isStandardOutput(status, path)
      kind =
        isOutput ? .standardOutput : type == S_IFREG ? .replacement(mode: status.st_mode & 0o7777) : .stream
      identity = type == S_IFCHR || type == S_IFBLK ? nil : Self.identity(status)
      return
    }
    guard errno == ENOENT else { throw Self.cannotCreate(path) }
    // A link that leads to no file yet names the file that is made.
    resolved = try Self.resolvingLinks(path)
    let (directory, name) = Self.split(resolved)
    guard !name.isEmpty else {
      throw DataError(.cannotCreate, "ends in '/'; the name of a file was expected", at: .file(path))
    }
    guard unsafe stat(directory, &status) == 0 else {
      guard errno == ENOENT else { throw Self.cannotCreate(path) }
      throw DataError(
        .cannotCreate, "cannot be created: there is no directory '\(directory)'", at: .file(path),
        hint: FilePath.hint(path))
    }
    kind = .replacement(mode: nil)
    identity = .name(
      name, device: UInt64(truncatingIfNeeded: status.st_dev),
      directory: UInt64(truncatingIfNeeded: status.st_ino))
  }

  /// The identity of a regular file or pipe that is there; nil for everything else.
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

  /// Throws `cannotCreate` where writing could not even begin: the file beside the target is made and removed.
  func requireWritable() throws(DataError) {
    switch kind {
    case .standardOutput: return
    case .stream: guard unsafe access(path, W_OK) == 0 else { throw Self.cannotCreate(path) }
    case .replacement:
      try requireReplaceable()
      _ = try PartialFile(beside: self, mode: 0o600)
    }
  }

  /// In a directory such as `/tmp` only the owner of a file may replace it.
  private func requireReplaceable() throws(DataError) {
    var (file, directory) = (stat(), stat())
    guard unsafe lstat(resolved, &file) == 0, unsafe stat(Self.split(resolved).directory, &directory) == 0,
      directory.st_mode & S_ISVTX != 0, geteuid() != 0,
      file.st_uid != geteuid(), directory.st_uid != geteuid()
    else { return }
    throw DataError(.cannotCreate, "cannot be replaced: it belongs to another user", at: .file(path))
  }

  /// The directory of a path, without the slash at its end, and the name behind it.
  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.utf8.index(after: slash)...]))
  }

  /// The file that a link names, which need not be there yet.
  private static func resolvingLinks(_ path: String) throws(DataError) -> String {
    var current = path
    // As many links as Linux follows.
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
    throw DataError(.cannotCreate, "is one of too many links, or of a circle of them", at: .file(path))
  }

  static func cannotCreate(_ path: String) -> DataError {
    DataError(.cannotCreate, "cannot be created: \(FileContents.systemMessage())", at: .file(path))
  }
}
