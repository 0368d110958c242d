// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The files that one command writes: either all of them or none.
///
/// Creating a set checks every path before any work begins. ``add(_:to:)`` writes temporary files next
/// to the targets, and ``commit()`` renames all of them. A set that is released without a commit, for
/// example because a later step fails, removes what it wrote.
package final class OutputSet {
  /// A path and the option it was given with, such as `--save`.
  package typealias Named = (option: String, path: String?)

  private let inputs: [OutputTarget.Identity: String]
  private var staged: [(target: OutputTarget, file: PartialFile)] = []
  private var directories: [String] = []

  /// Plans the outputs of a command.
  ///
  /// - Parameters:
  ///   - outputs: The files that the command will write. Outputs without a path are ignored.
  ///   - inputs: The files that the command reads, which it must not replace.
  ///   - reports: Whether the command also prints to standard output.
  /// - Throws: `usage` if an output has the suffix of a compressed file, or if two outputs, an output and an
  ///   input, or an output and the report are the same file under any name; `cannotCreate` if an output cannot be
  ///   written.
  package init(_ outputs: [Named], inputs: [Named] = [], reports: Bool = true) throws(DataError) {
    var read: [OutputTarget.Identity: String] = [:]
    for (option, path) in inputs {
      guard let path, let identity = OutputTarget.identity(ofInput: path) else { continue }
      read[identity] = "\(option) '\(path)'"
    }
    self.inputs = read
    var taken = read
    for (option, path) in outputs {
      guard let path else { continue }
      guard !path.isEmpty else {
        throw DataError(.usage, "\(option) needs a file name that is not empty")
      }
      guard !path.hasSuffix(".gz") else {
        throw DataError(
          .usage, "\(option) '\(path)': compressed files are not written", hint: "Remove the suffix .gz.")
      }
      let target = try OutputTarget(path)
      if case .standardOutput = target.kind, reports {
        throw DataError(
          .usage, "\(option) '\(path)' is standard output, which the report is printed to",
          hint: "Choose a different file.")
      }
      if let identity = target.identity {
        if let other = taken[identity] {
          throw DataError(
            .usage, "\(option) '\(path)' is the same file as \(other)", hint: "Choose a different file.")
        }
        taken[identity] = "\(option) '\(path)'"
      }
      try target.requireWritable()
    }
  }

  deinit {
    staged = []
    for directory in directories.reversed() { unsafe rmdir(directory) }
  }

  /// Creates the directory `path` and its missing parent directories. They are removed again if
  /// ``commit()`` is not called.
  package func makeDirectory(_ path: String) throws(DataError) {
    directories += try FileOutput.requireDirectory(path)
  }

  /// Writes a file, which gets its final name in ``commit()``. Bytes for a pipe or device are written at
  /// once. Throws `usage` if the file is an input of the command or was already added, and
  /// `cannotCreate` or `inputOutput` if it cannot be written.
  package func add(_ bytes: [UInt8], to path: String) throws(DataError) {
    let target = try OutputTarget(path)
    if let identity = target.identity {
      if let input = inputs[identity] {
        throw DataError(
          .usage, "output '\(path)' is the same file as \(input)", hint: "Choose a different file.")
      }
      if let other = staged.first(where: { $0.target.identity == identity }) {
        throw DataError(.usage, "outputs '\(path)' and '\(other.target.path)' are the same file")
      }
    }
    switch target.kind {
    case .standardOutput: try FileOutput.writeAll(bytes, to: STDOUT_FILENO, path: path)
    case .stream:
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw OutputTarget.cannotCreate(path) }
      defer { _ = close(descriptor) }
      try FileOutput.writeAll(bytes, to: descriptor, path: path)
    case .replacement(let mode):
      let file = try PartialFile(beside: target, mode: mode ?? 0o666)
      try file.write(bytes, mode: mode)
      staged.append((target, file))
    }
  }

  /// Renames all files to their final names. If this fails for one file, the new files that did not
  /// replace another are removed. Throws `cannotCreate`.
  package func commit() throws(DataError) {
    var made: [String] = []
    for (target, file) in staged {
      do throws(DataError) {
        try file.takeName()
      } catch {
        for path in made { unsafe unlink(path) }
        throw error
      }
      if case .replacement(mode: nil) = target.kind { made.append(target.resolved) }
    }
    staged = []
    directories = []
  }
}
