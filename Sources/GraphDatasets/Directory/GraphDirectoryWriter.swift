// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Writes the arrays of a graph directory and, at the end, its manifest.
final class GraphDirectoryWriter {
  private let directory: OutputDirectory
  private let syncs: Bool
  private var arrays = GraphManifest.Arrays()

  /// Begins a directory.
  ///
  /// - Parameters:
  ///   - inputs: The files that are read, which the directory must not contain.
  ///   - syncs: Whether to wait until all files are on the disk.
  init(_ path: String, inputs: [String] = [], syncs: Bool) throws(DataError) {
    directory = try OutputDirectory(path, inputs: inputs) { names in
      GraphDirectory.consists(of: names, at: path)
    }
    self.syncs = syncs
  }

  /// Returns the path of a temporary file in the directory.
  func temporary(_ name: String) -> String { directory.file(name) }

  /// Begins an array that is written in parts.
  func begin(_ array: GraphDirectory.Array) throws(DataError) -> ArrayFileWriter {
    try ArrayFileWriter(directory.file(array.fileName), notation: array.notation)
  }

  /// Completes an array that was written in parts.
  func finish(_ array: GraphDirectory.Array, _ file: ArrayFileWriter, shape: [Int]) throws(DataError) {
    let summary = try file.finish(shape: shape, syncs: syncs)
    arrays.files.append(
      (
        array.rawValue,
        GraphManifest.File(
          file: array.fileName, type: array.notation, shape: shape, bytes: summary.byteCount,
          crc32: Checksum.text(summary.checksum))
      ))
  }

  /// Writes an array.
  func write<Element: BitwiseCopyable>(
    _ array: GraphDirectory.Array, _ elements: UnsafeBufferPointer<Element>, shape: [Int]? = nil
  ) throws(DataError) {
    let file = try begin(array)
    try unsafe file.append(elements)
    try finish(array, file, shape: shape ?? [elements.count])
  }

  /// Writes an array.
  func write<Element: BitwiseCopyable>(_ array: GraphDirectory.Array, _ elements: [Element]) throws(DataError)
  {
    try unsafe elements.withUnsafeBufferPointer { (elements) throws(DataError) in
      try unsafe write(array, elements)
    }
  }

  /// Writes an array.
  func write<Element>(_ array: GraphDirectory.Array, _ elements: SharedBuffer<Element>) throws(DataError) {
    let buffer = unsafe UnsafeBufferPointer(start: elements.pointer, count: elements.count)
    try unsafe write(array, buffer)
    withExtendedLifetime(elements) {}
  }

  /// Writes the edges of a graph.
  func write(_ graph: Graph) throws(DataError) {
    try write(.edgeOffsets, graph.incoming.rowOffsets)
    try write(.edgeSources, graph.incoming.columnIndices)
    guard graph.isWeighted else { return }
    // Weights are stored in the order of the rows.
    let weights = unsafe SharedBuffer<Double>(count: graph.edgeCount) { target in
      for entry in target.indices { unsafe target[entry] = graph.weight(ofEntry: entry) }
    }
    try write(.edgeWeights, weights)
  }

  /// Writes everything but the edges, and the manifest, and gives the directory its name.
  ///
  /// - Parameters:
  ///   - data: The data, whose graph is not used.
  ///   - entryCount: The number of entries of the adjacency.
  func finish(_ data: NodeDataset, entryCount: Int, isDirected: Bool) throws(DataError) {
    let hasFeatures = data.featureSource == nil
    if hasFeatures { try write(data.features) }
    if !data.classNames.isEmpty { try write(.labels, data.labels) }
    try write(data.nodeIdentifiers)
    if let split = data.publishedSplit {
      try write(.train, split.train)
      try write(.validation, split.validation)
      try write(.test, split.test)
    }
    let manifest = GraphManifest(
      name: data.name, nodes: data.nodeCount, entries: entryCount, directed: isDirected,
      features: hasFeatures ? data.featureCount : nil,
      featureSource: data.featureSource == .oneHot
        ? FeatureSource.oneHot.rawValue : hasFeatures ? nil : FeatureSource.degree.rawValue,
      classNames: data.classNames,
      featureNames: hasFeatures ? data.featureNames : nil, featureIndexBase: data.featureIndexBase,
      featureMeans: data.featureMeans?.values, hasZeroedFeatures: data.hasZeroedFeatures)
    try finish(manifest)
  }

  /// Writes a manifest with the arrays that were written, and gives the directory its name.
  func finish(_ manifest: GraphManifest) throws(DataError) {
    var manifest = manifest
    manifest.arrays = arrays
    let text = JSONValue(encoding: manifest).text(indented: true) + "\n"
    try FileOutput.write(Array(text.utf8), to: directory.file(GraphDirectory.manifestName))
    try directory.commit()
  }

  private func write(_ features: FeatureMatrix) throws(DataError) {
    switch features {
    case .dense(let tensor):
      try unsafe write(
        .features, UnsafeBufferPointer(start: tensor.pointer, count: tensor.count),
        shape: [tensor.shape[0], tensor.shape[1]])
      withExtendedLifetime(tensor) {}
    case .sparse(let matrix):
      try write(.featureOffsets, matrix.pattern.rowOffsets)
      try write(.featureColumns, matrix.pattern.columnIndices)
      try write(.featureValues, matrix.values)
    }
  }

  private func write(_ names: NodeIdentifiers) throws(DataError) {
    guard !names.areNumbers else { return }
    let table = names.table
    var numbers = [Int64]()
    numbers.reserveCapacity(table.count)
    for index in 0..<table.count {
      guard let number = table.number(index) else { break }
      numbers.append(Int64(number))
    }
    if numbers.count == table.count { return try write(.nodeIDs, numbers) }
    numbers = []
    let texts = try begin(.nodeNameBytes)
    var offsets: [Int64] = [0]
    var part: [UInt8] = []
    var written: Int64 = 0
    for index in 0..<table.count {
      part += table.name(index).utf8
      offsets.append(written + Int64(part.count))
      guard part.count > 1 << 20 || index == table.count - 1 else { continue }
      try texts.append(part)
      written += Int64(part.count)
      part.removeAll(keepingCapacity: true)
    }
    try finish(.nodeNameBytes, texts, shape: [Int(written)])
    try write(.nodeNameOffsets, offsets)
  }
}

extension ArrayFileWriter {
  /// Appends elements.
  func append<Element>(_ elements: SharedBuffer<Element>) throws(DataError) {
    try unsafe append(UnsafeBufferPointer(start: elements.pointer, count: elements.count))
    withExtendedLifetime(elements) {}
  }
}
