public import GraphCore
internal import TensorCore

/// The random walk on a graph: from a node u to a neighbour v with probability w(u, v) / d_u. A walker at an isolated
/// node stays there.
///
/// The transition matrix P = D^-1 A is not symmetric; both of its products are given, neither forms it. 1 - its
/// eigenvalues are those of the normalized Laplacians (Chung 1997, section 1.5).
public struct RandomWalk: Sendable {
  private let laplacian: Laplacian

  init(_ graph: Graph) throws(DataError) { laplacian = try graph.laplacian(.randomWalk) }

  /// The mean of a signal over the neighbours of every node, P x: what a walker expects after one step.
  public func expectation(of signal: [Double]) -> [Double] {
    let image = laplacian.multiplied(by: signal)
    return zip(signal, image).map { $0 - $1 }
  }

  /// Where walkers that are distributed like `probabilities` are after one step: P^T p.
  public func step(_ probabilities: [Double]) -> [Double] {
    let degrees = laplacian.degrees
    // P^T = D (P) D^-1, where the degree is positive.
    let scaled = zip(probabilities, degrees).map { $1 > 0 ? $0 / $1 : 0 }
    let image = expectation(of: scaled)
    return degrees.indices.map { degrees[$0] > 0 ? image[$0] * degrees[$0] : probabilities[$0] }
  }

  /// The distribution that a step does not change: d_v / sum of d. Of a connected graph it is the only one; isolated
  /// nodes get 0, and nothing but isolated nodes all get the same.
  public var stationaryDistribution: [Double] {
    let total = laplacian.degrees.reduce(0, +)
    guard total > 0 else { return laplacian.degrees.map { _ in 1 / Double(laplacian.nodeCount) } }
    return laplacian.degrees.map { $0 / total }
  }
}

extension Graph {
  /// The random walk on an undirected graph. Throws where the graph is directed or has a negative weight.
  public func randomWalk() throws(DataError) -> RandomWalk { try RandomWalk(self) }
}
