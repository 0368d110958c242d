public import Foundation

extension DataError: LocalizedError {
  /// `FILE:LINE: message`.
  public var errorDescription: String? { Self.line(message, at: place) }

  /// The hint.
  public var recoverySuggestion: String? { hint?.description }
}
