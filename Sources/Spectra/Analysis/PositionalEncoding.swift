public import GraphCore

extension Graph {
  /// Laplacian positional encodings: the eigenvectors of the `count` smallest eigenvalues of the symmetric Laplacian
  /// after the trivial ones, `[nodes, count]`; columns that the graph does not have are 0 (Dwivedi et al. 2023,
  /// "Benchmarking graph neural networks", section 4).
  ///
  /// A vector's sign is settled, its element of largest magnitude is positive, so that equal graphs with equal numbering
  /// have equal encodings. The trivial vectors, one for each component, only tell components apart.
  public func laplacianPositionalEncoding(count: Int, options: EigenOptions = EigenOptions())
    throws(SpectralError)
    -> GraphSignals
  {
    guard count >= 0 else { fatalError("laplacianPositionalEncoding: \(count) columns") }
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
