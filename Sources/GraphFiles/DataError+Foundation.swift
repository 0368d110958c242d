// SPDX-License-Identifier: Apache-2.0

public import Foundation

extension DataError: LocalizedError {
  /// The message with its place: `FILE:LINE: message`.
  public var errorDescription: String? { Self.line(message, at: place) }

  /// The hint in the wording for Swift.
  public var recoverySuggestion: String? { hint?.description }
}
