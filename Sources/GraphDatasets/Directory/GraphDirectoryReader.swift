// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Opens a graph directory. Features and edges stay in the files until they are used.
struct GraphDirectoryReader {
  private let path: String
  private let manifest: GraphManifest

  /// The size of the cache for rows of features; nil to read them through the map.
  private let rowCache: Int?

  /// - Parameter rowCacheByteCount: The size of the cache for rows of features. By default, there is one, of a
  ///   sixteenth of the memory, only for features of more than half of it.
  init(_ path: String, rowCacheByteCount: Int? = nil) throws(DataError) {
    self.path = path
    manifest = try GraphManifest(directory: path)
    let byteCount = manifest.file(.features)?.bytes ?? 0
    rowCache = rowCacheByteCount ?? (byteCount > MemoryLimit.bytes / 2 ? MemoryLimit.bytes / 16 : nil)
  }

  /// Returns the data, with the reverse of each edge added to a directed graph unless `directed` is true.
  func dataset(directed: Bool) throws(DataError) -> NodeDataset {
    let graph = try lazyGraph(directed: directed)
    let stored = try features()
    let isOneHot = manifest.featureSource == FeatureSource.oneHot.rawValue
    // Degrees with the reverse edges are those of a graph in memory.
    if stored == nil && !isOneHot && manifest.directed && !directed { try graph.require() }
    let computed = {
      isOneHot
        ? IndicatorFeatures.identities(nodeCount: manifest.nodes) : IndicatorFeatures.degrees(of: graph)
    }
    let data = NodeDataset(
      name: manifest.name, graph: graph, features: stored ?? computed(),
      featureSource: stored == nil ? isOneHot ? .oneHot : .degree : nil, labels: try labels(),
      classNames: manifest.classNames,
      nodeIdentifiers: try names(), publishedSplit: try split())
    guard let stored else { return data }
    var named = data.withFeatures(stored, names: manifest.featureNames)
    if let means = manifest.featureMeans {
      named = named.withFeatureMeans(FeatureMeans(names: manifest.featureNames, values: means))
    }
    named = named.withFeatureOrigin(path: path, hasZeroedFeatures: manifest.hasZeroedFeatures)
    return manifest.featureIndexBase.map { named.withFeatureIndices(from: $0) } ?? named
  }

  /// Checks everything that is not checked when the directory is opened: the checksum of each file, that the
  /// edges are valid, that an undirected graph has both directions of each edge, and that all names are
  /// different.
  func verify() throws(DataError) {
    for (_, file) in manifest.arrays.files {
      let mapped = try MappedFile(path + "/" + file.file)
      let size = unsafe mapped.bytes.count
      guard size == file.bytes else {
        throw DataError(
          .badData, "has \(size) bytes; expected \(file.bytes)", at: .file(mapped.path))
      }
      let checksum = unsafe Checksum.text(Checksum.crc32(mapped.bytes))
      guard checksum == file.crc32 else {
        throw DataError(
          .badData, "has the CRC-32 \(checksum); expected \(file.crc32), so the file was changed or damaged",
          at: .file(mapped.path))
      }
    }
    let lazy = try lazyGraph(directed: true)
    try lazy.require()
    guard try names().table.count == manifest.nodes else {
      throw failure("has duplicate node ids", .nodeIDs, .nodeNameBytes)
    }
    guard !manifest.directed else { return }
    let graph = lazy.value
    let transposed = graph.incoming.transposed
    var isSymmetric =
      graph.incoming.rowOffsets == transposed.rowOffsets
      && graph.incoming.columnIndices == transposed.columnIndices
    if isSymmetric, graph.isWeighted {
      let matrix = graph.adjacency(of: Double.self)
      isSymmetric = matrix.values == matrix.transposed.values
    }
    guard isSymmetric else {
      throw failure(
        "does not have both directions of each edge, although the graph is undirected", .edgeSources)
    }
  }

  // MARK: Parts

  private func lazyGraph(directed: Bool) throws(DataError) -> LazyGraph {
    let nodeCount = manifest.nodes
    guard nodeCount <= Int(Int32.max) else { throw failure("has more than 2^31 - 1 nodes", .edgeOffsets) }
    let offsets: SharedBuffer<Int> = try required(.edgeOffsets, count: nodeCount + 1)
    let sources: SharedBuffer<Int32> = try required(.edgeSources, count: manifest.entries)
    let weights: SharedBuffer<Double>? = try optional(.edgeWeights, count: manifest.entries)
    // Degrees are computed before the edges are checked.
    let isAscending = unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe offsets[0] == 0 && offsets[nodeCount] == sources.count
        && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    }
    guard isAscending else {
      throw failure("the offsets do not ascend from 0 to \(sources.count)", .edgeOffsets)
    }
    let isDirected = manifest.directed
    let invalid = failure("the edges are invalid", .edgeSources)
    let stored = LazyGraph(nodeCount: nodeCount) {
      unsafe offsets.withUnsafeBufferPointer { offsets in
        (0..<nodeCount).map { unsafe offsets[$0 + 1] - offsets[$0] }
      }
    } load: { () throws(DataError) in
      if let message = CSRPattern.failure(nodeCount, nodeCount, offsets, sources) {
        throw DataError(.badData, "\(invalid.message): \(message)", at: invalid.place)
      }
      if let weights, let entry = weights.firstIndex(where: { !$0.isFinite }) {
        throw DataError(
          .badData, "\(invalid.message): the weight of entry \(entry) is \(weights[entry])", at: invalid.place
        )
      }
      return Graph(
        incoming: CSRPattern(
          checkedRows: nodeCount, columnCount: nodeCount, rowOffsets: offsets, columnIndices: sources),
        edgeNumbers: nil, weights: weights, isDirected: isDirected)
    }
    guard isDirected && !directed else { return stored }
    return LazyGraph(nodeCount: nodeCount, inDegrees: nil) { () throws(DataError) in
      try stored.require()
      let graph = stored.value
      return graph.undirected().coalesced(graph.isWeighted ? .sum : .once)
    }
  }

  private func features() throws(DataError) -> FeatureMatrix? {
    guard let width = manifest.features else { return nil }
    let nodeCount = manifest.nodes
    if manifest.file(.features) != nil {
      let array: MappedArray<Float> = try map(.features)
      guard array.shape == [nodeCount, width] else {
        throw failure("has shape \(array.shape); expected [\(nodeCount), \(width)]", .features)
      }
      let owner: any AnyObject & Sendable =
        rowCache.map { StoredRows(array, cacheByteCount: $0) } ?? array.file
      return unsafe .dense(Tensor(borrowing: array.elements, shape: [nodeCount, width], from: owner))
    }
    let columns: MappedArray<Int32> = try map(.featureColumns)
    let offsets: SharedBuffer<Int> = try required(.featureOffsets, count: nodeCount + 1)
    let indices: SharedBuffer<Int32> = try required(.featureColumns, count: columns.count)
    let values: SharedBuffer<Float> = try required(.featureValues, count: columns.count)
    if let message = CSRPattern.failure(nodeCount, width, offsets, indices) {
      throw failure("the features are invalid: \(message)", .featureColumns)
    }
    let pattern = CSRPattern(
      checkedRows: nodeCount, columnCount: width, rowOffsets: offsets, columnIndices: indices)
    return .sparse(SparseMatrix(pattern: pattern, values: values))
  }

  private func labels() throws(DataError) -> [Int32] {
    let stored: SharedBuffer<Int32>? = try optional(.labels, count: manifest.nodes)
    guard let stored else { return [Int32](repeating: -1, count: manifest.nodes) }
    let labels = unsafe stored.withUnsafeBufferPointer { unsafe Array($0) }
    let classCount = manifest.classNames.count
    if let node = labels.firstIndex(where: { $0 < -1 || $0 >= classCount }) {
      throw failure(
        "the label of node \(node) is \(labels[node]), but there are \(classCount) classes", .labels)
    }
    return labels
  }

  private func names() throws(DataError) -> NodeIdentifiers {
    let count = manifest.nodes
    if let numbers: SharedBuffer<Int64> = try optional(.nodeIDs, count: count) {
      guard let stored = StoredIdentifiers(numbers: numbers) else {
        throw failure("contains a negative number", .nodeIDs)
      }
      return NodeIdentifiers(stored)
    }
    guard let offsets: SharedBuffer<Int64> = try optional(.nodeNameOffsets, count: count + 1) else {
      return NodeIdentifiers(sequentialCount: count)
    }
    let bytes: MappedArray<UInt8> = try map(.nodeNameBytes)
    guard
      let stored = unsafe StoredIdentifiers(
        offsets: offsets, bytes: SharedBuffer(borrowing: bytes.elements, from: bytes.file))
    else { throw failure("the offsets do not ascend from 0 to \(bytes.count)", .nodeNameOffsets) }
    return NodeIdentifiers(stored)
  }

  private func split() throws(DataError) -> NodeSplit? {
    guard manifest.file(.train) != nil else { return nil }
    func nodes(_ array: GraphDirectory.Array) throws(DataError) -> [Int32] {
      let mapped: MappedArray<Int32> = try map(array)
      let nodes = unsafe Array(mapped.elements)
      if let node = nodes.first(where: { $0 < 0 || $0 >= manifest.nodes }) {
        throw failure("contains node \(node), but there are \(manifest.nodes) nodes", array)
      }
      return nodes
    }
    return NodeSplit(train: try nodes(.train), validation: try nodes(.validation), test: try nodes(.test))
  }

  // MARK: Arrays

  private func map<Element>(_ array: GraphDirectory.Array) throws(DataError) -> MappedArray<Element> {
    guard let file = manifest.file(array) else {
      throw DataError(
        .badData, "does not list the array \"\(array.rawValue)\"",
        at: .file(path + "/" + GraphDirectory.manifestName))
    }
    return try MappedArray(path + "/" + file.file, notation: array.notation)
  }

  private func required<Element>(_ array: GraphDirectory.Array, count: Int) throws(DataError)
    -> SharedBuffer<Element>
  {
    let mapped: MappedArray<Element> = try map(array)
    guard mapped.shape == [count] else {
      throw failure("has shape \(mapped.shape); expected [\(count)]", array)
    }
    return unsafe SharedBuffer(borrowing: mapped.elements, from: mapped.file)
  }

  private func optional<Element>(_ array: GraphDirectory.Array, count: Int) throws(DataError)
    -> SharedBuffer<Element>?
  {
    manifest.file(array) == nil ? nil : try required(array, count: count)
  }

  /// Returns an error at the first of `arrays` that the directory has.
  private func failure(_ message: String, _ arrays: GraphDirectory.Array...) -> DataError {
    let name = arrays.lazy.compactMap { manifest.file($0)?.file }.first ?? GraphDirectory.manifestName
    return DataError(.badData, message, at: .file(path + "/" + name))
  }
}
