// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The exit status and output of a command.
struct Outcome: Sendable {
  let status: Int32
  let wasSignalled: Bool
  let output: String
  let errors: String

  /// The one JSON object on standard output.
  func json() throws -> JSONValue { try JSONValue.parse(Array(output.utf8), path: "standard output") }
}

/// Runs the `graphlearn` executable that was built with these tests.
enum Command {
  /// The path of the executable, in the build directory that also contains the test bundle.
  static let path: String = {
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let runner = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let candidates = ([runner, Bundle.main.bundleURL] + bundles).map {
      $0.appendingPathComponent("graphlearn").path
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "graphlearn"
  }()

  /// Runs `graphlearn` and waits until it exits.
  static func run(
    _ arguments: [String], in folder: Folder? = nil, environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await run(path, arguments, in: folder, environment)
  }

  /// Runs a shell script that can call the executable as `$GRAPHLEARN`.
  ///
  /// - Parameter word: Sends an interrupt (Ctrl-C) once this appears on standard error.
  static func shell(
    _ script: String, in folder: Folder, interruptAfter word: String? = nil
  ) async throws -> Outcome {
    try await run("/bin/sh", ["-c", script], in: folder, [:], interruptAfter: word)
  }

  private static func run(
    _ executable: String, _ arguments: [String], in folder: Folder?, _ changes: [String: String],
    interruptAfter word: String? = nil
  ) async throws -> Outcome {
    // Uses files instead of pipes, since a full pipe would block a command that is not being read.
    let streams = try Folder()
    let output = try streams.opened("output")
    let errors = try streams.opened("errors")
    var environment: [Environment.Key: String?] = ["GRAPHLEARN": path]
    environment.updateValue(nil, forKey: "GRAPHLEARN_DATA")
    for (name, value) in changes { environment[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      .path(FilePath(executable)), arguments: Arguments(arguments),
      environment: .inherit.updating(environment),
      workingDirectory: FilePath((folder ?? streams).url.path), input: .none,
      output: .fileDescriptor(output, closeAfterSpawningProcess: true),
      error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
    ) { execution in
      guard let word else { return }
      // A command that never prints the word is interrupted after five minutes.
      for _ in 0..<30_000 where streams.text("errors")?.contains(word) != true {
        try await Task.sleep(for: .milliseconds(10))
      }
      try execution.send(signal: .interrupt)
    }
    let (status, wasSignalled): (Int32, Bool) =
      switch result.terminationStatus {
      case .exited(let code): (code, false)
      case .signaled(let signal): (signal, true)
      }
    return Outcome(
      status: status, wasSignalled: wasSignalled, output: streams.text("output") ?? "",
      errors: streams.text("errors") ?? "")
  }
}

/// A temporary directory that is removed with the last reference to it.
final class Folder: Sendable {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("graphlearn-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func url(of name: String) -> URL { url.appendingPathComponent(name) }
  func path(_ name: String) -> String { url(of: name).path }

  /// Writes a file and returns its name.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: url(of: name))
    return name
  }

  /// Creates a file and opens it for writing.
  func opened(_ name: String) throws -> FileDescriptor {
    try FileDescriptor.open(
      FilePath(path(name)), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  }

  func bytes(_ name: String) -> [UInt8]? { (try? Data(contentsOf: url(of: name))).map { [UInt8]($0) } }
  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// Expects the form of all error reports: one line and at most one more with a hint on standard error,
/// nothing on standard output, and no partial file.
func expectFailure(
  _ outcome: Outcome, _ status: Int32, saying words: String..., in folder: Folder? = nil,
  at location: SourceLocation = #_sourceLocation
) throws {
  #expect(!outcome.wasSignalled, "ended by a signal", sourceLocation: location)
  #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: location)
  #expect(outcome.output.isEmpty, sourceLocation: location)
  let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.count == 2 || lines.count == 3, "\(outcome.errors)", sourceLocation: location)
  #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.hasSuffix("\n"), sourceLocation: location)
  for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location) }
  let left = try folder?.names().filter { $0.contains("partial") } ?? []
  #expect(left.isEmpty, sourceLocation: location)
}
