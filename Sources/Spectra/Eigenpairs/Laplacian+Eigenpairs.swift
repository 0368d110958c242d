public import GraphCore
internal import TensorCore

extension Laplacian {
  /// The `count` smallest eigenvalues with their vectors, all where the graph has fewer nodes.
  public func eigenpairs(smallest count: Int, options: EigenOptions = EigenOptions()) throws(SpectralError)
    -> Eigenpairs
  { try eigenpairs(count, .smallest, options: options) }

  /// The `count` largest eigenvalues with their vectors, all where the graph has fewer nodes.
  public func eigenpairs(largest count: Int, options: EigenOptions = EigenOptions()) throws(SpectralError)
    -> Eigenpairs
  { try eigenpairs(count, .largest, options: options) }

  /// The `count` eigenvalues that lie nearest to `shift`, with their vectors.
  public func eigenpairs(nearest count: Int, to shift: Double, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  { try eigenpairs(count, .nearest(shift), options: options) }

  /// `count` eigenpairs at `end`.
  ///
  /// Those that the components of the graph decide (0 for each, 2 for each bipartite one) are known exactly and the
  /// search keeps away from them. The vectors of the random-walk Laplacian are its right eigenvectors
  /// D^-1/2 u, made unit vectors; they are orthogonal in the inner product of D.
  /// - Throws: ``SpectralError``: not all converged (with those that did), or too large for the memory.
  public func eigenpairs(_ count: Int, _ end: SpectrumEnd, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  {
    guard kind == .randomWalk else { return try eigenproblem.eigenpairs(count, end, options) }
    let pairs = try symmetricTwin().eigenproblem.eigenpairs(count, end, options)
    return rightEigenpairs(pairs)
  }

  /// All eigenvalues with their vectors, by LAPACK on every component. Takes time with the cube and memory with the
  /// square of the largest component.
  public func eigenpairs(options: EigenOptions = EigenOptions()) throws(SpectralError) -> Eigenpairs {
    var options = options
    options.method = .dense
    return try eigenpairs(nodeCount, .smallest, options: options)
  }

  /// All eigenvalues, ascending, by LAPACK on every component.
  public func eigenvalues(options: EigenOptions = EigenOptions()) throws(SpectralError) -> [Double] {
    let problem = kind == .randomWalk ? try symmetricTwin().eigenproblem : eigenproblem
    return try DenseEigensolver(problem: problem).eigenvalues(options)
  }

  /// The operator with what is known of it.
  var eigenproblem: Eigenproblem {
    Eigenproblem(
      op: LaplacianOperator(self), matrix: { matrix }, pattern: graph.incoming,
      known: KnownEigenspace.all(of: self),
      bounds: eigenvalueBounds)
  }

  /// The symmetric Laplacian of the same graph, which has the same eigenvalues as the random-walk one.
  func symmetricTwin() throws(SpectralError) -> Laplacian {
    do {
      return try graph.laplacian(.symmetric)
    } catch {
      throw .unsuitable(error)
    }
  }

  private func rightEigenpairs(_ pairs: Eigenpairs) -> Eigenpairs {
    var vectors = pairs.vectors
    let count = pairs.count
    let target = unsafe vectors.uniquePointer()
    for node in 0..<nodeCount {
      let factor = degrees[node] > 0 ? 1 / degrees[node].squareRoot() : 1
      for column in 0..<count { unsafe target[node * count + column] *= factor }
    }
    let factors = ColumnSums.products(vectors, vectors).map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    for node in 0..<nodeCount {
      for column in 0..<count { unsafe target[node * count + column] *= factors[column] }
    }
    var image = GraphSignals(uninitialized: nodeCount, count: count)
    unsafe multiply(vectors.pointer, into: image.uniquePointer(), width: count)
    let images = unsafe image.uniquePointer()
    for node in 0..<nodeCount {
      for column in 0..<count {
        unsafe images[node * count + column] -= unsafe pairs.values[column] * target[node * count + column]
      }
    }
    let residuals = ColumnSums.products(image, image).map { $0.squareRoot() }
    return Eigenpairs(
      values: pairs.values, vectors: vectors.withSettledSigns(), residuals: residuals, method: pairs.method)
  }
}

extension SymmetricOperator {
  /// `count` eigenpairs at `end`, from products with the operator alone.
  ///
  /// - Parameter known: where ``eigenvalueBounds`` is nil the spectrum is first enclosed by a few Lanczos steps.
  public func eigenpairs(_ count: Int, _ end: SpectrumEnd, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  {
    let bounds = eigenvalueBounds ?? SpectrumEnclosure(self, seed: options.seed).bounds
    let matrix = self as? SparseMatrix<Double>
    let problem = Eigenproblem(
      op: self, matrix: matrix.map { matrix in { matrix } }, pattern: matrix?.pattern, known: [],
      bounds: bounds)
    return try problem.eigenpairs(count, end, options)
  }
}
