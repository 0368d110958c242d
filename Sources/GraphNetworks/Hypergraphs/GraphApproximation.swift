// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension HyperGCNConv {
  /// Returns `D~^-1/2 (A + I) D~^-1/2` of the graph that approximates a hypergraph.
  ///
  /// - Parameters:
  ///   - members: the nodes of each hyperedge, `[hyperedges, nodes]`.
  ///   - projections: the projection of each node onto the direction. Among equal projections, the first
  ///     node of the hyperedge counts.
  ///   - hasMediators: whether the other nodes of a hyperedge are connected to its two extreme nodes.
  public static func graphApproximation(
    of members: CSRPattern, projections: [Float], hasMediators: Bool
  ) -> MessageEdges {
    var rows = (0..<Int32(members.columnCount)).map { $0 }
    var columns = rows
    var weights = [Double](repeating: 1, count: rows.count)
    let join = { (one: Int32, other: Int32, weight: Double) in
      rows += [one, other]
      columns += [other, one]
      weights += [weight, weight]
    }
    for hyperedge in 0..<members.rowCount {
      let nodes = (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).map {
        members.columnIndices[$0]
      }
      guard nodes.count > 1 else { continue }
      var (high, low) = (nodes[0], nodes[0])
      for node in nodes {
        if projections[Int(node)] > projections[Int(high)] { high = node }
        if projections[Int(node)] < projections[Int(low)] { low = node }
      }
      // If all projections are equal, any two nodes will do.
      if high == low { low = nodes[1] == high ? nodes[0] : nodes[1] }
      let weight = hasMediators ? 1 / Double(2 * nodes.count - 3) : 1 / Double(nodes.count)
      join(high, low, weight)
      guard hasMediators else { continue }
      for node in nodes where node != high && node != low {
        join(high, node, weight)
        join(low, node, weight)
      }
    }
    var degrees = [Double](repeating: 0, count: members.columnCount)
    for (row, weight) in zip(rows, weights) { degrees[Int(row)] += weight }
    let values = rows.indices.map {
      Float(weights[$0] / (degrees[Int(rows[$0])] * degrees[Int(columns[$0])]).squareRoot())
    }
    return MessageEdges(
      SparseMatrix(
        rowCount: members.columnCount, columnCount: members.columnCount, rows: rows, columns: columns,
        values: values), joinsSameNodes: true)
  }
}
