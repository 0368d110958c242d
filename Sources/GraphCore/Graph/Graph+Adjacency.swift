internal import TensorCore

/// How an adjacency matrix is scaled by the degrees D, the sums of the weights that a node receives.
public enum AdjacencyNormalization: Sendable {
  /// A as it is.
  case none
  /// D^-1 A: every node takes the mean of what it hears.
  case row
  /// D^-1/2 A D^-1/2 (Kipf and Welling 2017).
  case symmetric
}

extension Graph {
  /// The matrix whose row is the receiving node and whose column is the source, `[nodes, nodes]`.
  ///
  /// - Parameters:
  ///   - normalization: the scaling by degrees; a node of degree 0 scales by 0.
  ///   - selfLoopWeight: an edge of this weight is first added from every node to itself that has none, as GCN
  ///     wants it with weight 1; nil adds none.
  public func adjacency<Scalar: SparseScalar>(
    _ normalization: AdjacencyNormalization = .none, selfLoopWeight: Double? = nil,
    of type: Scalar.Type = Float.self
  ) -> SparseMatrix<Scalar> {
    let graph = selfLoopWeight.map { addingSelfLoops(weight: $0) } ?? self
    let factors: [Double] =
      switch normalization {
      case .none: []
      case .row: graph.weightedInDegrees().map { $0 == 0 ? 0 : 1 / $0 }
      case .symmetric: graph.weightedInDegrees().map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
      }
    let values = unsafe SharedBuffer<Scalar>(count: graph.edgeCount) { values in
      graph.forEachEntry { target, source, entry in
        let weight = graph.weight(ofEntry: entry)
        // The product of the factors comes first, so that entries (i, j) and (j, i) are the same bits.
        let value =
          switch normalization {
          case .none: weight
          case .row: weight * factors[target]
          case .symmetric: weight * (factors[target] * factors[source])
          }
        unsafe values[entry] = Scalar(value)
      }
    }
    return SparseMatrix(
      pattern: graph.incoming, values: values, isSymmetric: !isDirected && normalization != .row)
  }
}
