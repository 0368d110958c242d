// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Sorts more edges with weights than fit in memory into compressed sparse rows, in files, as
/// ``EdgeTable/graph(nodeCount:directed:at:argument:name:)`` reads them: weights of repeated edges are added in the
/// order of the table, and an undirected graph adds the weights of both directions, or takes their mean if they are
/// equal in the whole table except for rounding.
///
/// The edges are divided into ranges of nodes as ``ExternalEdges`` does. Each edge of an undirected graph is an entry
/// of both ends, which tells whether it leads to the row or away from it.
struct ExternalWeightedEdges {
  /// The size of a sorted graph, and what the user should know about its weights.
  struct Summary {
    var entryCount = 0
    var selfLoopCount = 0
    /// The number of edges that were removed because an end has no number.
    var droppedCount = 0
    var notes: [DataNote] = []
  }

  /// A divided edge takes 16 bytes, its place in the order 8, and its merged entry 20, twice while they are written.
  private static let bytesPerEntry = 96
  private let writer: GraphDirectoryWriter
  private let edges: PairSpill

  init(_ writer: GraphDirectoryWriter) throws(DataError) {
    self.writer = writer
    edges = try PairSpill(writer.temporary("edges.spill"), capacity: 1 << 18)
  }

  /// Appends edges.
  func append(_ sources: [Int32], _ targets: [Int32], _ weights: [Double]) throws(DataError) {
    for edge in sources.indices { try edges.append(sources[edge], targets[edge], weights[edge]) }
  }

  /// Sorts the edges and writes them.
  ///
  /// - Parameters:
  ///   - numbers: The final number of each node, or a negative one if its edges are removed; nil if nodes
  ///     keep their numbers.
  ///   - memory: The number of bytes that sorting may use.
  ///   - place: The place of the edges, for the notes.
  ///   - name: Returns the name of a node for the notes.
  func write(
    nodeCount: Int, numbers: [Int32]?, directed: Bool, memory: Int, at place: DataError.Place,
    name: @escaping (Int32) -> String
  ) throws(DataError) -> Summary {
    try edges.finish()
    var summary = Summary()
    var zeroCount = 0
    var degrees = [UInt32](repeating: 0, count: nodeCount)
    let keptCount = try forEachEntry(numbers, directed) { _, target, weight, isReverse in
      if weight != 0 { degrees[Int(target)] += 1 } else if !isReverse { zeroCount += 1 }
    }
    let ranges = try NodeRanges(degrees, entries: max(1 << 14, memory / Self.bytesPerEntry))
    degrees = []
    let parts = try divide(ranges, numbers, directed, memory: memory)
    let offsets = try writer.begin(.edgeOffsets)
    let columns = try writer.begin(.edgeSources)
    let sums = try PairSpill(writer.temporary("sums.spill"), capacity: 1 << 14)
    let means = try PairSpill(writer.temporary("means.spill"), capacity: 1 << 14)
    try offsets.append([0])
    var directions = EdgeDirections()
    var mergedCount = 0
    for (range, part) in zip(ranges.nodes, parts) {
      let rows = try Self.rows(part, range)
      mergedCount += rows.edgeCount
      var rowColumns: [Int32] = []
      rowColumns.reserveCapacity(rows.columns.count)
      var rowEnds: [Int] = []
      try rows.forEachEntry { (row, column, forth, back) throws(DataError) in
        let node = Int32(range.lowerBound + row)
        while rowEnds.count < row { rowEnds.append(summary.entryCount + rowColumns.count) }
        if column < node && !directed { directions.add(column, node, forth, back) }
        // Whether the directions agree is known at the end, so until they differ, both results are kept.
        let sum = WeightedRows.sum(forth, back)
        guard sum != 0 else { return }
        rowColumns.append(column)
        if column == node { summary.selfLoopCount += 1 }
        try sums.append(sum)
        guard !directed, directions.agree else { return }
        try means.append(WeightedRows.mean(forth, back, isLower: column <= node))
      }
      while rowEnds.count < range.count { rowEnds.append(summary.entryCount + rowColumns.count) }
      try offsets.append(rowEnds)
      try columns.append(rowColumns)
      summary.entryCount += rowColumns.count
      guard summary.entryCount <= Int(Int32.max) else {
        throw DataError(.badData, "the graph has more than 2^31 - 1 edges, counting both directions")
      }
    }
    try writer.finish(.edgeOffsets, offsets, shape: [nodeCount + 1])
    try writer.finish(.edgeSources, columns, shape: [summary.entryCount])
    try write(!directed && directions.agree ? means : sums, count: summary.entryCount)
    summary.droppedCount = edges.count / 2 - keptCount
    summary.notes = DataNote.weights(
      zeros: zeroCount, repeated: keptCount - zeroCount - mergedCount, at: place)
    if !directed, let note = directions.note(at: place, argument: "directed", name: name) {
      summary.notes.append(note)
    }
    return summary
  }

  private func write(_ weights: PairSpill, count: Int) throws(DataError) {
    let file = try writer.begin(.edgeWeights)
    try unsafe weights.forEachPart { (numbers) throws(DataError) in
      let values = (0..<numbers.count / 2).map { unsafe Double(numbers[2 * $0], numbers[2 * $0 + 1]) }
      try file.append(values)
    }
    try writer.finish(.edgeWeights, file, shape: [count])
  }

  /// Divides the entries by their rows into a file for each range of nodes.
  private func divide(_ ranges: NodeRanges, _ numbers: [Int32]?, _ directed: Bool, memory: Int)
    throws(DataError) -> [PairSpill]
  {
    var files: [PairSpill] = []
    let capacity = min(1 << 16, max(1 << 8, memory / 32 / ranges.nodes.count))
    for number in ranges.nodes.indices {
      files.append(try PairSpill(writer.temporary("edges-\(number).spill"), capacity: capacity))
    }
    _ = try forEachEntry(numbers, directed) { (source, target, weight, isReverse) throws(DataError) in
      guard weight != 0 else { return }
      try files[ranges.range(of: target)].append(
        isReverse ? WeightedRows.reversed(source) : source, target, weight)
    }
    for file in files { try file.finish() }
    return files
  }

  /// Returns the sorted entries of a range of nodes.
  private static func rows(_ part: PairSpill, _ range: Range<Int>) throws(DataError) -> WeightedRows {
    var (sources, targets, weights): ([Int32], [Int32], [Double]) = ([], [], [])
    sources.reserveCapacity(part.count / 2)
    targets.reserveCapacity(part.count / 2)
    weights.reserveCapacity(part.count / 2)
    try unsafe part.forEachPart { (numbers) throws(DataError) in
      for place in stride(from: 0, to: numbers.count, by: 4) {
        unsafe sources.append(numbers[place])
        unsafe targets.append(numbers[place + 1] - Int32(range.lowerBound))
        unsafe weights.append(Double(numbers[place + 2], numbers[place + 3]))
      }
    }
    return WeightedRows(
      rowCount: range.count, sources: sources, targets: targets, weights: weights, addsReverses: false)
  }

  /// Calls `body` for each edge whose ends have numbers, and in an undirected graph for its reverse. Returns the
  /// number of such edges.
  private func forEachEntry(
    _ numbers: [Int32]?, _ directed: Bool,
    _ body: (_ source: Int32, _ target: Int32, _ weight: Double, _ isReverse: Bool) throws(DataError) -> Void
  ) throws(DataError) -> Int {
    var count = 0
    try unsafe edges.forEachPart { (parts) throws(DataError) in
      for place in stride(from: 0, to: parts.count, by: 4) {
        var (source, target) = unsafe (parts[place], parts[place + 1])
        let weight = unsafe Double(parts[place + 2], parts[place + 3])
        if let numbers {
          (source, target) = (numbers[Int(source)], numbers[Int(target)])
          guard source >= 0 && target >= 0 else { continue }
        }
        count += 1
        try body(source, target, weight, false)
        if !directed && source != target { try body(target, source, weight, true) }
      }
    }
    return count
  }
}

extension PairSpill {
  /// Appends a number of 64 bits as a pair.
  fileprivate func append(_ value: Double) throws(DataError) {
    let bits = value.bitPattern
    try append(Int32(truncatingIfNeeded: bits), Int32(truncatingIfNeeded: bits >> 32))
  }

  /// Appends an edge as two pairs.
  fileprivate func append(_ source: Int32, _ target: Int32, _ weight: Double) throws(DataError) {
    try append(source, target)
    try append(weight)
  }
}

extension Double {
  /// Creates the number that was appended as a pair.
  fileprivate init(_ first: Int32, _ second: Int32) {
    self.init(bitPattern: UInt64(UInt32(bitPattern: first)) | UInt64(UInt32(bitPattern: second)) << 32)
  }
}
