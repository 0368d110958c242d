// SPDX-License-Identifier: Apache-2.0

/// Eigenvalues in ascending order with their unit eigenvectors and residuals.
///
/// A multiple eigenvalue is listed as often as it was requested and found, with orthogonal vectors. The
/// sign of a vector is such that its element of largest magnitude is positive (the first one if several
/// are equally large).
public struct Eigenpairs: Sendable {
  /// The eigenvalues in ascending order.
  public let values: [Double]
  /// The eigenvectors as columns, `[nodes, values]`.
  public let vectors: GraphSignals
  /// The norm of A x - lambda x for each pair.
  public let residuals: [Double]
  /// The method that found the pairs.
  public let method: EigenMethod

  /// Whether these are all of the requested eigenvalues, so that no copy of a multiple one was missed: true if it
  /// is proven, false if some are missing, nil if it cannot be found out.
  ///
  /// The eigenvalues are counted with a factorization when this is first read, which can take as long as finding
  /// them; see also ``EigenOptions/provesCompleteness``. There is no such factorization for graphs that cannot be
  /// cut in two at a few nodes, nor for operators without entries. Eigenvalues that differ from the outermost one by
  /// less than 1e-6, in the unit of ``EigenOptions/tolerance``, count as equal to it. Pairs of all eigenvalues, and
  /// those that the components of the graph determine, are always complete.
  public var isComplete: Bool? {
    switch completion {
    case .known(let isComplete): isComplete
    case .unproven(let proof): proof.result
    }
  }
  var completion: Completion

  init(
    values: [Double], vectors: GraphSignals, residuals: [Double], method: EigenMethod,
    completion: Completion = .known(nil)
  ) {
    self.values = values
    self.vectors = vectors
    self.residuals = residuals
    self.method = method
    self.completion = completion
  }

  /// The number of pairs.
  public var count: Int { values.count }

  /// Returns the distinct eigenvalues with their multiplicities. Eigenvalues count as equal if
  /// neighbouring ones differ by at most `tolerance`.
  public func multiplicities(tolerance: Double = 1e-9) -> [(value: Double, multiplicity: Int)] {
    Self.multiplicities(of: values, tolerance: tolerance)
  }

  /// Returns the runs of ascending `values` in which neighbouring values differ by at most `tolerance`:
  /// the first value of each run and its length.
  public static func multiplicities(of values: [Double], tolerance: Double = 1e-9)
    -> [(value: Double, multiplicity: Int)]
  {
    var runs = [(value: Double, multiplicity: Int)]()
    var previous = -Double.infinity
    for value in values {
      if value - previous <= tolerance {
        runs[runs.count - 1].multiplicity += 1
      } else {
        runs.append((value, 1))
      }
      previous = value
    }
    return runs
  }
}

extension Eigenpairs: Equatable {
  /// Returns whether both have the same pairs, found by the same method.
  public static func == (left: Eigenpairs, right: Eigenpairs) -> Bool {
    left.values == right.values && left.residuals == right.residuals && left.method == right.method
      && left.vectors == right.vectors
  }
}

/// A method of computing eigenpairs.
public enum EigenMethod: String, Sendable, CaseIterable {
  /// The method that suits the size, the structure and the number of pairs.
  case automatic
  /// All eigenvalues by LAPACK, one connected component at a time.
  case dense
  /// Krylov spaces of (L - shift)^-1, computed with a factorization by CHOLMOD.
  case shiftInvert = "shift-invert"
  /// Krylov spaces of L itself.
  case lanczos
  /// Krylov spaces of a Chebyshev polynomial that damps the rest of the spectrum.
  case chebyshev
  /// Locally optimal block conjugate gradients.
  case lobpcg
  /// Exact eigenpairs known from the components of the graph, without iteration.
  case components
}

/// The part of the spectrum to compute.
public enum SpectrumEnd: Sendable, Equatable {
  /// The smallest eigenvalues.
  case smallest
  /// The largest eigenvalues.
  case largest
  /// The eigenvalues nearest to a number.
  case nearest(Double)
}

/// Options of the eigensolvers.
public struct EigenOptions: Sendable, Equatable {
  /// The maximum norm of A x - lambda x, in units of half the width of the interval that contains the
  /// spectrum (1 for normalized Laplacians). A tolerance below the rounding errors means the best
  /// possible accuracy.
  public var tolerance: Double
  /// The method of computing the eigenpairs.
  public var method: EigenMethod
  /// The maximum number of products with the operator, or of solutions with its factorization; nil means 200,000, or
  /// 2,000,000 for the eigenvalues nearest to a number, of which there may be many.
  public var maximumProducts: Int?
  /// The seed of the random starting vectors.
  public var seed: UInt64
  /// The maximum number of bytes for a factorization or a dense matrix; nil means half the memory of the
  /// machine.
  public var memoryLimit: Int?
  /// Whether iterative methods count the eigenvalues that they should have found, where a factorization is
  /// affordable, and search again if they have missed some. False by default: ``Eigenpairs/isComplete`` counts them
  /// only when it is read.
  public var provesCompleteness: Bool

  /// Creates options. Traps if the tolerance is negative or NaN.
  public init(
    tolerance: Double = 1e-8, method: EigenMethod = .automatic, maximumProducts: Int? = nil, seed: UInt64 = 0,
    memoryLimit: Int? = nil, provesCompleteness: Bool = false
  ) {
    guard tolerance >= 0 else { fatalError("EigenOptions: tolerance \(tolerance); must be at least 0") }
    self.tolerance = tolerance
    self.method = method
    self.maximumProducts = maximumProducts
    self.seed = seed
    self.memoryLimit = memoryLimit
    self.provesCompleteness = provesCompleteness
  }

  /// The maximum number of products.
  var productLimit: Int { maximumProducts ?? 200_000 }

  /// The maximum number of bytes for a factorization or a dense matrix.
  var bytesAllowed: Double { memoryLimit.map(Double.init) ?? SystemMemory.half }
}
