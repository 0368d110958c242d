internal import ArgumentParser
internal import GraphLearning

/// How a command speaks.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print exactly one JSON object on standard output.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  @Flag(name: .customLong("no-color"), help: "Use no colours (as does the variable NO_COLOR).")
  var noColor = false

  var isColored: Bool { !noColor && (Environment.value("NO_COLOR") ?? "").isEmpty }

  /// Prints the result: as JSON where that is asked for, else as text for people, in which no name can move the cursor.
  func print(_ json: @autoclosure () -> JSONValue, text: @autoclosure () -> String) throws(DataError) {
    try print(json(), data: text().printableLines)
  }

  /// Prints the result: as JSON where that is asked for, else as data for programs, whose bytes stay as they are.
  func print(_ json: @autoclosure () -> JSONValue, data: @autoclosure () -> String) throws(DataError) {
    try StandardOutput.write(self.json ? json().text(indented: true) + "\n" : data())
  }
}

/// Seed and threads.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Decides all random numbers.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Threads to use (default: all processors). Results do not depend on it.", valueName: "n"))
  var threads: Int?

  mutating func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads takes a number from 1 to 1024, not \(threads)")
    }
  }

  var threadCount: Int { threads ?? Parallelism.processorCount }

  /// Runs `body` on that many threads.
  func withThreads(_ body: () throws -> Void) rethrows {
    try Parallelism.$threadCount.withValue(threadCount, operation: body)
  }
}
