// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The temporary files and directories that are being written next to their targets, so that an interrupted
/// program can remove them.
package final class UnfinishedFiles: Sendable {
  package static let shared = UnfinishedFiles()
  private let paths = Mutex<Set<String>>([])

  func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }
  func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }
  func contains(_ path: String) -> Bool { paths.withLock { $0.contains(path) } }

  /// Removes all unfinished files and directories.
  package func removeAll() {
    paths.withLock { paths in
      for path in paths where unsafe unlink(path) != 0 { OutputDirectory.removeFiles(path) }
      paths = []
    }
  }
}
