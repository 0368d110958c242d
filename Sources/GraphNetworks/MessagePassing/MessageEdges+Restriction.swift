// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import TensorCore

/// What is known of the neighbours of targets for which only some were drawn.
struct NeighborSample: Sendable {
  /// The factor of each entry with which a sum over the drawn entries estimates that over all.
  let factors: SharedBuffer<Float>
  /// The number of entries of each target before the draw.
  let counts: [Int]
}

extension MessageEdges {
  /// Returns the edges into the targets `rows`, with unchanged edge numbers, and the sources that
  /// remain, in ascending order: the sources of these edges and, if targets are sources, the targets
  /// themselves.
  ///
  /// - Parameter fewSources: the largest share of the sources that may remain. If more of them remain,
  ///   all sources are kept, and `sources` is nil.
  func restricted(to rows: [Int32], fewSources: Double = 1) -> (edges: MessageEdges, sources: [Int32]?) {
    var numbering = NumberSet(bound: pattern.columnCount)
    return selecting(pattern.everyEntry(of: rows), of: rows, &numbering, fewSources: fewSources)
  }

  /// Returns edges into the targets `rows` that are drawn at random, and their sources, in ascending order.
  ///
  /// The edge from a target to itself is always kept and does not count as a draw. Sums and means over the
  /// result estimate those over all edges.
  ///
  /// - Parameter numbering: an empty set, which is empty again after the call.
  func drawing(
    _ draw: NeighborDraw, for rows: [Int32], stream: RandomStream, _ numbering: inout NumberSet
  ) -> (edges: MessageEdges, sources: [Int32]) {
    let own = joinsSameNodes ? rows.map { Int32(place(of: $0)) } : nil
    let drawn =
      draw.count.map { count in
        pattern.drawing(
          count, of: rows, replaces: draw.replaces, keeping: own,
          weights: draw.isWeighted ? drawWeights : nil, stream: stream)
      } ?? pattern.everyEntry(of: rows)
    let (edges, sources) = selecting(drawn, of: rows, &numbering)
    return (edges, sources ?? (0..<Int32(pattern.columnCount)).map { $0 })
  }

  /// The number of edges into each target, including those that were not drawn.
  var neighborCounts: [Int] { sample?.counts ?? pattern.rowCounts() }

  private func selecting(
    _ chosen: DrawnEntries, of rows: [Int32], _ numbering: inout NumberSet, fewSources: Double = 1
  ) -> (edges: MessageEdges, sources: [Int32]?) {
    let columns = pattern.columnIndices
    for entry in chosen.entries { numbering.insert(columns[Int(entry)]) }
    if joinsSameNodes { for row in rows { numbering.insert(Int32(place(of: row))) } }
    defer { numbering.removeAll() }
    let ranked = numbering.rank()
    let sources = Double(ranked.count) > fewSources * Double(pattern.columnCount) ? nil : ranked
    let position = { (set: borrowing NumberSet, column: Int32) in
      sources == nil ? column : set.rank(of: column)
    }
    let newColumns = unsafe SharedBuffer<Int32>(count: chosen.entries.count) { target in
      for index in target.indices {
        unsafe target[index] = position(numbering, columns.pointer[Int(chosen.entries.pointer[index])])
      }
    }
    let edges = MessageEdges(
      pattern: CSRPattern(
        rowCount: rows.count, columnCount: sources?.count ?? pattern.columnCount,
        rowOffsets: chosen.offsets,
        columnIndices: newColumns),
      edgeNumbers: Self.picking(chosen.entries, from: edgeNumbers), edgeCount: edgeCount,
      weights: weights.map { Self.picking(chosen.entries, from: $0) },
      targets: joinsSameNodes ? rows.map { position(numbering, Int32(place(of: $0))) } : nil,
      joinsSameNodes: joinsSameNodes,
      sample: chosen.factors.map { factors in
        NeighborSample(
          factors: factors,
          counts: rows.map { pattern.rowOffsets[Int($0) + 1] - pattern.rowOffsets[Int($0)] })
      })
    return (edges, sources)
  }

  private static func picking<Element>(_ entries: SharedBuffer<Int32>, from values: SharedBuffer<Element>)
    -> SharedBuffer<Element>
  {
    unsafe SharedBuffer(count: entries.count) { target in
      for index in target.indices { unsafe target[index] = values.pointer[Int(entries.pointer[index])] }
    }
  }

  /// Returns the position of a target among the sources.
  private func place(of target: Int32) -> Int { targets.map { Int($0[Int(target)]) } ?? Int(target) }
}
