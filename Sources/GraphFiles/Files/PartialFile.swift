// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The temporary file `NAME.PID.partial` next to a target, which is renamed to the target when it is
/// complete. Otherwise it is removed when the last reference to it is released or when the program is
/// interrupted.
final class PartialFile {
  private let target: OutputTarget
  private let path: String
  private let descriptor: Int32

  /// Creates the file and removes the temporary files of programs that were killed while writing the
  /// same target. Throws `cannotCreate`.
  init(beside target: OutputTarget, mode: mode_t) throws(DataError) {
    self.target = target
    let (directory, name) = OutputTarget.split(target.resolved)
    // A file name has at most 255 bytes, and the target may use all of them.
    let stem = Self.prefix(name, byteCount: 220)
    Self.removeAbandoned(stem, in: directory)
    let slash = directory.hasSuffix("/") ? directory : directory + "/"
    // If two targets share the same shortened name, the second one gets a number.
    let names = (0..<1000).lazy.map { slash + stem + ".\(getpid())" + ($0 == 0 ? "" : "-\($0)") + ".partial" }
    var path = ""
    var descriptor: Int32 = -1
    for name in names where !UnfinishedFiles.shared.contains(name) {
      path = name
      descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      if descriptor >= 0 || errno != EEXIST { break }
    }
    guard descriptor >= 0 else { throw OutputTarget.cannotCreate(target.path) }
    self.path = path
    self.descriptor = descriptor
    UnfinishedFiles.shared.insert(path)
    // The lock is held while the file is open, so that other programs do not treat it as abandoned.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit {
    _ = close(descriptor)
    unsafe unlink(path)
    UnfinishedFiles.shared.remove(path)
  }

  /// Writes all bytes and waits until they are on the disk. Throws `inputOutput`.
  func write(_ bytes: [UInt8], mode: mode_t?) throws(DataError) {
    try append(bytes)
    try finish(mode: mode)
  }

  /// Appends bytes. Throws `inputOutput`.
  func append(_ bytes: [UInt8]) throws(DataError) {
    try FileOutput.writeAll(bytes, to: descriptor, path: target.path)
  }

  /// Sets the mode of the replaced file and waits until the file is on the disk. Throws `inputOutput`.
  func finish(mode: mode_t?) throws(DataError) {
    // The umask has reduced the mode of the new file, so the mode of the old file is set again.
    guard mode.map({ fchmod(descriptor, $0) == 0 }) ?? true, fsync(descriptor) == 0 else {
      throw FileOutput.failed(target.path)
    }
  }

  /// Renames the file to the target. Throws `cannotCreate`.
  func takeName() throws(DataError) {
    guard unsafe rename(path, target.resolved) == 0 else { throw OutputTarget.cannotCreate(target.path) }
  }

  /// Removes each `STEM.PID.partial` whose process PID no longer exists and that is not locked.
  private static func removeAbandoned(_ stem: String, in directory: String) {
    for name in FileContents.names(in: directory) {
      guard name.hasPrefix(stem + "."), name.hasSuffix(".partial") else { continue }
      let number = name.dropFirst(stem.count + 1).dropLast(8).prefix { $0 != "-" }
      guard let process = pid_t(number), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
      let path = directory + "/" + name
      let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(path) }
      _ = close(descriptor)
    }
  }

  /// Returns the longest prefix of a name that has at most `byteCount` bytes and does not cut a
  /// character.
  private static func prefix(_ name: String, byteCount: Int) -> String {
    guard name.utf8.count > byteCount else { return name }
    var end = name.utf8.index(name.startIndex, offsetBy: byteCount)
    while end.samePosition(in: name.unicodeScalars) == nil { end = name.utf8.index(before: end) }
    return String(name[..<end])
  }
}
