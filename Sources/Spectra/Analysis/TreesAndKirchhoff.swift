public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Graph {
  /// The logarithm of the number of spanning trees, or of the sum over them of the products of their weights:
  /// the determinant of the combinatorial Laplacian without one row and column (Kirchhoff 1847). Minus infinity where
  /// the graph is not connected; 0 for a single node.
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

  /// The Kirchhoff index, the sum of the effective resistances of all pairs of nodes: n times the sum of 1 / lambda over
  /// the positive eigenvalues of the combinatorial Laplacian (Klein and Randić 1993). Infinite where the graph is not
  /// connected. Takes all eigenvalues, so time with the cube of the nodes.
  public func kirchhoffIndex() throws(SpectralError) -> Double {
    let laplacian = try checkedLaplacian(.combinatorial)
    guard nodeCount > 1 else { return 0 }
    guard joinedComponents().count == 1 else { return .infinity }
    let values = try laplacian.eigenvalues().dropFirst()
    // From the small ones up, so that the large terms do not swallow them.
    return Double(nodeCount) * values.reversed().reduce(0) { $0 + 1 / $1 }
  }
}
