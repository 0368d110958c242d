#if SuiteSparse
  internal import CSuiteSparse
  internal import GraphCore
  internal import Synchronization
  internal import TensorCore

  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Darwin)
    internal import Darwin
  #endif

  /// A factorization of a sparse symmetric matrix by CHOLMOD (Chen, Davis, Hager and Rajamanickam 2008).
  ///
  /// Definite matrices are factorized with supernodes where that pays; indefinite ones as L D L^T without pivoting.
  @safe final class CholeskyFactorization: Sendable {
    /// How a factorization is to be made.
    enum Definiteness { case positive, indefinite }

    /// The number of rows.
    let size: Int
    /// About what a factorization takes with its work space, in bytes.
    let estimatedBytes: Double
    private let factor: Mutex<CHOLMODFactor>

    /// Orders the matrix and counts what its factor will hold; the values of entries do not matter yet.
    /// Nil where CHOLMOD finds it too large for its indices.
    init?(pattern matrix: SparseMatrix<Double>, _ definiteness: Definiteness) {
      size = matrix.rowCount
      _ = blasOnOneThread
      guard let made = unsafe CHOLMODFactor(matrix, definiteness) else { return nil }
      estimatedBytes = unsafe 12 * made.factorNonZeros
      unsafe factor = Mutex(made)
    }

    deinit { unsafe factor.withLock { unsafe $0.free() } }

    /// Factorizes factor A + shift I, A with the pattern that was given. False where the matrix is not definite, or
    /// has no factorization without pivoting.
    func factorize(_ matrix: SparseMatrix<Double>, factor: Double, shift: Double) -> Bool {
      unsafe self.factor.withLock { unsafe $0.factorize(matrix, factor: factor, shift: shift) }
    }

    /// Gives back what only making another factorization would need.
    func keepFactorOnly() {
      unsafe factor.withLock { unsafe $0.releaseMatrix() }
      if SystemMemory.isScarce(vectorLength: size) { BufferPool.trim() }
    }

    /// The logarithm of the determinant of a positive definite matrix.
    var logDeterminant: Double { unsafe factor.withLock { unsafe $0.logDeterminant } }

    /// How many eigenvalues of the indefinite matrix that was factorized last are negative.
    var negativePivotCount: Int { unsafe factor.withLock { unsafe $0.negativePivotCount } }

    /// A^-1 b.
    func solve(_ b: GraphSignals) -> GraphSignals {
      let x = GraphSignals(uninitialized: b.nodeCount, count: b.signalCount)
      unsafe factor.withLock { factor in
        unsafe factor.solve(b.pointer, into: x.ownedPointer, columns: b.signalCount)
      }
      return x
    }
  }
#endif
