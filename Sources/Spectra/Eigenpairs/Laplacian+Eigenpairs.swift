// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension Laplacian {
  /// Returns the `count` smallest eigenvalues with their vectors, or all if the graph has fewer nodes.
  public func eigenpairs(smallest count: Int, options: EigenOptions = EigenOptions()) throws(SpectralError)
    -> Eigenpairs
  { try eigenpairs(count, .smallest, options: options) }

  /// Returns the `count` largest eigenvalues with their vectors, or all if the graph has fewer nodes.
  public func eigenpairs(largest count: Int, options: EigenOptions = EigenOptions()) throws(SpectralError)
    -> Eigenpairs
  { try eigenpairs(count, .largest, options: options) }

  /// Returns the `count` eigenvalues nearest to `shift` with their vectors.
  public func eigenpairs(nearest count: Int, to shift: Double, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  { try eigenpairs(count, .nearest(shift), options: options) }

  /// Returns `count` eigenpairs at `end`.
  ///
  /// Eigenpairs that the components of the graph determine (0 for each component, 2 for each bipartite
  /// one) are known exactly, and the search excludes them. The vectors of the random-walk Laplacian are
  /// its right eigenvectors D^-1/2 u, scaled to unit length; they are orthogonal in the inner product of
  /// D.
  /// - Throws: A ``SpectralError`` if not all pairs converge (it contains those that did) or if they
  ///   need too much memory.
  public func eigenpairs(_ count: Int, _ end: SpectrumEnd, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  {
    guard kind == .randomWalk else { return try eigenproblem.eigenpairs(count, end, options) }
    let pairs = try symmetricTwin().eigenproblem.eigenpairs(count, end, options)
    return rightEigenpairs(pairs)
  }

  /// Returns all eigenvalues with their vectors, computed by LAPACK for each component. Takes time
  /// proportional to the cube and memory proportional to the square of the size of the largest
  /// component.
  public func eigenpairs(options: EigenOptions = EigenOptions()) throws(SpectralError) -> Eigenpairs {
    var options = options
    options.method = .dense
    return try eigenpairs(nodeCount, .smallest, options: options)
  }

  /// Returns all eigenvalues in ascending order, computed by LAPACK for each component.
  public func eigenvalues(options: EigenOptions = EigenOptions()) throws(SpectralError) -> [Double] {
    let problem = kind == .randomWalk ? try symmetricTwin().eigenproblem : eigenproblem
    return try DenseEigensolver(problem: problem).eigenvalues(options)
  }

  /// The eigenproblem of the operator, with everything known about it.
  var eigenproblem: Eigenproblem {
    Eigenproblem(
      op: LaplacianOperator(self), matrix: { matrix }, pattern: graph.incoming,
      known: KnownEigenspace.all(of: self),
      bounds: eigenvalueBounds)
  }

  /// Returns the symmetric Laplacian of the same graph, which has the same eigenvalues as the
  /// random-walk Laplacian.
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
      values: pairs.values, vectors: vectors.withSettledSigns(), residuals: residuals, method: pairs.method,
      completion: pairs.completion)
  }
}

extension SymmetricOperator {
  /// Returns `count` eigenpairs at `end`, computed only from products with the operator.
  ///
  /// If ``eigenvalueBounds`` is nil, a few Lanczos steps first determine an interval that contains the
  /// spectrum.
  public func eigenpairs(_ count: Int, _ end: SpectrumEnd, options: EigenOptions = EigenOptions())
    throws(SpectralError) -> Eigenpairs
  {
    let bounds = eigenvalueBounds ?? SpectrumEnclosure(self, seed: options.seed).bounds
    let matrix = self as? SparseMatrix<Double>
    let entries: (@Sendable () -> SparseMatrix<Double>)? = matrix.map { matrix in { @Sendable in matrix } }
    let problem = Eigenproblem(
      op: self, matrix: entries, pattern: matrix?.pattern, known: [],
      bounds: bounds)
    return try problem.eigenpairs(count, end, options)
  }
}

extension Laplacian {
  /// Returns the number of eigenvalues that are missing from `pairs`, or nil if they cannot be counted.
  package func missingCount(from pairs: Eigenpairs, _ end: SpectrumEnd) -> Int? {
    Completeness(eigenproblem, EigenOptions())?.missing(from: pairs, end)
  }

  /// Returns `pairs`, found by any method, with the eigenvalues that they lack.
  package func completed(_ pairs: Eigenpairs, _ end: SpectrumEnd) throws(SpectralError) -> Eigenpairs {
    let problem = eigenproblem
    return try problem.complete(pairs, end, EigenOptions(provesCompleteness: true)) {
      (count: Int, options: EigenOptions) throws(SpectralError) -> Eigenpairs in
      try problem.eigenpairs(count, end, EigenOptions(seed: options.seed))
    }
  }
}
