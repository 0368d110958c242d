public import GraphCore
internal import TensorCore

/// What the second smallest eigenvalue of a connected graph and its vector say.
extension Graph {
  /// The second smallest eigenvalue of the combinatorial Laplacian (Fiedler 1973): 0 where the graph is not connected or
  /// has one node.
  public func algebraicConnectivity(options: EigenOptions = EigenOptions()) throws(SpectralError) -> Double {
    let laplacian = try checkedLaplacian(.combinatorial)
    guard nodeCount > 1 else { return 0 }
    return try laplacian.eigenpairs(smallest: 2, options: options).values[1]
  }

  /// The eigenvector of the second smallest eigenvalue, a unit vector with a settled sign.
  ///
  /// - Parameter kind: of which Laplacian; the random-walk one gives the relaxed normalized cut.
  /// - Throws: ``SpectralError/unsuitable(_:)`` where the graph is not connected: the second eigenvalue is 0 then, and
  ///   its vector only tells components apart.
  public func fiedlerVector(_ kind: Laplacian.Kind = .combinatorial, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> [Double]
  {
    let laplacian = try checkedLaplacian(kind)
    guard nodeCount > 1, joinedComponents().count == 1 else {
      throw .unsuitable(
        DataError(
          .badData,
          "the graph is not connected, a Fiedler vector takes a connected graph of two nodes or more",
          hint: "take the largest component"))
    }
    return try laplacian.eigenpairs(smallest: 2, options: options).vectors.column(1)
  }

  /// The best cut along the Fiedler vector of the random-walk Laplacian: nodes in its order, cut where the conductance
  /// is least. Cheeger's inequality bounds it by sqrt(2 lambda_2) (Chung 1997, theorem 2.2).
  public func sweepCut(options: EigenOptions = EigenOptions()) throws(SpectralError) -> SweepCut {
    SweepCut(self, order: try fiedlerVector(.randomWalk, options: options))
  }

  /// Bounds on the conductance of the best cut from the second eigenvalue of the normalized Laplacian:
  /// lambda_2 / 2 and sqrt(2 lambda_2) (Cheeger's inequality; Chung 1997, section 2.3). Both are 0 where the graph is not
  /// connected.
  public func cheegerBounds(options: EigenOptions = EigenOptions()) throws(SpectralError) -> ClosedRange<
    Double
  > {
    let laplacian = try checkedLaplacian(.symmetric)
    guard nodeCount > 1 else { return 0...0 }
    let second = max(0, try laplacian.eigenpairs(smallest: 2, options: options).values[1])
    return second / 2...max(second / 2, (2 * second).squareRoot())
  }
}

/// The cut of least conductance among those that an order of the nodes allows.
public struct SweepCut: Sendable, Equatable {
  /// The nodes of the side with less volume, ascending.
  public let nodes: [Int32]
  /// The weight of the cut over the lesser volume; infinite where no cut has volume on both sides.
  public let conductance: Double

  /// Sweeps through the nodes of an undirected graph by ascending `order`, equal ones by number.
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
