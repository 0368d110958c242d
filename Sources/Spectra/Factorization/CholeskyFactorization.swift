// SPDX-License-Identifier: Apache-2.0

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
  /// Definite matrices are factorized with supernodes if that is faster, and indefinite ones as L D L^T
  /// without pivoting.
  @safe final class CholeskyFactorization: Sendable {
    /// The type of a factorization: Cholesky for positive definite matrices, L D L^T for indefinite
    /// ones.
    enum Definiteness { case positive, indefinite }

    /// The number of rows.
    let size: Int
    /// The estimated number of bytes of a factorization with its workspace.
    let estimatedBytes: Double
    private let factor: Mutex<CHOLMODFactor>

    /// Orders the matrix and counts the entries of its factor. The values of the matrix do not matter
    /// yet. Returns nil if the matrix is too large for the indices of CHOLMOD.
    init?(pattern matrix: SparseMatrix<Double>, _ definiteness: Definiteness) {
      size = matrix.rowCount
      _ = blasOnOneThread
      guard let made = unsafe CHOLMODFactor(matrix, definiteness) else { return nil }
      estimatedBytes = unsafe 12 * made.factorNonZeros
      unsafe factor = Mutex(made)
    }

    deinit { unsafe factor.withLock { unsafe $0.free() } }

    /// Factorizes factor A + shift I, where A has the pattern passed to the initialiser. Returns false
    /// if the matrix is not definite, or has no factorization without pivoting.
    func factorize(_ matrix: SparseMatrix<Double>, factor: Double, shift: Double) -> Bool {
      unsafe self.factor.withLock { unsafe $0.factorize(matrix, factor: factor, shift: shift) }
    }

    /// Releases memory that only another factorization would need.
    func keepFactorOnly() {
      unsafe factor.withLock { unsafe $0.releaseMatrix() }
      if SystemMemory.isScarce(vectorLength: size) { BufferPool.trim() }
    }

    /// The logarithm of the determinant of a positive definite matrix.
    var logDeterminant: Double { unsafe factor.withLock { unsafe $0.logDeterminant } }

    /// The number of negative eigenvalues of the indefinite matrix that was factorized last.
    var negativePivotCount: Int { unsafe factor.withLock { unsafe $0.negativePivotCount } }

    /// A bound on the norm of the rounding errors of the factorization L D L^T, as a change of the matrix.
    var backwardError: Double { unsafe factor.withLock { unsafe $0.backwardError } }

    /// Returns A^-1 b.
    func solve(_ b: GraphSignals) -> GraphSignals {
      unsafe factor.withLock { factor in
        var x = GraphSignals(uninitialized: b.nodeCount, count: b.signalCount)
        unsafe factor.solve(b.pointer, into: x.uniquePointer(), columns: b.signalCount)
        return x
      }
    }
  }
#endif
