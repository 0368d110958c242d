// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension Graph {
  /// Returns Laplacian positional encodings, `[nodes, count]`: the eigenvectors of the `count` smallest
  /// eigenvalues of the symmetric Laplacian after the trivial ones (Dwivedi et al. 2023, "Benchmarking
  /// graph neural networks", section 4).
  ///
  /// The trivial eigenvectors, one per component, only distinguish components. If the graph has too few
  /// eigenvectors, the remaining columns are 0. The sign of a vector is such that its element of largest
  /// magnitude is positive, so that equal graphs with equal numbering have equal encodings. Traps if
  /// `count` is negative.
  public func laplacianPositionalEncoding(count: Int, options: EigenOptions = EigenOptions())
    throws(SpectralError)
    -> GraphSignals
  {
    guard count >= 0 else { fatalError("laplacianPositionalEncoding: \(count) columns; must be at least 0") }
    let laplacian = try checkedLaplacian(.symmetric)
    let trivial = joinedComponents().count
    let pairs = try laplacian.eigenpairs(smallest: min(nodeCount, trivial + count), options: options)
    var encoding = GraphSignals(zeros: nodeCount, count: count)
    for column in 0..<max(0, pairs.count - trivial) {
      for node in 0..<nodeCount { encoding[node, column] = pairs.vectors[node, trivial + column] }
    }
    return encoding
  }
}
