// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension GraphGenerator {
  /// Generates the graph as a graph directory, in memory that does not grow with the edges or features.
  /// Repeated edges are merged.
  ///
  /// - Parameters:
  ///   - path: The directory, which is replaced if it is a graph directory.
  ///   - memory: The number of bytes that sorting the edges may use.
  /// - Returns: The number of edges.
  /// - Throws: ``DataError`` of code `usage` if a setting is out of range; `cannotCreate` or `inputOutput`
  ///   if writing fails.
  @discardableResult
  public func write(graphDirectory path: String, memory: Int = 1 << 30) throws(DataError) -> Int {
    try write(graphDirectory: path, memory: memory, syncs: true)
  }

  /// Generates the graph as a graph directory.
  ///
  /// - Parameter syncs: Whether to wait until the files are on the disk.
  package func write(graphDirectory path: String, memory: Int, syncs: Bool) throws(DataError) -> Int {
    try check()
    let writer = try GraphDirectoryWriter(path, syncs: syncs)
    let edges = try ExternalEdges(writer)
    try forEachEdge { (source, target) throws(DataError) in try edges.append(source, target) }
    let summary = try edges.write(
      nodeCount: nodeCount, numbers: nil, addsReverses: true, memory: memory)
    let nodes = nodeAttributes
    if featureCount > 0 { try writeFeatures(nodes, writer) }
    if classCount > 0 { try writer.write(.labels, nodes.labels) }
    try writer.finish(
      GraphManifest(
        name: name, nodes: nodeCount, entries: summary.entryCount, directed: false,
        features: featureCount > 0 ? featureCount : nil,
        featureSource: featureCount > 0 ? nil : FeatureSource.degree.rawValue, classNames: nodes.classNames))
    return summary.entryCount / 2
  }

  private func writeFeatures(_ nodes: GeneratedNodes, _ writer: GraphDirectoryWriter) throws(DataError) {
    let file = try writer.begin(.features)
    let rows = max(1, (1 << 20) / featureCount)
    var start = 0
    while start < nodeCount {
      let end = min(nodeCount, start + rows)
      let pieces = min(16, end - start)
      let part = unsafe SharedBuffer<Float>(count: (end - start) * featureCount) { target in
        Parallelism.forEachPiece(pieces, nanoseconds: target.count * 40) { piece in
          let low = start + (end - start) * piece / pieces
          let high = start + (end - start) * (piece + 1) / pieces
          unsafe nodes.setFeatures(
            of: low..<high,
            UnsafeMutableBufferPointer(
              rebasing: target[(low - start) * featureCount..<(high - start) * featureCount]))
        }
      }
      try file.append(part)
      start = end
    }
    try writer.finish(.features, file, shape: [nodeCount, featureCount])
  }

  /// Generates the edges as text, one line `source<TAB>target` per edge in the order in which they are
  /// drawn, in memory that does not grow with the edges. Repeated edges are not merged.
  ///
  /// - Throws: ``DataError`` of code `usage` if a setting is out of range; `cannotCreate` or `inputOutput`
  ///   if writing fails.
  public func write(edgeList path: String) throws(DataError) {
    try check()
    let file = try StreamedFile(path)
    try forEachEdge { (source, target) throws(DataError) in try file.append(source, target) }
    try file.commit()
  }
}
