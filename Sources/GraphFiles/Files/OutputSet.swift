#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The files that one command writes: all of them or none.
///
/// Making a set checks every path before any work begins. ``add(_:to:)`` writes beside the targets; ``commit()`` gives all
/// files their names. A set that goes without it, as when a later step fails, leaves nothing behind.
package final class OutputSet {
  /// A path and what it was given by, such as `--save`.
  package typealias Named = (option: String, path: String?)

  private let inputs: [OutputTarget.Identity: String]
  private var staged: [(target: OutputTarget, file: PartialFile)] = []
  private var directories: [String] = []

  /// Plans the outputs of a command.
  ///
  /// - Parameters:
  ///   - outputs: where the command is to write; those without a path are not asked for.
  ///   - inputs: what the command reads, which it must not replace.
  ///   - reports: whether the command prints something on standard output besides.
  /// - Throws: `usage` where two outputs, an output and an input, or an output and the report are the same file by whatever
  ///   names; `cannotCreate` where an output cannot be written.
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
        throw DataError(.usage, "\(option) takes the name of a file, which is not empty")
      }
      let target = try OutputTarget(path)
      if case .standardOutput = target.kind, reports {
        throw DataError(
          .usage, "\(option) '\(path)' is standard output, where the report goes", hint: "Name another file.")
      }
      if let identity = target.identity {
        if let other = taken[identity] {
          throw DataError(
            .usage, "\(option) '\(path)' is the same file as \(other)", hint: "Name another file.")
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

  /// Makes the directory `path`, and those above it, where they are missing. Without ``commit()`` they go again.
  package func makeDirectory(_ path: String) throws(DataError) {
    directories += try FileOutput.requireDirectory(path)
  }

  /// Writes a file, which gets its name by ``commit()``; a pipe or device gets the bytes at once. Throws `usage` where the command
  /// reads that file or has written it, `cannotCreate` or `inputOutput` where it cannot be written.
  package func add(_ bytes: [UInt8], to path: String) throws(DataError) {
    let target = try OutputTarget(path)
    if let identity = target.identity {
      if let input = inputs[identity] {
        throw DataError(.usage, "output '\(path)' is the same file as \(input)", hint: "Name another file.")
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

  /// Gives all files their names. Where one cannot have it, those that were not there before go again. Throws `cannotCreate`.
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
