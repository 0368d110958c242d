// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import GraphCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The handling of Ctrl-C and other signals.
enum Signals {
  /// Installs handlers that remove half-written files and exit with 128 plus the signal's number, as
  /// shells report it: 130 for Ctrl-C, 143 for `kill`. Writing to a closed pipe or past a file-size
  /// limit becomes an error of the write instead of a signal.
  ///
  /// - Returns: The watchers, which must live as long as the program.
  static func install() -> [any DispatchSourceSignal] {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    return [SIGINT, SIGQUIT, SIGTERM, SIGHUP].compactMap { number in
      let previous = signal(number, SIG_IGN)
      // Under nohup SIGHUP is ignored, so that the program outlives its terminal.
      let isIgnored = unsafe unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if number == SIGHUP && isIgnored { return nil }
      let watcher = DispatchSource.makeSignalSource(signal: number, queue: .global())
      watcher.setEventHandler {
        UnfinishedFiles.shared.removeAll()
        StandardError.write("error: interrupted\n")
        _exit(128 + number)
      }
      watcher.resume()
      return watcher
    }
  }
}

/// Exits with a status. Defined here so that no other file imports the C library for it.
func exitProgram(_ status: Int32) -> Never { exit(status) }
