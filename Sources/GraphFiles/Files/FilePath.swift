/// Paths as people write them.
enum FilePath {
  /// How to mend a path that names no file and is not one that the system understands; nil for others.
  static func hint(_ path: String) -> Wording? {
    if path.isEmpty { return "The path is empty." }
    if path.hasPrefix("~") {
      return "The shell replaces ~ only outside quotes; write the path of the home directory."
    }
    if path.hasPrefix("file:") { return "This is a URL; a path was expected, such as the `path` of the URL." }
    return nil
  }
}
