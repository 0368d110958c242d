// SPDX-License-Identifier: Apache-2.0

/// Eigenvalues in ascending order with their unit eigenvectors and residuals.
///
/// A multiple eigenvalue is listed as often as it was requested and found, with orthogonal vectors. The
/// sign of a vector is such that its element of largest magnitude is positive (the first one if several
/// are equally large).
public struct Eigenpairs: Sendable, Equatable {
  /// The eigenvalues in ascending order.
  public let values: [Double]
  /// The eigenvectors as columns, `[nodes, values]`.
  public let vectors: GraphSignals
  /// The norm of A x - lambda x for each pair.
  public let residuals: [Double]
  /// The method that found the pairs.
  public let method: EigenMethod

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
  /// The maximum number of products with the operator, or of solutions with its factorization.
  public var maximumProducts: Int
  /// The seed of the random starting vectors.
  public var seed: UInt64
  /// The maximum number of bytes for a factorization or a dense matrix; nil means half the memory of the
  /// machine.
  public var memoryLimit: Int?

  /// Creates options. Traps if the tolerance is negative or NaN.
  public init(
    tolerance: Double = 1e-8, method: EigenMethod = .automatic, maximumProducts: Int = 200_000,
    seed: UInt64 = 0,
    memoryLimit: Int? = nil
  ) {
    guard tolerance >= 0 else { fatalError("EigenOptions: tolerance \(tolerance); must be at least 0") }
    self.tolerance = tolerance
    self.method = method
    self.maximumProducts = maximumProducts
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// The maximum number of bytes for a factorization or a dense matrix.
  var bytesAllowed: Double { memoryLimit.map(Double.init) ?? SystemMemory.half }
}
