// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Graph {
  /// Returns the logarithm of the number of spanning trees, or, with weights, of the sum over all
  /// spanning trees of the product of their weights.
  ///
  /// This is the determinant of the combinatorial Laplacian without one row and column (Kirchhoff 1847).
  /// The result is minus infinity if the graph is not connected, and 0 for a single node.
  public func logSpanningTreeCount() throws(SpectralError) -> Double {
    let laplacian = try checkedLaplacian(.combinatorial)
    guard nodeCount > 1 else { return nodeCount == 1 ? 0 : -.infinity }
    guard joinedComponents().count == 1 else { return -.infinity }
    let kept = (1..<Int32(nodeCount)).map { $0 }
    let grounded = laplacian.matrix.submatrix(rows: kept, columns: kept)
    if let logarithm = try DefiniteSolver(grounded).logDeterminant { return logarithm }
    let values = try laplacian.eigenvalues().dropFirst()
    return values.reduce(0) { $0 + log($1) } - log(Double(nodeCount))
  }

  /// Returns the Kirchhoff index, the sum of the effective resistances over all pairs of nodes.
  ///
  /// It equals n times the sum of 1 / lambda over the positive eigenvalues of the combinatorial
  /// Laplacian (Klein and Randić 1993), and is infinite if the graph is not connected. It needs all
  /// eigenvalues, which takes time proportional to the cube of the number of nodes.
  public func kirchhoffIndex() throws(SpectralError) -> Double {
    let laplacian = try checkedLaplacian(.combinatorial)
    guard nodeCount > 1 else { return 0 }
    guard joinedComponents().count == 1 else { return .infinity }
    let values = try laplacian.eigenvalues().dropFirst()
    // Small terms are added first, so that they are not lost in the rounding of large sums.
    return Double(nodeCount) * values.reversed().reduce(0) { $0 + 1 / $1 }
  }
}
