// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// The derivatives of signals along the edges of an undirected graph.
///
/// Each edge u < v is included once, and self-loops are excluded. The incidence matrix B,
/// `[edges, nodes]`, has sqrt(w) at v and -sqrt(w) at u, so that B^T B is the combinatorial Laplacian
/// (Shuman et al. 2013, "The emerging field of signal processing on graphs", section II).
public struct GraphDerivatives: Sendable {
  /// The ends u < v of each edge.
  public let edges: [(source: Int, target: Int)]
  /// The weight of each edge.
  public let weights: [Double]
  /// The incidence matrix B, `[edges, nodes]`.
  public let incidence: SparseMatrix<Double>

  init(_ graph: Graph) throws(DataError) {
    guard !(try graph.laplacian(.combinatorial).hasNegativeWeights) else {
      throw DataError(.badData, "an edge has a negative weight; derivatives need weights of at least 0")
    }
    var edges = [(source: Int, target: Int)]()
    var weights = [Double]()
    graph.forEachEntry { target, source, entry in
      if source < target {
        edges.append((source, target))
        weights.append(graph.weight(ofEntry: entry))
      }
    }
    self.edges = edges
    self.weights = weights
    var columns = [Int32]()
    var values = [Double]()
    for (edge, weight) in zip(edges, weights) {
      columns += [Int32(edge.source), Int32(edge.target)]
      values += [-weight.squareRoot(), weight.squareRoot()]
    }
    incidence = SparseMatrix(
      rowCount: edges.count, columnCount: graph.nodeCount,
      rowOffsets: SharedBuffer((0...edges.count).map { 2 * $0 }), columnIndices: SharedBuffer(columns),
      values: SharedBuffer(values))
  }

  /// Returns the change of a signal along each edge: B x, which is sqrt(w) (x_v - x_u).
  public func gradient(of signal: [Double]) -> [Double] { incidence.multiplied(by: signal) }

  /// Returns the flow into each node: B^T f. The divergence of the gradient is L x.
  public func divergence(of flow: [Double]) -> [Double] { incidence.transposed.multiplied(by: flow) }

  /// Returns the total variation, the sum over the edges of w |x_u - x_v|.
  public func totalVariation(of signal: [Double]) -> Double {
    zip(edges, weights).reduce(0) { sum, edge in
      sum + edge.1 * abs(signal[edge.0.target] - signal[edge.0.source])
    }
  }
}

extension Graph {
  /// Returns the derivatives along the edges of an undirected graph. Throws if the graph is directed or
  /// has a negative weight.
  public func derivatives() throws(DataError) -> GraphDerivatives { try GraphDerivatives(self) }
}

extension Laplacian {
  /// Returns the Dirichlet energy x^T L x. For the combinatorial Laplacian, it is half the sum over all
  /// u and v of w (x_u - x_v)^2.
  public func dirichletEnergy(of signal: [Double]) -> Double {
    zip(signal, multiplied(by: signal)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Returns the Rayleigh quotient x^T L x / x^T x, which is between the smallest and the largest
  /// eigenvalue of a symmetric Laplacian. It is NaN for the zero signal.
  public func rayleighQuotient(of signal: [Double]) -> Double {
    dirichletEnergy(of: signal) / signal.reduce(0) { $0 + $1 * $1 }
  }
}
