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
  /// The memory per row of a table with weights, of which several forms are needed at the same time.
  private static let bytesPerWeightedRow = 200
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
    guard GraphFormat.detect(path: path, bytes: head.bytes).format == .edgeList else { return nil }
    let isWeighted = try EdgeListFile.isWeighted(head, options: reading.edges)
    let bytesPerRow = isWeighted ? Self.bytesPerWeightedRow : Self.bytesPerRow
    guard EdgeListFile.estimatedRowCount(stream, head, options: reading.edges) > memory / bytesPerRow
    else { return nil }
    let writer = try GraphDirectoryWriter(directory, inputs: inputs, syncs: syncs)
    let plain = isWeighted ? nil : try ExternalEdges(writer)
    let weighted = isWeighted ? try ExternalWeightedEdges(writer) : nil
    guard
      let source = try EdgeListFile.read(
        stream, head, options: reading.edges,
        take: { (sources, targets, weights) throws(DataError) in
          try plain?.append(sources, targets)
          try weighted?.append(sources, targets, weights)
        })
    else { return nil }
    let join = try NodeJoin(
      edges: source, featuresAt: features, labelsAt: labels, options: reading)
    let nodeCount = join.identifiers.count
    let keepsNumbers = join.numbers.elementsEqual(0..<Int32(join.numbers.count))
    let numbers = keepsNumbers ? nil : join.numbers
    let sorting = memory - nodeCount * Self.bytesPerNode
    var (loopCount, droppedCount) = (0, 0)
    var weightNotes: [DataNote] = []
    if let weighted {
      let summary = try weighted.write(
        nodeCount: nodeCount, numbers: numbers, directed: directed, memory: sorting, at: .file(path)
      ) {
        join.identifiers.name(Int($0))
      }
      (entryCount, loopCount, droppedCount) = (
        summary.entryCount, summary.selfLoopCount, summary.droppedCount
      )
      weightNotes = summary.notes
    } else if let plain {
      let summary = try plain.write(
        nodeCount: nodeCount, numbers: numbers, addsReverses: !directed, memory: sorting)
      (entryCount, loopCount, droppedCount) = (
        summary.entryCount, summary.selfLoopCount, summary.droppedCount
      )
    } else {
      entryCount = 0
    }
    let unread = LazyGraph(nodeCount: nodeCount) {
      [Int](repeating: 0, count: nodeCount)
    } load: { () throws(DataError) in
      throw DataError(.usage, "the edges are in the graph directory", at: .file(directory))
    }
    var dataset = try join.dataset(
      name: FileName.stem(path), graph: unread, hypergraph: nil, path: path,
      notes: (droppedCount == 0
        ? [] : [DataNote("ignored \(droppedCount.counted("edge")) of unknown ids", at: .file(path))])
        + weightNotes)
    dataset = try prepare(dataset)
    try writer.finish(dataset, entryCount: entryCount, isDirected: directed)
    data = dataset
    isDirected = directed
    edgeCount = directed ? entryCount : (entryCount + loopCount) / 2
  }
}
