import Foundation
import GraphCore
import Synchronization
import Testing

/// What a command left behind.
struct Outcome: Sendable {
  let status: Int32
  let wasSignalled: Bool
  let output: String
  let errors: String

  /// The one JSON object on standard output.
  func json() throws -> JSONValue { try JSONValue.parse(Array(output.utf8), path: "standard output") }
}

/// Runs the `graphlearn` that was built beside these tests.
enum Command {
  /// The program in the folder of products, which also holds the test bundle.
  static let path: String = {
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let runner = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let candidates = ([runner, Bundle.main.bundleURL] + bundles).map {
      $0.appendingPathComponent("graphlearn").path
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "graphlearn"
  }()

  /// Runs `graphlearn` and waits for its end.
  static func run(
    _ arguments: [String], in folder: Folder? = nil, environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await Running(path, arguments, in: folder, environment).outcome()
  }

  /// Runs a shell command, which finds the program as `$GRAPHLEARN`.
  static func shell(_ script: String, in folder: Folder) async throws -> Outcome {
    try await Running("/bin/sh", ["-c", script], in: folder, [:]).outcome()
  }
}

/// A command that has been started.
final class Running: Sendable {
  private let process: Process
  private let streams: Folder
  private let ended: AsyncStream<Void>
  private static let starting = Mutex(())

  init(_ path: String, _ arguments: [String], in folder: Folder?, _ changes: [String: String]) throws {
    streams = try Folder()
    process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = (folder ?? streams).url
    var environment = ProcessInfo.processInfo.environment
    environment["GRAPHLEARN_DATA"] = nil
    environment["GRAPHLEARN"] = Command.path
    process.environment = environment.merging(changes) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: streams.url(of: try streams.write("", to: "output")))
    process.standardError = try FileHandle(forWritingTo: streams.url(of: try streams.write("", to: "errors")))
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    ended = stream
    process.terminationHandler = { _ in continuation.finish() }
    // Several that start at once have crashed within Foundation.
    try Self.starting.withLock { _ in try process.run() }
  }

  /// What the command has said on standard error so far.
  var errors: String { streams.text("errors") ?? "" }
  var isRunning: Bool { process.isRunning }
  func interrupt() { process.interrupt() }

  /// Waits for the end.
  func outcome() async throws -> Outcome {
    for await _ in ended {}
    return Outcome(
      status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
      output: streams.text("output") ?? "", errors: errors)
  }
}

/// A folder that goes when the last one to use it goes.
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

  func bytes(_ name: String) -> [UInt8]? { (try? Data(contentsOf: url(of: name))).map { [UInt8]($0) } }
  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// Expects an error as every command reports one: one line, at most one more with a hint, nothing on standard
/// output, and no half-written file.
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
