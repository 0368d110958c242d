// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A directory of files that is written as a whole: a reader sees either the old directory or the complete
/// new one.
///
/// The files are written to the temporary directory `NAME.PID.partial` next to the target, which is
/// renamed by ``commit()``. Otherwise it is removed when the last reference is released or when the
/// program is interrupted.
package final class OutputDirectory {
  /// The path of the target.
  package let path: String
  private let temporary: String
  private var isCommitted = false

  /// Creates the temporary directory.
  ///
  /// - Parameters:
  ///   - path: The directory to write. It may exist only if it is empty or `isReplaceable` returns true.
  ///   - isReplaceable: Returns whether a directory with files of these names may be replaced.
  ///   - inputs: The files that the program reads, which must be neither the directory nor in it.
  /// - Throws: `cannotCreate` if the directory exists with other contents or cannot be created; `usage`
  ///   if it contains an input.
  package init(_ path: String, inputs: [String] = [], isReplaceable: ([String]) -> Bool) throws(DataError) {
    var path = path
    while path.utf8.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
    guard !path.isEmpty else { throw DataError(.usage, "the name of an output directory is empty") }
    temporary = path + ".\(getpid()).partial"
    if FileContents.exists(path) {
      guard FileContents.isDirectory(path) else {
        throw DataError(.cannotCreate, "is a file; expected a directory", at: .file(path))
      }
      let names = FileContents.names(in: path)
      guard names.isEmpty || isReplaceable(names) else {
        throw DataError(
          .cannotCreate, "is a directory with other files, which would be lost", at: .file(path),
          hint: "Name a directory that does not exist yet.")
      }
      if let input = inputs.first(where: { Self.isSame($0, path) || Self.isSame(Self.parent($0), path) }) {
        throw DataError(
          .usage, "'\(path)' contains the input '\(input)'", hint: "Choose a different directory.")
      }
    }
    Self.removeFiles(temporary)
    guard unsafe mkdir(temporary, 0o777) == 0 else {
      throw DataError(
        .cannotCreate, "the directory cannot be created: \(FileContents.systemMessage())", at: .file(path),
        hint: FilePath.hint(Self.parent(path)))
    }
    UnfinishedFiles.shared.insert(temporary)
  }

  deinit {
    if !isCommitted { Self.removeFiles(temporary) }
    UnfinishedFiles.shared.remove(temporary)
  }

  /// Returns the path at which the file `name` of the directory is written.
  package func file(_ name: String) -> String { temporary + "/" + name }

  /// Gives the directory its final name. Throws `cannotCreate`.
  package func commit() throws(DataError) {
    let old = temporary + ".old"
    let replaces = FileContents.exists(path)
    if replaces {
      Self.removeFiles(old)
      guard unsafe rename(path, old) == 0 else { throw OutputTarget.cannotCreate(path) }
    }
    guard unsafe rename(temporary, path) == 0 else {
      let failure = OutputTarget.cannotCreate(path)
      if replaces { unsafe rename(old, path) }
      throw failure
    }
    isCommitted = true
    if replaces { Self.removeFiles(old) }
  }

  /// Removes a directory and the files in it, but no directories in it.
  static func removeFiles(_ directory: String) {
    for name in FileContents.names(in: directory) { unsafe unlink(directory + "/" + name) }
    unsafe rmdir(directory)
  }

  /// Returns the paths of the files in a directory.
  package static func files(in directory: String) -> [String] {
    FileContents.names(in: directory).map { directory + "/" + $0 }
  }

  private static func parent(_ path: String) -> String { OutputTarget.split(path).directory }

  private static func isSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return unsafe stat(path, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }
}
