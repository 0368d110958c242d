internal import Dispatch
internal import GraphCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What happens on Ctrl-C and the like.
enum Signals {
  /// Interruptions remove half-written files and end the program with status 130. Writing to a closed pipe or
  /// past a file-size limit becomes an error of the write instead of a signal.
  ///
  /// Returns the watchers, which must live as long as the program.
  static func install() -> [any DispatchSourceSignal] {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    return [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let watcher = DispatchSource.makeSignalSource(signal: number, queue: .global())
      watcher.setEventHandler {
        UnfinishedFiles.shared.removeAll()
        StandardError.write("error: interrupted\n")
        _exit(ExitStatus.interrupted.rawValue)
      }
      watcher.resume()
      return watcher
    }
  }
}

/// Ends the program.
func exitProgram(_ status: Int32) -> Never { exit(status) }
