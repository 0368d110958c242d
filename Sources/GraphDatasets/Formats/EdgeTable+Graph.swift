// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

extension EdgeTable {
  /// Returns the graph, in which repeated edges count once or have their weights added, and notes about
  /// how weights were read.
  ///
  /// Edges of weight 0 are ignored. In an undirected graph, the reverse of each edge is added. There is
  /// one exception: a weighted table that already contains each edge in both directions, with weights
  /// that are equal except for rounding (``EdgeDirections``), keeps its weights, using the mean of
  /// the two. Adding the reverses would double each weight.
  ///
  /// - Parameters:
  ///   - place: The place of the edges, for the notes.
  ///   - argument: The name of the argument that keeps directions, for the notes.
  ///   - name: Returns the name of a node for the notes; nil if the notes should name no nodes.
  func graph(
    nodeCount: Int, directed: Bool, at place: DataError.Place? = nil, argument: String = "directed",
    name: ((Int32) -> String)? = nil
  ) -> (graph: Graph, notes: [DataNote]) {
    guard let weights else {
      return (
        Graph(simple: nodeCount, sources: sources, targets: targets, isDirected: directed), []
      )
    }
    let rows = WeightedRows(
      rowCount: nodeCount, sources: sources, targets: targets, weights: weights, addsReverses: !directed)
    let zeros = weights.count { $0 == 0 }
    var notes = DataNote.weights(
      zeros: zeros, repeated: weights.count - zeros - rows.edgeCount, at: place)
    var directions = EdgeDirections()
    if !directed {
      rows.forEachEntry { row, column, forth, back in
        if Int(column) < row { directions.add(column, Int32(row), forth, back) }
      }
      if let note = directions.note(at: place, argument: argument, name: name) { notes.append(note) }
    }
    return (Graph(rows, takesMeans: !directed && directions.agree, isDirected: directed), notes)
  }
}

extension Graph {
  /// Creates a graph of the entries whose weights do not add up to 0.
  ///
  /// - Parameter takesMeans: Whether the weight of an entry is the mean of both directions and not their sum.
  fileprivate init(_ rows: WeightedRows, takesMeans: Bool, isDirected: Bool) {
    let rowCount = rows.offsets.count - 1
    var offsets = [0]
    offsets.reserveCapacity(rowCount + 1)
    var kept: (columns: [Int32], weights: [Double]) = ([], [])
    kept.columns.reserveCapacity(rows.columns.count)
    kept.weights.reserveCapacity(rows.columns.count)
    rows.forEachEntry { row, column, forth, back in
      while offsets.count <= row { offsets.append(kept.columns.count) }
      let sum = WeightedRows.sum(forth, back)
      guard sum != 0 else { return }
      kept.columns.append(column)
      kept.weights.append(
        takesMeans ? WeightedRows.mean(forth, back, isLower: Int(column) <= row) : sum)
    }
    while offsets.count <= rowCount { offsets.append(kept.columns.count) }
    self.init(
      incoming: CSRPattern(
        rowCount: rowCount, columnCount: rowCount, rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer(kept.columns)),
      edgeNumbers: nil, weights: SharedBuffer(kept.weights), isDirected: isDirected)
  }
}
