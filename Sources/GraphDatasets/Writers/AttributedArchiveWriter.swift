// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Writes the `.npz` format of Shchur and others (2018): entry (i, j) of the adjacency matrix is the
/// edge j -> i.
enum AttributedArchiveWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    // NumPy pads strings with NUL characters.
    try graph.requireText { $0 != "\0" }
    var archive = ZipWriter(path: graph.path)
    try addAdjacency(graph, to: &archive)
    try addFeatures(graph, to: &archive)
    if graph.labels != nil || !graph.classNames.isEmpty {
      let labels = (0..<graph.nodeCount).map { Int64(graph.labels?[$0] ?? -1) }
      try archive.add("labels.npy", NumpyFile.bytes(of: labels))
      try archive.add("class_names.npy", NumpyFile.bytes(of: graph.classNames, path: graph.path))
    }
    if !graph.isNumbered(from: 0) {
      try archive.add("node_names.npy", NumpyFile.bytes(of: graph.names, path: graph.path))
    }
    return archive.finish()
  }

  private static func addAdjacency(_ graph: WritableGraph, to archive: inout ZipWriter) throws(DataError) {
    var (rows, columns, weights) = (graph.targets, graph.sources, graph.weights)
    if !graph.isDirected {
      for edge in 0..<graph.edgeCount where graph.sources[edge] != graph.targets[edge] {
        rows.append(graph.sources[edge])
        columns.append(graph.targets[edge])
        if let weight = graph.weights?[edge] { weights?.append(weight) }
      }
    }
    let sorted = SortedEntries(
      rowCount: graph.nodeCount, columnCount: graph.nodeCount, rows: rows, columns: columns)
    let values = sorted.order.map { weights?[Int($0)] ?? 1 }
    try archive.add("adj_data.npy", NumpyFile.bytes(of: values, shape: [values.count]))
    try archive.add("adj_indices.npy", NumpyFile.bytes(of: sorted.order.map { columns[Int($0)] }))
    try archive.add("adj_indptr.npy", NumpyFile.bytes(of: sorted.offsets.map { Int64($0) }))
    try archive.add("adj_shape.npy", NumpyFile.bytes(of: [Int64(graph.nodeCount), Int64(graph.nodeCount)]))
  }

  private static func addFeatures(_ graph: WritableGraph, to archive: inout ZipWriter) throws(DataError) {
    switch graph.features {
    case nil: break
    case .dense(let tensor):
      try archive.add(
        "attr_matrix.npy",
        NumpyFile.bytes(of: tensor.scalars, shape: [graph.nodeCount, graph.featureCount]))
    case .sparse(let matrix):
      let pattern = matrix.pattern
      try archive.add("attr_data.npy", NumpyFile.bytes(of: Array(matrix.values), shape: [pattern.entryCount]))
      try archive.add("attr_indices.npy", NumpyFile.bytes(of: Array(pattern.columnIndices)))
      try archive.add("attr_indptr.npy", NumpyFile.bytes(of: pattern.rowOffsets.map { Int64($0) }))
      try archive.add(
        "attr_shape.npy", NumpyFile.bytes(of: [Int64(graph.nodeCount), Int64(graph.featureCount)]))
    }
  }
}
