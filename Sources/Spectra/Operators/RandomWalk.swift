// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// The random walk on a graph, which moves from a node u to a neighbour v with probability w(u, v) /
/// d_u. At an isolated node it stays.
///
/// The transition matrix P = D^-1 A is not symmetric. Products with P and its transpose are available,
/// and neither forms the matrix. If mu is an eigenvalue of P, then 1 - mu is an eigenvalue of the
/// normalized Laplacians (Chung 1997, section 1.5).
public struct RandomWalk: Sendable {
  private let laplacian: Laplacian

  init(_ graph: Graph) throws(DataError) { laplacian = try graph.laplacian(.randomWalk) }

  /// Returns the mean of a signal over the neighbours of each node, P x, which is the expectation after
  /// one step.
  public func expectation(of signal: [Double]) -> [Double] {
    let image = laplacian.multiplied(by: signal)
    return zip(signal, image).map { $0 - $1 }
  }

  /// Returns the distribution after one step, P^T p, for walkers that are distributed according to
  /// `probabilities`.
  public func step(_ probabilities: [Double]) -> [Double] {
    let degrees = laplacian.degrees
    // P^T = D (P) D^-1 where the degree is positive.
    let scaled = zip(probabilities, degrees).map { $1 > 0 ? $0 / $1 : 0 }
    let image = expectation(of: scaled)
    return degrees.indices.map { degrees[$0] > 0 ? image[$0] * degrees[$0] : probabilities[$0] }
  }

  /// The distribution that a step does not change: d_v / sum of d. It is unique if the graph is
  /// connected. Isolated nodes have probability 0, unless all nodes are isolated; then all have the same
  /// probability.
  public var stationaryDistribution: [Double] {
    let total = laplacian.degrees.reduce(0, +)
    guard total > 0 else { return laplacian.degrees.map { _ in 1 / Double(laplacian.nodeCount) } }
    return laplacian.degrees.map { $0 / total }
  }
}

extension Graph {
  /// Returns the random walk on an undirected graph. Throws if the graph is directed or has a negative
  /// weight.
  public func randomWalk() throws(DataError) -> RandomWalk { try RandomWalk(self) }
}
