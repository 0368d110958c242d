/// Eigenvalues in ascending order, a unit vector for each, and how good they are.
///
/// A multiple eigenvalue stands as often as it was asked for and found, with orthogonal vectors. The sign of a
/// vector is such that its element of largest magnitude is positive (the first one, where several are as large).
public struct Eigenpairs: Sendable, Equatable {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// The eigenvectors as columns, `[nodes, values]`.
  public let vectors: GraphSignals
  /// The norm of A x - lambda x for every pair.
  public let residuals: [Double]
  /// The method that found them.
  public let method: EigenMethod

  /// How many pairs there are.
  public var count: Int { values.count }

  /// The eigenvalues that differ by no more than `tolerance` from the next, each with how often it stands.
  public func multiplicities(tolerance: Double = 1e-9) -> [(value: Double, multiplicity: Int)] {
    Self.multiplicities(of: values, tolerance: tolerance)
  }

  /// The runs of ascending `values` whose neighbours differ by no more than `tolerance`: the first value of each
  /// and its length.
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

/// How eigenpairs are computed.
public enum EigenMethod: String, Sendable, CaseIterable {
  /// What suits the size, the structure and the number of pairs.
  case automatic
  /// All eigenvalues by LAPACK, component by component.
  case dense
  /// Krylov spaces of (L - shift)^-1, which CHOLMOD factorizes.
  case shiftInvert = "shift-invert"
  /// Krylov spaces of L itself.
  case lanczos
  /// Subspace iteration with a Chebyshev polynomial that damps the unwanted part of the spectrum.
  case chebyshev
  /// Locally optimal block conjugate gradients.
  case lobpcg
  /// Known from the components of the graph, without iteration.
  case components
}

/// Which eigenvalues are wanted.
public enum SpectrumEnd: Sendable, Equatable {
  /// The smallest ones.
  case smallest
  /// The largest ones.
  case largest
  /// Those nearest to a number.
  case nearest(Double)
}

/// How eigenpairs are to be found.
public struct EigenOptions: Sendable, Equatable {
  /// The largest norm of A x - lambda x, in units of half the width of the interval that holds the spectrum (1
  /// for normalized Laplacians). Smaller than rounding allows means: as good as rounding allows.
  public var tolerance: Double
  /// The method.
  public var method: EigenMethod
  /// How many products with the operator, or solutions with its factorization, may be made.
  public var maximumProducts: Int
  /// Decides the random starting vectors.
  public var seed: UInt64
  /// Bytes that a factorization or a dense matrix may take; nil: half the memory of the machine.
  public var memoryLimit: Int?

  /// Creates options. A tolerance that is negative or not a number stops the program.
  public init(
    tolerance: Double = 1e-8, method: EigenMethod = .automatic, maximumProducts: Int = 200_000,
    seed: UInt64 = 0,
    memoryLimit: Int? = nil
  ) {
    guard tolerance >= 0 else { fatalError("EigenOptions: the tolerance \(tolerance) is negative") }
    self.tolerance = tolerance
    self.method = method
    self.maximumProducts = maximumProducts
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// Bytes that a factorization or a dense matrix may take.
  var bytesAllowed: Double { memoryLimit.map(Double.init) ?? SystemMemory.half }
}
