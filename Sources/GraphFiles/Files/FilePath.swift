// SPDX-License-Identifier: Apache-2.0

/// Helps with paths as people write them.
enum FilePath {
  /// Returns a hint for correcting a path that does not name a file and that the system does not
  /// understand, or nil for other paths.
  static func hint(_ path: String) -> Wording? {
    if path.isEmpty { return "The path is empty." }
    if path.hasPrefix("~") {
      return "The shell expands ~ only outside quotes; write out the path of the home directory."
    }
    if path.hasPrefix("file:") {
      return "This is the text of a URL; pass a path, or in Swift the URL itself."
    }
    return nil
  }
}
