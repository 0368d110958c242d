// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// The modularity matrix B = A - d d^T / (2 m) as an operator, where d are the degrees and 2 m is their
/// sum.
///
/// Its leading eigenvectors reveal communities. A partition given by signs s has the modularity s^T B
/// s / (4 m) (Newman 2006).
public struct ModularityOperator: SymmetricOperator {
  private let adjacency: GraphProduct
  private let degrees: [Double]
  private let total: Double

  init(_ graph: Graph) throws(DataError) {
    degrees = try graph.laplacian(.symmetric).degrees
    total = degrees.reduce(0, +)
    adjacency = GraphProduct(graph, degrees: degrees, diagonal: { _ in 0 }, rowScale: { _ in 1 })
  }

  /// The number of nodes.
  public var size: Int { degrees.count }

  /// An interval that contains the spectrum. That of A is at most the largest degree from 0 on both
  /// sides; the second term subtracts at most sum d^2 / 2m.
  public var eigenvalueBounds: ClosedRange<Double>? {
    let largest = degrees.max() ?? 0
    let squares = degrees.reduce(0) { $0 + $1 * $1 }
    return -largest - (total > 0 ? squares / total : 0)...largest
  }

  /// Computes y = B x.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    let target = unsafe y.uniquePointer()
    let source = unsafe x.pointer
    let count = x.signalCount
    unsafe adjacency.multiply(source, into: target, width: count)
    guard total > 0 else { return }
    var sums = [Double](repeating: 0, count: count)
    for node in 0..<size {
      for column in 0..<count { sums[column] += unsafe degrees[node] * source[node * count + column] }
    }
    for node in 0..<size {
      let share = degrees[node] / total
      for column in 0..<count { unsafe target[node * count + column] -= share * sums[column] }
    }
  }
}

/// The Bethe Hessian H(r) = (r^2 - 1) I - r A + D.
///
/// If r is the square root of the mean degree, the number of negative eigenvalues is the number of
/// communities that can be distinguished, and the eigenvectors reveal them, even in sparse graphs for
/// which the Laplacians fail (Saade, Krzakala and Zdeborová 2014).
public struct BetheHessian: SymmetricOperator {
  /// The parameter r.
  public let radius: Double
  private let product: GraphProduct
  private let degrees: [Double]

  init(_ graph: Graph, radius: Double?) throws(DataError) {
    let degrees = try graph.laplacian(.symmetric).degrees
    self.degrees = degrees
    let mean = degrees.isEmpty ? 0 : degrees.reduce(0, +) / Double(degrees.count)
    let r = radius ?? mean.squareRoot()
    self.radius = r
    product = GraphProduct(graph, degrees: degrees, diagonal: { r * r - 1 + $0 }, rowScale: { _ in -r })
  }

  /// The number of nodes.
  public var size: Int { degrees.count }

  /// An interval that contains the spectrum, from Gershgorin's circles.
  public var eigenvalueBounds: ClosedRange<Double>? {
    let base = radius * radius - 1
    let (low, high) = (1 - abs(radius), 1 + abs(radius))
    let ends = degrees.map { ($0 * low, $0 * high) }
    return base + min(0, ends.map(\.0).min() ?? 0)...base + (ends.map(\.1).max() ?? 0)
  }

  /// Computes y = H(r) x.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    apply(to: x, into: &y, factor: 1, shift: 0, keep: 0)
  }

  /// Computes y = (factor H(r) + shift) x + keep y.
  public func apply(
    to x: GraphSignals, into y: inout GraphSignals, factor: Double, shift: Double, keep: Double
  ) {
    let target = unsafe y.uniquePointer()
    unsafe product.multiply(
      x.pointer, into: target, width: x.signalCount, factor: factor, shift: shift, keep: keep)
  }
}

extension Graph {
  /// Returns the modularity matrix of an undirected graph. Throws if the graph is directed or has a
  /// negative weight.
  public func modularityOperator() throws(DataError) -> ModularityOperator { try ModularityOperator(self) }

  /// Returns the Bethe Hessian of an undirected graph. Throws if the graph is directed or has a negative
  /// weight.
  ///
  /// - Parameter radius: The parameter r; nil means the square root of the mean degree.
  public func betheHessian(radius: Double? = nil) throws(DataError) -> BetheHessian {
    try BetheHessian(self, radius: radius)
  }
}
