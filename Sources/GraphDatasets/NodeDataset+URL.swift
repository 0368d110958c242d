// SPDX-License-Identifier: Apache-2.0

public import GraphCore

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension NodeDataset {
  /// Reads a graph from files at URLs, as ``init(edges:features:labels:directed:reading:name:split:)-(String,_,_,_,_,_,_)``
  /// does from files at paths. Throws `usage` if one is not the URL of a file.
  public init(
    edges: URL, features: URL? = nil, labels: URL? = nil, directed: Bool = false,
    reading: ReadingOptions = ReadingOptions(), name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      edges: edges.filePath, features: features?.filePath, labels: labels?.filePath, directed: directed,
      reading: reading, name: name, split: split)
  }

  /// Reads a hypergraph from files at URLs, as ``init(hyperedges:features:labels:reading:name:split:)-(String,_,_,_,_,_)``
  /// does from files at paths. Throws `usage` if one is not the URL of a file.
  public init(
    hyperedges: URL, features: URL? = nil, labels: URL? = nil,
    reading: ReadingOptions = ReadingOptions(), name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      hyperedges: hyperedges.filePath, features: features?.filePath, labels: labels?.filePath,
      reading: reading, name: name, split: split)
  }

  /// Writes the graph to the file at `url`, as ``write(to:format:leavingOut:)-(String,_,_)`` does to a path. Throws
  /// `usage` if `url` is not the URL of a file.
  @discardableResult
  public func write(to url: URL, format: GraphFileFormat? = nil, leavingOut parts: Set<GraphPart> = [])
    throws(DataError) -> [String]
  {
    try write(to: url.filePath, format: format, leavingOut: parts)
  }
}
