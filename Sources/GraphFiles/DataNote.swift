/// Something about data that its user should know although nothing is wrong: which of two possible readings was
/// taken, what was left out, what a result means little for.
///
/// Its description is one line: `FILE:LINE: what was done; the argument that decides otherwise`.
public struct DataNote: Sendable, Hashable {
  /// What was done or found, and the argument that decides otherwise, without a full stop.
  public var message: String { wording.description }
  /// The message, with the settings that it names.
  package let wording: Wording
  /// Where, if it concerns one place.
  public let place: DataError.Place?

  /// Creates a note.
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
  /// `FILE:LINE: message`.
  public var description: String { DataError.line(message, at: place) }
}
