// SPDX-License-Identifier: Apache-2.0

/// A remark about data that is valid but that users should know about, such as which of two possible
/// interpretations was used, what was ignored, or why a result may be unreliable.
///
/// Its description is one line: `FILE:LINE: what was done; the argument that changes this`.
public struct DataNote: Sendable, Hashable {
  /// What was done or found, and the argument that changes this, without a full stop.
  public var message: String { wording.description }
  /// The message in both wordings: with Swift arguments and with command-line options.
  package let wording: Wording
  /// The place that the note concerns, if there is one.
  public let place: DataError.Place?

  /// Creates a note about data.
  public init(_ message: String, at place: DataError.Place? = nil) {
    self.init(Wording(message), at: place)
  }

  /// Creates a note whose message names settings.
  package init(_ message: Wording, at place: DataError.Place? = nil) {
    wording = message
    self.place = place
  }
}

extension DataNote: CustomStringConvertible {
  /// The message with its place: `FILE:LINE: message`.
  public var description: String { DataError.line(message, at: place) }
}
