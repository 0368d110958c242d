// SPDX-License-Identifier: Apache-2.0

package import TensorCore

/// A Laplacian of an undirected graph, stored as an operator on the graph's edges.
///
/// A is the weight matrix (parallel edges add up) and D is the diagonal matrix of its row sums:
///
/// | kind | operator | eigenvalues |
/// | --- | --- | --- |
/// | combinatorial | L = D - A | 0 to the largest d_u + d_v of an edge |
/// | symmetric | D^-1/2 (D - A) D^-1/2 | 0 to 2 |
/// | random walk | D^-1 (D - A), not symmetric | those of the symmetric one |
/// | signless | D + A | 0 to the largest d_u + d_v of an edge |
///
/// Rows and columns of isolated nodes are zero in all of them. See Chung, "Spectral Graph Theory"
/// (1997), chapter 1.
public struct Laplacian: Sendable {
  /// The formula that combines adjacency and degrees.
  public enum Kind: String, Sendable, CaseIterable {
    /// D - A.
    case combinatorial
    /// I - D^-1/2 A D^-1/2.
    case symmetric
    /// I - D^-1 A.
    case randomWalk
    /// D + A.
    case signless
  }

  /// The formula that combines adjacency and degrees.
  public let kind: Kind
  /// The graph that the Laplacian belongs to.
  public let graph: Graph
  /// The row sums of the weight matrix.
  public let degrees: [Double]
  /// Whether an edge has a negative weight. The combinatorial Laplacian may then have negative
  /// eigenvalues.
  public let hasNegativeWeights: Bool
  /// The operator that computes products with the Laplacian.
  package let product: GraphProduct

  init(_ graph: Graph, _ kind: Kind) throws(DataError) {
    guard !graph.isDirected else {
      throw DataError(
        .badData, "the graph is directed; a Laplacian needs an undirected graph",
        hint: "\(swift: "use graph.undirected()", option: "Omit --directed.")")
    }
    self.kind = kind
    self.graph = graph
    degrees = graph.weightedInDegrees()
    hasNegativeWeights = graph.weights?.contains { $0 < 0 } ?? false
    if let node = degrees.firstIndex(where: { !$0.isFinite }) {
      throw DataError(.badData, "the sum of the edge weights at node \(node) is not finite")
    }
    if hasNegativeWeights && (kind == .symmetric || kind == .randomWalk) {
      throw DataError(
        .badData, "an edge has a negative weight; a normalized Laplacian needs weights of at least 0",
        hint: "the combinatorial Laplacian accepts negative weights")
    }
    // Normalized Laplacians do not depend on the unit of the weights, but weights near the limits of the
    // number range would overflow in between. Scaling by a power of two is exact.
    let unit = kind == .symmetric || kind == .randomWalk ? Self.unit(of: degrees) : 1
    let scaled = unit == 1 ? graph : graph.scalingWeights(by: unit)
    let degrees = unit == 1 ? degrees : scaled.weightedInDegrees()
    switch kind {
    case .combinatorial, .signless:
      product = GraphProduct(
        graph, degrees: degrees, diagonal: { $0 }, rowScale: { _ in kind == .signless ? 1 : -1 })
    case .symmetric:
      product = GraphProduct(
        scaled, degrees: degrees, diagonal: { $0 > 0 ? 1 : 0 },
        rowScale: { $0 > 0 ? -1 / $0.squareRoot() : 0 }, columnScale: { $0 > 0 ? 1 / $0.squareRoot() : 0 })
    case .randomWalk:
      product = GraphProduct(
        scaled, degrees: degrees, diagonal: { $0 > 0 ? 1 : 0 }, rowScale: { $0 > 0 ? -1 / $0 : 0 })
    }
  }

  /// Returns the power of two that scales the largest degree to about 1 if degrees are extreme,
  /// otherwise 1.
  private static func unit(of degrees: [Double]) -> Double {
    let positive = degrees.filter { $0 > 0 }
    guard let least = positive.min(), let most = positive.max(), least < 1e-150 || most > 1e150 else {
      return 1
    }
    return Double(sign: .plus, exponent: max(-1000, min(1000, -most.exponent)), significand: 1)
  }

  /// The number of nodes.
  public var nodeCount: Int { graph.nodeCount }

  /// Whether the operator equals its transpose, which is true for all but the random-walk Laplacian.
  public var isSymmetric: Bool { kind != .randomWalk }

  /// An interval that contains every eigenvalue, computed from the degrees alone.
  ///
  /// Its upper bound is the largest d_u + d_v of an edge (Anderson and Morley 1985), or 2 for the
  /// normalized Laplacians. With negative weights, the interval is that of Gershgorin's circle theorem.
  public var eigenvalueBounds: ClosedRange<Double> {
    if hasNegativeWeights { return gershgorinBounds }
    if kind == .symmetric || kind == .randomWalk { return 0...2 }
    var largest = 0.0
    graph.forEachEntry { target, source, _ in largest = max(largest, degrees[target] + degrees[source]) }
    return 0...largest
  }

  private var gershgorinBounds: ClosedRange<Double> {
    var radii = [Double](repeating: 0, count: nodeCount)
    graph.forEachEntry { target, _, entry in radii[target] += abs(graph.weight(ofEntry: entry)) }
    let low = zip(degrees, radii).map { $0 - $1 }.min() ?? 0
    let high = zip(degrees, radii).map { $0 + $1 }.max() ?? 0
    return low...high
  }
}

extension Graph {
  /// Returns the Laplacian of an undirected graph.
  ///
  /// - Throws: A ``DataError`` if the graph is directed, the weights at a node do not add up to a finite
  ///   number, or `kind` is a normalized Laplacian and a weight is negative.
  public func laplacian(_ kind: Laplacian.Kind = .symmetric) throws(DataError) -> Laplacian {
    try Laplacian(self, kind)
  }

  /// Returns the weights in the order of ``incoming``.
  package func entryWeights() -> SharedBuffer<Double> {
    unsafe SharedBuffer<Double>(count: edgeCount) { target in
      for entry in 0..<edgeCount { unsafe target[entry] = weight(ofEntry: entry) }
    }
  }

  /// Returns the graph with every weight multiplied by a factor.
  fileprivate func scalingWeights(by factor: Double) -> Graph {
    let scaled = weights.map { weights in
      unsafe SharedBuffer<Double>(count: weights.count) { target in
        for edge in weights.indices { unsafe target[edge] = weights[edge] * factor }
      }
    }
    return Graph(incoming: incoming, edgeNumbers: storedNumbers, weights: scaled, isDirected: isDirected)
  }
}
