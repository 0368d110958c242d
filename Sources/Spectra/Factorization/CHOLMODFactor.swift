// SPDX-License-Identifier: Apache-2.0

#if SuiteSparse
  internal import CGraphKernels
  internal import CSuiteSparse
  internal import GraphCore
  internal import TensorCore

  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Darwin)
    internal import Darwin
  #endif

  /// CHOLMOD's own objects. Its workspace must not be used by several threads at once.
  @unsafe struct CHOLMODFactor {
    private var common = UnsafeMutablePointer<cholmod_common>.allocate(capacity: 1)
    private var matrix: UnsafeMutablePointer<cholmod_sparse>?
    private var factor: UnsafeMutablePointer<cholmod_factor>?
    let factorNonZeros: Double

    init?(_ source: SparseMatrix<Double>, _ definiteness: CholeskyFactorization.Definiteness) {
      unsafe cholmod_start(common)
      unsafe common.pointee.print = 0
      // The number of operations per entry of the factor above which dense blocks are used. CHOLMOD's
      // default of 40 is too low for graphs, because their supernodes are small.
      unsafe common.pointee.supernodal_switch = 120
      if definiteness == .indefinite {
        unsafe common.pointee.supernodal = CHOLMOD_SIMPLICIAL
        unsafe common.pointee.final_ll = 0
      }
      let size = source.rowCount
      let offsets = unsafe source.pattern.rowOffsets.pointer
      let columns = unsafe source.pattern.columnIndices.pointer
      // The upper triangle by columns is the lower triangle by rows: the entries of row r up to column
      // r.
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
      let levels = csuitesparse_begin_one_thread()
      unsafe factor = cholmod_analyze(matrix, common)
      csuitesparse_end_one_thread(levels)
      unsafe factorNonZeros = common.pointee.lnz
      if unsafe factor == nil || common.pointee.status < 0 {
        unsafe free()
        return nil
      }
    }

    mutating func free() {
      unsafe cholmod_free_factor(&factor, common)
      unsafe cholmod_free_sparse(&matrix, common)
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
      let levels = csuitesparse_begin_one_thread()
      unsafe cholmod_factorize(matrix, factor, common)
      csuitesparse_end_one_thread(levels)
      return unsafe common.pointee.status == CHOLMOD_OK && factor.pointee.minor == factor.pointee.n
    }

    var logDeterminant: Double {
      guard let factor = unsafe factor else { return 0 }
      var sum = 0.0
      let values = unsafe factor.pointee.x.assumingMemoryBound(to: Double.self)
      if unsafe factor.pointee.is_super != 0 {
        // A supernode is a dense trapezoid stored by columns.
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

    /// The number of negative pivots of a factorization L D L^T.
    var negativePivotCount: Int {
      guard let factor = unsafe factor, unsafe factor.pointee.is_super == 0 && factor.pointee.is_ll == 0
      else {
        return 0
      }
      let values = unsafe factor.pointee.x.assumingMemoryBound(to: Double.self)
      let starts = unsafe factor.pointee.p.assumingMemoryBound(to: Int32.self)
      return (0..<(unsafe factor.pointee.n)).count { column in unsafe values[Int(starts[column])] < 0 }
    }

    /// `u k || |L| |D| |L^T| ||` in the largest row sum, for at most k entries per row of L and rounding unit u;
    /// infinite for other kinds of factorizations.
    var backwardError: Double {
      guard let factor = unsafe factor, unsafe factor.pointee.is_super == 0 && factor.pointee.is_ll == 0
      else {
        return .infinity
      }
      let size = unsafe Int(factor.pointee.n)
      let values = unsafe factor.pointee.x.assumingMemoryBound(to: Double.self)
      let starts = unsafe factor.pointee.p.assumingMemoryBound(to: Int32.self)
      let counts = unsafe factor.pointee.nz.assumingMemoryBound(to: Int32.self)
      let rows = unsafe factor.pointee.i.assumingMemoryBound(to: Int32.self)
      // The first entry of a column is the pivot; the 1 on the diagonal of L is not stored.
      var sums = [Double](repeating: 0, count: size)
      var entries = [Int32](repeating: 1, count: size)
      for column in 0..<size {
        let start = unsafe Int(starts[column])
        var sum = 1.0
        for place in start + 1..<max(start + 1, start + (unsafe Int(counts[column]))) {
          sum += unsafe abs(values[place])
        }
        let scaled = unsafe sum * abs(values[start])
        sums[column] += scaled
        for place in start + 1..<max(start + 1, start + (unsafe Int(counts[column]))) {
          unsafe sums[Int(rows[place])] += abs(values[place]) * scaled
          unsafe entries[Int(rows[place])] += 1
        }
      }
      return 0x1p-53 * Double(entries.max() ?? 1) * (sums.max() ?? 0)
    }

    /// Computes x = A^-1 b, eight columns at a time. Both are `[size, columns]`.
    func solve(_ b: UnsafePointer<Double>, into x: UnsafeMutablePointer<Double>, columns: Int) {
      guard let factor = unsafe factor else { return }
      let numbers = { (start: UnsafeMutableRawPointer?) in
        unsafe UnsafePointer(start?.assumingMemoryBound(to: Int32.self))
      }
      var triangular = unsafe gnk_factor()
      unsafe triangular.size = Int64(factor.pointee.n)
      unsafe triangular.permutation = numbers(factor.pointee.Perm)
      unsafe triangular.values = UnsafePointer(factor.pointee.x.assumingMemoryBound(to: Double.self))
      var room = unsafe Int(factor.pointee.n)
      if unsafe factor.pointee.is_super != 0 {
        let starts = unsafe factor.pointee.pi.assumingMemoryBound(to: Int32.self)
        room += unsafe (0..<factor.pointee.nsuper).reduce(0) {
          unsafe max($0, Int(starts[$1 + 1] - starts[$1]))
        }
        unsafe triangular.supernodes = Int64(factor.pointee.nsuper)
        unsafe triangular.first_columns = numbers(factor.pointee.super)
        unsafe triangular.starts = UnsafePointer(starts)
        unsafe triangular.value_starts = numbers(factor.pointee.px)
        unsafe triangular.rows = numbers(factor.pointee.s)
      } else {
        unsafe triangular.starts = numbers(factor.pointee.p)
        unsafe triangular.counts = numbers(factor.pointee.nz)
        unsafe triangular.rows = numbers(factor.pointee.i)
        unsafe triangular.has_unit_diagonal = factor.pointee.is_ll == 0 ? 1 : 0
      }
      let groups = (columns + 7) / 8
      unsafe Parallelism.forEachPiece(groups, nanoseconds: groups > 1 ? Int(factorNonZeros) * columns : 0) {
        group in
        let first = group * 8
        let work = MemoryBlock(byteCount: 8 * room * MemoryLayout<Double>.stride)
        unsafe gnk_factor_solve(
          &triangular, b + first, x + first, Int64(columns), Int64(min(8, columns - first)),
          work.pointer.bindMemory(to: Double.self, capacity: 8 * room))
        withExtendedLifetime(work) {}
      }
    }
  }
#endif
