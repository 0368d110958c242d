// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard output, which receives only results.
enum StandardOutput {
  /// Writes all of `text`. Throws `inputOutput` if the stream does not accept it.
  static func write(_ text: String) throws(DataError) {
    StandardError.flushNotes()
    try FileOutput.writeAll(Array(text.utf8), to: STDOUT_FILENO, path: "standard output")
  }
}

/// Standard error, which receives progress, notes and errors. Text that it does not accept is lost.
enum StandardError {
  static func write(_ text: String) {
    do {
      try FileOutput.writeAll(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
    } catch {
      // There is no other stream to report this on.
    }
  }

  /// The notes that have not been written yet.
  private static let pending = Mutex<[DataNote]>([])

  /// Adds a note that is written once, before the results or the progress. A command that ends with an
  /// error writes only the error.
  static func note(_ note: DataNote) { pending.withLock { if !$0.contains(note) { $0.append(note) } } }

  /// Writes the pending notes.
  static func flushNotes() {
    let notes = pending.withLock { notes in
      defer { notes = [] }
      return notes
    }
    if !notes.isEmpty { write(notes.map { "note: \($0.printable)\n" }.joined()) }
  }

  /// Whether standard error is a terminal.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// The memory that the process has used.
enum ProcessFigures {
  /// Resets the peak of the resident memory if the system supports it; otherwise the peak remains that
  /// of the whole run.
  static func restartPeakMemory() {
    #if canImport(Glibc)
      guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
      unsafe fputs("5", file)
      unsafe fclose(file)
    #endif
  }

  /// The peak of the resident memory in megabytes (10^6 bytes).
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

/// The environment variables.
enum Environment {
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
