internal import GraphCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard output: results and nothing else.
enum StandardOutput {
  /// Writes all of `text`. Throws `inputOutput` where the stream does not take it.
  static func write(_ text: String) throws(DataError) {
    StandardError.flushNotes()
    try FileOutput.writeAll(Array(text.utf8), to: STDOUT_FILENO, path: "standard output")
  }
}

/// Standard error: progress, warnings, errors. What it does not take is lost.
enum StandardError {
  static func write(_ text: String) {
    do {
      try FileOutput.writeAll(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
    } catch {
      // There is nowhere left to say it.
    }
  }

  /// Notes that have not been written.
  private static let pending = Mutex<[DataNote]>([])

  /// Says something about the data that its user should know: once, before results or progress. A command that ends with an
  /// error says that and nothing else.
  static func note(_ note: DataNote) { pending.withLock { if !$0.contains(note) { $0.append(note) } } }

  /// Writes the notes that are pending.
  static func flushNotes() {
    let notes = pending.withLock { notes in
      defer { notes = [] }
      return notes
    }
    if !notes.isEmpty { write(notes.map { "note: \($0.printable)\n" }.joined()) }
  }

  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// What the process has used, and what there is.
enum ProcessFigures {
  /// Counts the largest resident memory anew from here on, where the system can; else it stays that of the whole run.
  static func restartPeakMemory() {
    #if canImport(Glibc)
      guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
      unsafe fputs("5", file)
      unsafe fclose(file)
    #endif
  }

  /// The largest resident memory so far, in megabytes of 10^6 bytes.
  static var peakMemoryMegabytes: Double {
    var usage = rusage()
    #if canImport(Darwin)
      guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return Double(usage.ru_maxrss) / 1e6
    #else
      guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
      return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
  }
}

/// Variables of the environment.
enum Environment {
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
