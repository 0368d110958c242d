// SPDX-License-Identifier: Apache-2.0

package import GraphCore
internal import TensorCore

/// A graph directory that was written.
package struct ConvertedGraph: Sendable {
  /// The data without its edges.
  package let data: NodeDataset
  /// The number of entries of the adjacency: edges, or both directions of each undirected edge.
  package let entryCount: Int
  /// The number of edges, counting both directions of an undirected edge once.
  package let edgeCount: Int
  package let isDirected: Bool
}

extension ConvertedGraph {
  /// The memory per row of a table that is read into memory: its two numbers, and two entries of 8 bytes
  /// while they are sorted.
  private static let bytesPerRow = 24
  /// The memory per node for its name, its number in other files, its degree and its range.
  private static let bytesPerNode = 40

  /// Converts a table of edges that does not fit in memory into a graph directory. The result is the same as
  /// that of reading the table into memory and writing it.
  ///
  /// - Parameters:
  ///   - memory: The number of bytes that reading and sorting may use.
  ///   - prepare: Returns the data to write, given the data without edges.
  /// - Returns: nil if the table fits in memory or must be read as a whole because of its form.
  package init?(
    edges path: String, features: String?, labels: String?, directed: Bool, reading: ReadingOptions,
    to directory: String, memory: Int, inputs: [String], syncs: Bool,
    prepare: (NodeDataset) throws(DataError) -> NodeDataset
  ) throws(DataError) {
    guard let stream = try TableStream(path) else { return nil }
    let head = try stream.head
    guard GraphFormat.detect(path: path, bytes: head.bytes).format == .edgeList,
      EdgeListFile.estimatedRowCount(stream, head, options: reading.edges) > memory / Self.bytesPerRow
    else { return nil }
    let writer = try GraphDirectoryWriter(directory, inputs: inputs, syncs: syncs)
    let edges = try ExternalEdges(writer)
    guard
      let source = try EdgeListFile.read(
        stream, head, options: reading.edges,
        take: { (sources, targets) throws(DataError) in try edges.append(sources, targets) })
    else { return nil }
    let join = try NodeJoin(
      edges: source, featuresAt: features, labelsAt: labels, options: reading)
    let nodeCount = join.identifiers.count
    let keepsNumbers = join.numbers.elementsEqual(0..<Int32(join.numbers.count))
    let summary = try edges.write(
      nodeCount: nodeCount, numbers: keepsNumbers ? nil : join.numbers, addsReverses: !directed,
      memory: memory - nodeCount * Self.bytesPerNode)
    let unread = LazyGraph(nodeCount: nodeCount) {
      [Int](repeating: 0, count: nodeCount)
    } load: { () throws(DataError) in
      throw DataError(.usage, "the edges are in the graph directory", at: .file(directory))
    }
    var dataset = try join.dataset(
      name: FileName.stem(path), graph: unread, hypergraph: nil, path: path,
      notes: summary.droppedCount == 0
        ? []
        : [DataNote("ignored \(summary.droppedCount.counted("edge")) of unknown ids", at: .file(path))])
    dataset = try prepare(dataset)
    try writer.finish(dataset, entryCount: summary.entryCount, isDirected: directed)
    data = dataset
    entryCount = summary.entryCount
    isDirected = directed
    edgeCount =
      directed ? summary.entryCount : (summary.entryCount + summary.selfLoopCount) / 2
  }
}
