// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The options on what a command prints.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as one JSON object, and nothing else, on standard output.")
  var json = false

  @Flag(help: "Do not show progress on standard error.")
  var quiet = false

  @Flag(
    name: .customLong("no-color"),
    help: "Do not use colours. Setting the environment variable NO_COLOR has the same effect.")
  var noColor = false

  var isColored: Bool { !noColor && (Environment.value("NO_COLOR") ?? "").isEmpty }

  /// Prints the result as JSON if `--json` is given, else as text. In the text, names from files are
  /// escaped so that they cannot control the terminal.
  func print<Report: Encodable>(
    _ report: @autoclosure () -> Report, text: @autoclosure () -> String
  ) throws(DataError) {
    try print(report(), data: text().printableLines)
  }

  /// Prints the result as JSON if `--json` is given, else as data for other programs, byte for byte.
  func print<Report: Encodable>(
    _ report: @autoclosure () -> Report, data: @autoclosure () -> String
  ) throws(DataError) {
    try StandardOutput.write(json ? JSONValue(encoding: report()).text(indented: true) + "\n" : data())
  }
}

/// The options on the seed and the number of threads.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The seed of all random numbers. The same seed gives the same result, bit for bit, on one machine.",
      valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "The number of threads, from 1 to 1024. The default is all processors. Results do not depend on it.",
      valueName: "n"))
  var threads: Int?

  mutating func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads must be from 1 to 1024, not \(threads)")
    }
  }

  var threadCount: Int { threads ?? Parallelism.processorCount }

  /// Runs `body` with ``threadCount`` threads.
  func withThreads(_ body: () throws -> Void) rethrows {
    try Parallelism.$threadCount.withValue(threadCount, operation: body)
  }
}
