// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Properties of a connected graph from the second smallest eigenvalue and its eigenvector.
extension Graph {
  /// Returns the algebraic connectivity, which is the second smallest eigenvalue of the combinatorial
  /// Laplacian (Fiedler 1973). It is 0 if the graph is not connected or has one node.
  public func algebraicConnectivity(options: EigenOptions = EigenOptions()) throws(SpectralError) -> Double {
    let laplacian = try checkedLaplacian(.combinatorial)
    guard nodeCount > 1 else { return 0 }
    return try laplacian.eigenpairs(smallest: 2, options: options).values[1]
  }

  /// Returns the Fiedler vector, which is the eigenvector of the second smallest eigenvalue, as a unit
  /// vector with a normalised sign.
  ///
  /// - Parameters:
  ///   - kind: The Laplacian. That of the random walk gives the relaxed normalized cut.
  ///   - options: The options of the eigensolver.
  /// - Throws: ``SpectralError/unsuitable(_:)`` if the graph is not connected. Its second eigenvalue is
  ///   then 0, and the eigenvector only distinguishes components.
  public func fiedlerVector(_ kind: Laplacian.Kind = .combinatorial, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> [Double]
  {
    let laplacian = try checkedLaplacian(kind)
    guard nodeCount > 1, joinedComponents().count == 1 else {
      throw .unsuitable(
        DataError(
          .badData,
          "the graph is not connected; a Fiedler vector needs a connected graph with at least two nodes",
          hint: "use the largest component"))
    }
    return try laplacian.eigenpairs(smallest: 2, options: options).vectors.column(1)
  }

  /// Returns the best cut along the Fiedler vector of the random-walk Laplacian: the nodes are sorted by
  /// it and cut at the position with the least conductance.
  ///
  /// Cheeger's inequality bounds the conductance by sqrt(2 lambda_2) (Chung 1997, theorem 2.2).
  public func sweepCut(options: EigenOptions = EigenOptions()) throws(SpectralError) -> SweepCut {
    SweepCut(self, order: try fiedlerVector(.randomWalk, options: options))
  }

  /// Returns bounds of the conductance of the best cut, computed from the second eigenvalue of the
  /// normalized Laplacian: lambda_2 / 2 and sqrt(2 lambda_2) (Cheeger's inequality; Chung 1997, section
  /// 2.3). Both are 0 if the graph is not connected.
  public func cheegerBounds(options: EigenOptions = EigenOptions()) throws(SpectralError) -> ClosedRange<
    Double
  > {
    let laplacian = try checkedLaplacian(.symmetric)
    guard nodeCount > 1 else { return 0...0 }
    let second = max(0, try laplacian.eigenpairs(smallest: 2, options: options).values[1])
    return second / 2...max(second / 2, (2 * second).squareRoot())
  }
}

/// The cut with the least conductance among those that an order of the nodes allows.
public struct SweepCut: Sendable, Equatable {
  /// The nodes of the side with the smaller volume, ascending.
  public let nodes: [Int32]
  /// The weight of the cut divided by the smaller volume, or infinite if no cut has volume on both
  /// sides.
  public let conductance: Double

  /// Finds the best cut of an undirected graph, with the nodes in ascending order of `order`. Nodes with
  /// equal values are ordered by number.
  public init(_ graph: Graph, order: [Double]) {
    let sequence = (0..<graph.nodeCount).sorted { (order[$0], $0) < (order[$1], $1) }
    let degrees = graph.weightedInDegrees()
    let total = degrees.reduce(0, +)
    var isInside = [Bool](repeating: false, count: graph.nodeCount)
    var (volume, cut) = (0.0, 0.0)
    var best = (conductance: Double.infinity, count: 0)
    for (position, node) in sequence.dropLast().enumerated() {
      volume += degrees[node]
      for entry in graph.incoming.rowOffsets[node]..<graph.incoming.rowOffsets[node + 1] {
        let neighbour = Int(graph.incoming.columnIndices[entry])
        guard neighbour != node else { continue }
        cut += isInside[neighbour] ? -graph.weight(ofEntry: entry) : graph.weight(ofEntry: entry)
      }
      isInside[node] = true
      let lesser = min(volume, total - volume)
      guard lesser > 0 else { continue }
      let conductance = max(0, cut) / lesser
      if conductance < best.conductance { best = (conductance, position + 1) }
    }
    conductance = best.conductance
    let first = sequence.prefix(best.count)
    let isLesser = first.reduce(0) { $0 + degrees[$1] } <= total / 2
    nodes = (isLesser ? Array(first) : Array(sequence.dropFirst(best.count))).sorted().map(Int32.init)
  }
}
