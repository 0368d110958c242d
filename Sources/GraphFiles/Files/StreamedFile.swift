// SPDX-License-Identifier: Apache-2.0

/// A file that is written from its start to its end, so that its contents are never in memory as a whole.
/// It gets its name when it is complete; otherwise nothing remains.
package final class StreamedFile {
  private let file: PartialFile
  private let mode: UInt32?
  private var buffer: [UInt8] = []
  private static let capacity = 1 << 20

  /// Begins a file. Throws `cannotCreate` if it cannot be written, and `usage` if the path is not that of a
  /// regular file.
  package init(_ path: String) throws(DataError) {
    let target = try OutputTarget(path)
    guard case .replacement(let mode) = target.kind else {
      throw DataError(.usage, "is not a regular file", at: .file(path))
    }
    self.mode = mode.map { UInt32($0) }
    file = try PartialFile(beside: target, mode: mode ?? 0o666)
    buffer.reserveCapacity(Self.capacity + 64)
  }

  /// Appends an edge, `source<TAB>target` and a line feed.
  package func append(_ source: Int32, _ target: Int32) throws(DataError) {
    append(source)
    buffer.append(0x09)
    append(target)
    buffer.append(0x0A)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Gives the file its name.
  package func commit() throws(DataError) {
    try flush()
    try file.finish(mode: mode.map { .init($0) })
    try file.takeName()
  }

  private func append(_ number: Int32) {
    let start = buffer.count
    var rest = UInt32(number)
    repeat {
      buffer.append(UInt8(0x30 + rest % 10))
      rest /= 10
    } while rest > 0
    buffer[start...].reverse()
  }

  private func flush() throws(DataError) {
    try file.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
