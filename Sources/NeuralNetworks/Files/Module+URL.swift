// SPDX-License-Identifier: Apache-2.0

public import GraphCore

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Module {
  /// Writes the weights to the file at `url`, as `saveWeights(to:)` does for a path. Throws `usage` if
  /// `url` is not the URL of a file.
  public func saveWeights(to url: URL) throws(DataError) { try saveWeights(to: url.filePath) }

  /// Reads the weights from the file at `url`, as `loadWeights(from:matching:)` does for a path. Throws
  /// `usage` if `url` is not the URL of a file.
  public mutating func loadWeights(from url: URL, matching prefix: String = "") throws(DataError) {
    try loadWeights(from: url.filePath, matching: prefix)
  }
}
