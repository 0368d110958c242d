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
    private let handle: Mutex<Handle>

    /// Orders the matrix and counts what its factor will hold; the values of entries do not matter yet.
    /// Nil where CHOLMOD finds it too large for its indices.
    init?(pattern matrix: SparseMatrix<Double>, _ definiteness: Definiteness) {
      size = matrix.rowCount
      _ = blasOnOneThread
      guard let made = unsafe Handle(matrix, definiteness) else { return nil }
      estimatedBytes = unsafe 12 * made.factorNonZeros
      unsafe handle = Mutex(made)
    }

    deinit { unsafe handle.withLock { unsafe $0.free() } }

    /// Factorizes factor A + shift I, A with the pattern that was given. False where the matrix is not definite, or
    /// has no factorization without pivoting.
    func factorize(_ matrix: SparseMatrix<Double>, factor: Double, shift: Double) -> Bool {
      unsafe handle.withLock { unsafe $0.factorize(matrix, factor: factor, shift: shift) }
    }

    /// Gives back what only making another factorization would need.
    func keepFactorOnly() {
      unsafe handle.withLock { unsafe $0.releaseMatrix() }
      if SystemMemory.isScarce(vectorLength: size) { BufferPool.trim() }
    }

    /// The logarithm of the determinant of a positive definite matrix.
    var logDeterminant: Double { unsafe handle.withLock { unsafe $0.logDeterminant } }

    /// A^-1 b.
    func solve(_ b: GraphSignals) -> GraphSignals {
      let x = GraphSignals(uninitialized: b.nodeCount, count: b.signalCount)
      unsafe handle.withLock { unsafe $0.solve(b.pointer, into: x.ownedPointer, columns: b.signalCount) }
      return x
    }
  }

  /// CHOLMOD's own objects. Its work space is not for several threads at once.
  @unsafe private struct Handle {
    private var common = UnsafeMutablePointer<cholmod_common>.allocate(capacity: 1)
    private var matrix: UnsafeMutablePointer<cholmod_sparse>?
    private var factor: UnsafeMutablePointer<cholmod_factor>?
    private var right: UnsafeMutablePointer<cholmod_dense>?
    private var solution: UnsafeMutablePointer<cholmod_dense>?
    private var work: (UnsafeMutablePointer<cholmod_dense>?, UnsafeMutablePointer<cholmod_dense>?) = (
      nil, nil
    )
    let factorNonZeros: Double

    init?(_ source: SparseMatrix<Double>, _ definiteness: CholeskyFactorization.Definiteness) {
      unsafe cholmod_start(common)
      unsafe common.pointee.print = 0
      csuitesparse_use_one_thread()
      // Operations per entry of the factor from which dense blocks pay; CHOLMOD's own choice, 40, is too early for
      // graphs: their supernodes are small.
      unsafe common.pointee.supernodal_switch = 120
      if definiteness == .indefinite {
        unsafe common.pointee.supernodal = CHOLMOD_SIMPLICIAL
        unsafe common.pointee.final_ll = 0
      }
      let size = source.rowCount
      let offsets = unsafe source.pattern.rowOffsets.pointer
      let columns = unsafe source.pattern.columnIndices.pointer
      // The upper triangle by columns is the lower one by rows: the entries of row r up to column r.
      var kept = 0
      for row in 0..<size {
        for entry in unsafe offsets[row]..<offsets[row + 1] where unsafe Int(columns[entry]) <= row {
          kept += 1
        }
      }
      unsafe matrix = cholmod_allocate_sparse(size, size, kept, 1, 1, 1, CHOLMOD_REAL, common)
      guard let matrix = unsafe matrix else {
        unsafe cholmod_finish(common)
        unsafe common.deallocate()
        return nil
      }
      let starts = unsafe matrix.pointee.p.assumingMemoryBound(to: Int32.self)
      let rows = unsafe matrix.pointee.i.assumingMemoryBound(to: Int32.self)
      kept = 0
      for row in 0..<size {
        unsafe starts[row] = Int32(kept)
        for entry in unsafe offsets[row]..<offsets[row + 1] where unsafe Int(columns[entry]) <= row {
          unsafe rows[kept] = columns[entry]
          kept += 1
        }
      }
      unsafe starts[size] = Int32(kept)
      unsafe factor = cholmod_analyze(matrix, common)
      unsafe factorNonZeros = common.pointee.lnz
      if unsafe factor == nil || common.pointee.status < 0 {
        unsafe free()
        return nil
      }
    }

    mutating func free() {
      unsafe cholmod_free_factor(&factor, common)
      unsafe cholmod_free_sparse(&matrix, common)
      unsafe cholmod_free_dense(&right, common)
      unsafe cholmod_free_dense(&solution, common)
      unsafe cholmod_free_dense(&work.0, common)
      unsafe cholmod_free_dense(&work.1, common)
      unsafe cholmod_finish(common)
      unsafe common.deallocate()
    }

    mutating func releaseMatrix() { unsafe cholmod_free_sparse(&matrix, common) }

    func factorize(_ source: SparseMatrix<Double>, factor scale: Double, shift: Double) -> Bool {
      guard let matrix = unsafe matrix, let factor = unsafe factor else { return false }
      let values = unsafe matrix.pointee.x.assumingMemoryBound(to: Double.self)
      let offsets = unsafe source.pattern.rowOffsets.pointer
      let columns = unsafe source.pattern.columnIndices.pointer
      let entries = unsafe source.values.pointer
      var kept = 0
      for row in 0..<source.rowCount {
        for entry in unsafe offsets[row]..<offsets[row + 1] {
          let column = unsafe Int(columns[entry])
          guard column <= row else { continue }
          unsafe values[kept] = scale * entries[entry] + (column == row ? shift : 0)
          kept += 1
        }
      }
      unsafe cholmod_factorize(matrix, factor, common)
      return unsafe common.pointee.status == CHOLMOD_OK && factor.pointee.minor == factor.pointee.n
    }

    var logDeterminant: Double {
      guard let factor = unsafe factor else { return 0 }
      var sum = 0.0
      let values = unsafe factor.pointee.x.assumingMemoryBound(to: Double.self)
      if unsafe factor.pointee.is_super != 0 {
        // A supernode is a dense trapezoid by columns.
        let first = unsafe factor.pointee.super.assumingMemoryBound(to: Int32.self)
        let rowStarts = unsafe factor.pointee.pi.assumingMemoryBound(to: Int32.self)
        let valueStarts = unsafe factor.pointee.px.assumingMemoryBound(to: Int32.self)
        for node in 0..<(unsafe factor.pointee.nsuper) {
          let rows = unsafe Int(rowStarts[node + 1] - rowStarts[node])
          for column in 0..<(unsafe Int(first[node + 1] - first[node])) {
            sum += unsafe 2 * log(values[Int(valueStarts[node]) + column * (rows + 1)])
          }
        }
        return sum
      }
      let starts = unsafe factor.pointee.p.assumingMemoryBound(to: Int32.self)
      let isProduct = unsafe factor.pointee.is_ll != 0
      for column in 0..<(unsafe factor.pointee.n) {
        sum += unsafe (isProduct ? 2 : 1) * log(values[Int(starts[column])])
      }
      return sum
    }

    mutating func solve(_ b: UnsafePointer<Double>, into x: UnsafeMutablePointer<Double>, columns: Int) {
      guard let factor = unsafe factor else { return }
      let size = unsafe Int(factor.pointee.n)
      if unsafe right == nil || right?.pointee.ncol != columns {
        unsafe cholmod_free_dense(&right, common)
        unsafe right = cholmod_allocate_dense(size, columns, size, CHOLMOD_REAL, common)
      }
      guard let right = unsafe right else { fatalError("CHOLMOD: no memory for \(columns) right sides") }
      // CHOLMOD keeps columns together.
      let packed = unsafe right.pointee.x.assumingMemoryBound(to: Double.self)
      for row in 0..<size {
        for column in 0..<columns { unsafe packed[column * size + row] = unsafe b[row * columns + column] }
      }
      guard
        unsafe cholmod_solve2(
          CHOLMOD_A, factor, right, nil, &solution, nil, &work.0, &work.1, common) != 0,
        let solution = unsafe solution
      else { fatalError("CHOLMOD: solving failed with status \(unsafe common.pointee.status)") }
      let unpacked = unsafe solution.pointee.x.assumingMemoryBound(to: Double.self)
      for row in 0..<size {
        for column in 0..<columns { unsafe x[row * columns + column] = unsafe unpacked[column * size + row] }
      }
    }
  }
#endif
