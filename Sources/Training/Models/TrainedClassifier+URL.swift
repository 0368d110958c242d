// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphNetworks

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension TrainedClassifier {
  /// Writes the classifier to the file at `url`, as ``save(to:)-(String)`` does. Throws `usage` if `url`
  /// is not the URL of a file.
  public func save(to url: URL) throws(DataError) { try save(to: url.filePath) }

  /// Reads a classifier from the file at `url`, as ``init(contentsOf:models:)-(String,_)`` does. Throws
  /// `usage` if `url` is not the URL of a file.
  public init(contentsOf url: URL, models: ModelRegistry = .standard) throws(DataError) {
    try self.init(contentsOf: url.filePath, models: models)
  }
}
