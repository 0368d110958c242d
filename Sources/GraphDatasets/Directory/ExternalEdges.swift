// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Sorts more edges than fit in memory into compressed sparse rows, in files.
///
/// The edges are first written to a temporary file. When the number of edges to each node is known, they are
/// divided into ranges of nodes that fit in memory, and each range is sorted there. The memory that is
/// needed grows with the nodes (6 bytes each), but not with the edges.
struct ExternalEdges {
  /// The size of a sorted graph.
  struct Summary {
    let entryCount: Int
    let selfLoopCount: Int
    /// The number of edges that were removed because an end has no number.
    let droppedCount: Int
  }

  /// A divided edge takes 8 bytes, and up to 8 more when it is sorted.
  private static let bytesPerEntry = 20
  private let writer: GraphDirectoryWriter
  private let edges: PairSpill

  init(_ writer: GraphDirectoryWriter) throws(DataError) {
    self.writer = writer
    edges = try PairSpill(writer.temporary("edges.spill"), capacity: 1 << 18)
  }

  /// Appends edges.
  func append(_ sources: [Int32], _ targets: [Int32]) throws(DataError) {
    for edge in sources.indices { try edges.append(sources[edge], targets[edge]) }
  }

  /// Appends an edge.
  func append(_ source: Int32, _ target: Int32) throws(DataError) { try edges.append(source, target) }

  /// Sorts the edges and writes them. Repeated edges count once.
  ///
  /// - Parameters:
  ///   - nodeCount: The number of nodes.
  ///   - numbers: The final number of each node, or a negative one if its edges are removed; nil if nodes
  ///     keep their numbers.
  ///   - addsReverses: Whether the reverse of each edge is added.
  ///   - memory: The number of bytes that sorting may use.
  func write(nodeCount: Int, numbers: [Int32]?, addsReverses: Bool, memory: Int) throws(DataError) -> Summary
  {
    try edges.finish()
    let (ranges, keptCount) = try divide(
      nodeCount, numbers, addsReverses, entries: max(1 << 16, memory / Self.bytesPerEntry))
    let offsets = try writer.begin(.edgeOffsets)
    let columns = try writer.begin(.edgeSources)
    try offsets.append([0])
    var (entryCount, loopCount) = (0, 0)
    for (range, part) in ranges {
      var sources: [Int32] = []
      var targets: [Int32] = []
      sources.reserveCapacity(part.count)
      targets.reserveCapacity(part.count)
      try unsafe part.forEachPart { (pairs) throws(DataError) in
        for place in stride(from: 0, to: pairs.count, by: 2) {
          unsafe sources.append(pairs[place])
          unsafe targets.append(pairs[place + 1] - Int32(range.lowerBound))
        }
      }
      let rows = unsafe sources.withUnsafeBufferPointer { sources in
        unsafe targets.withUnsafeBufferPointer { targets in
          unsafe SortedRows(
            rowCount: range.count, columnCount: nodeCount, sources: sources, targets: targets,
            addsReverses: false)
        }
      }
      let base = entryCount
      try unsafe offsets.append(
        SharedBuffer<Int>(count: range.count) { target in
          for row in 0..<range.count { unsafe target[row] = base + rows.offsets[row + 1] }
        })
      try columns.append(rows.columns)
      loopCount += unsafe rows.columns.withUnsafeBufferPointer { columns in
        (0..<range.count).count { row in
          let node = Int32(range.lowerBound + row)
          return unsafe columns[rows.offsets[row]..<rows.offsets[row + 1]].contains(node)
        }
      }
      entryCount += rows.columns.count
      guard entryCount <= Int(Int32.max) else {
        throw DataError(.badData, "the graph has more than 2^31 - 1 edges, counting both directions")
      }
    }
    try writer.finish(.edgeOffsets, offsets, shape: [nodeCount + 1])
    try writer.finish(.edgeSources, columns, shape: [entryCount])
    return Summary(entryCount: entryCount, selfLoopCount: loopCount, droppedCount: edges.count - keptCount)
  }

  /// Divides the edges by their targets into files for consecutive ranges of nodes, with at most `entries`
  /// edges unless a single node has more.
  private func divide(_ nodeCount: Int, _ numbers: [Int32]?, _ addsReverses: Bool, entries: Int)
    throws(DataError) -> (ranges: [(nodes: Range<Int>, edges: PairSpill)], keptCount: Int)
  {
    var degrees = [UInt32](repeating: 0, count: nodeCount)
    let keptCount = try forEachEntry(numbers, addsReverses) { _, target in degrees[Int(target)] += 1 }
    let ranges = try NodeRanges(degrees, entries: entries)
    degrees = []
    var files: [PairSpill] = []
    let capacity = min(1 << 16, max(1 << 8, entries / (2 * ranges.nodes.count)))
    for number in ranges.nodes.indices {
      files.append(try PairSpill(writer.temporary("edges-\(number).spill"), capacity: capacity))
    }
    _ = try forEachEntry(numbers, addsReverses) { (source, target) throws(DataError) in
      try files[ranges.range(of: target)].append(source, target)
    }
    for file in files { try file.finish() }
    return (zip(ranges.nodes, files).map { ($0, $1) }, keptCount)
  }

  /// Calls `body` for each edge whose ends have numbers, and for its reverse. Returns the number of such
  /// edges.
  private func forEachEntry(
    _ numbers: [Int32]?, _ addsReverses: Bool,
    _ body: (_ source: Int32, _ target: Int32) throws(DataError) -> Void
  ) throws(DataError) -> Int {
    var count = 0
    try unsafe edges.forEachPart { (pairs) throws(DataError) in
      for place in stride(from: 0, to: pairs.count, by: 2) {
        var (source, target) = unsafe (pairs[place], pairs[place + 1])
        if let numbers {
          (source, target) = (numbers[Int(source)], numbers[Int(target)])
          guard source >= 0 && target >= 0 else { continue }
        }
        count += 1
        try body(source, target)
        if addsReverses && source != target { try body(target, source) }
      }
    }
    return count
  }
}
