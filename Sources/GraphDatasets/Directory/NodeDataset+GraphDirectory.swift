// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension NodeDataset {
  /// Opens a graph directory, as ``write(graphDirectory:)`` and `graphlearn convert` write it.
  ///
  /// This takes milliseconds for a graph of any size: edges and features are mapped files, whose pages the
  /// system loads when they are used and drops when memory is needed. The data may therefore be larger than
  /// the memory. The files must not be changed while the data is in use.
  ///
  /// The edges are checked when they are first used; ``requireGraph()`` throws if they are invalid.
  ///
  /// - Parameters:
  ///   - path: The path of the directory.
  ///   - directed: Whether to keep the directions of a directed graph instead of adding the reverse of each
  ///     edge, which creates a graph in memory.
  ///   - verifies: Whether to read all files now to compare their checksums and to check all edges and
  ///     names.
  ///   - split: The split; by default the published split, or ``SplitRule/standard`` if there is none.
  /// - Throws: ``DataError`` with the file if one is missing, does not have the expected size or, if
  ///   `verifies` is true, is damaged.
  public init(
    graphDirectory path: String, directed: Bool = false, verifies: Bool = false, split: SplitRule? = nil
  ) throws(DataError) {
    if verifies { try Self.verify(graphDirectory: path) }
    let data = try GraphDirectoryReader(path).dataset(directed: directed)
    self = try split.map { (rule) throws(DataError) in try data.withSplit(rule) } ?? data
  }

  /// Opens a graph directory with a cache for rows of features, as one with features that are larger than the
  /// memory has.
  package init(graphDirectory path: String, rowCacheByteCount: Int) throws(DataError) {
    self = try GraphDirectoryReader(path, rowCacheByteCount: rowCacheByteCount).dataset(directed: false)
  }

  /// How much of the file of features was read for batches of nodes; nil if it is used through memory.
  package var featureReads: FeatureReads? {
    guard case .dense(let tensor) = features else { return nil }
    return (tensor.rowSource as? StoredRows)?.reads
  }

  /// Writes the data as a directory of a manifest in JSON and arrays in NumPy's format, which
  /// ``init(graphDirectory:directed:verifies:split:)`` opens in milliseconds and other programs can map.
  ///
  /// The directory has `manifest.json`, with the sizes, the names of classes and features, and the size and
  /// CRC-32 of each file, and these arrays:
  ///
  /// - `edge_offsets`, `[nodes + 1]`, and `edge_sources`, `[edges]`: the sources of the edges to each node as
  ///   compressed sparse rows, and `edge_weights`, `[edges]`, if the graph has weights. An undirected edge
  ///   counts in both directions.
  /// - `features`, `[nodes, features]`; or for sparse features `feature_offsets`, `feature_columns` and
  ///   `feature_values`. Features that were computed from the graph are not written.
  /// - `labels`, `[nodes]`: class numbers, or -1.
  /// - `node_ids` if the names of the nodes are numbers, and otherwise their text as `node_name_offsets` and
  ///   `node_name_bytes`.
  /// - `train`, `validation` and `test`: the published split, if there is one.
  ///
  /// - Parameter path: The directory, which is replaced if it is a graph directory.
  /// - Throws: ``DataError`` of code `usage` for a hypergraph; `cannotCreate` if the directory has other
  ///   contents or cannot be created; `inputOutput` if writing fails. No directory is left in these cases.
  public func write(graphDirectory path: String) throws(DataError) {
    try write(graphDirectory: path, inputs: [], syncs: true)
  }

  /// Writes the data as a graph directory.
  ///
  /// - Parameters:
  ///   - inputs: The files that were read, which the directory must not contain.
  ///   - syncs: Whether to wait until the files are on the disk.
  package func write(graphDirectory path: String, inputs: [String], syncs: Bool) throws(DataError) {
    guard hypergraph == nil else {
      throw DataError(.usage, "'\(name)' is a hypergraph, which a graph directory cannot hold")
    }
    try requireGraph()
    let writer = try GraphDirectoryWriter(path, inputs: inputs, syncs: syncs)
    try writer.write(graph)
    try writer.finish(self, entryCount: graph.edgeCount, isDirected: graph.isDirected)
  }

  /// Throws if a file of a graph directory is damaged or its edges or names are invalid. This reads all files.
  package static func verify(graphDirectory path: String) throws(DataError) {
    try GraphDirectoryReader(path).verify()
  }

  /// Returns whether a path is a graph directory.
  package static func isGraphDirectory(_ path: String) -> Bool { GraphDirectory.isPresent(path) }
}
