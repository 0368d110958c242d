// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

extension URL {
  /// The path of a `file:` URL, without percent-encoding. Throws `usage` for the URL of anything else.
  package var filePath: String {
    get throws(DataError) {
      guard isFileURL else {
        throw DataError(
          .usage, "is not the URL of a file", at: .file(absoluteString),
          hint: "Only files can be read and written; the URL of a path is URL(fileURLWithPath: path).")
      }
      return path
    }
  }
}
