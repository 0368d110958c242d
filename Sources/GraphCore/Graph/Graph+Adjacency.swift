// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The scaling of an adjacency matrix A by the degrees D, where the degree of a node is the sum of the
/// weights of its incoming edges.
public enum AdjacencyNormalization: Sendable {
  /// A without scaling.
  case none
  /// D^-1 A: each node receives the weighted mean of its neighbours.
  case row
  /// D^-1/2 A D^-1/2 (Kipf and Welling 2017).
  case symmetric
}

extension Graph {
  /// Returns the adjacency matrix, `[nodes, nodes]`, with one row per receiving node and one column per
  /// source.
  ///
  /// - Parameters:
  ///   - normalization: The scaling by degrees. The factor of a node of degree 0 is 0.
  ///   - selfLoopWeight: The weight of a self-loop that is first added to each node without one. GCN
  ///     uses weight 1. If nil, no self-loops are added.
  ///   - type: The type of the entries.
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
        // The factors are multiplied first, so that entries (i, j) and (j, i) are equal bit for bit.
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
