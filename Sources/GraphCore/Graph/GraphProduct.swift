// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
package import TensorCore

/// The operator M = diagonal + R A S on a square pattern, where A is the weight matrix and R and S are
/// diagonal.
///
/// All Laplacians and related operators are built from it. The matrix itself is never formed.
package struct GraphProduct: Sendable {
  /// The positions of the entries of A.
  package let pattern: CSRPattern
  /// The entries of A, or nil if all are 1.
  package let entryWeights: SharedBuffer<Double>?
  /// The diagonal of M.
  package let diagonal: SharedBuffer<Double>
  /// The diagonal of R.
  package let rowScale: SharedBuffer<Double>
  /// The diagonal of S, or nil if S is the identity.
  package let columnScale: SharedBuffer<Double>?

  /// Creates the operator on the edges of `graph`. The closures compute the diagonals from the degrees
  /// of the nodes.
  package init(
    _ graph: Graph, degrees: [Double], diagonal: (Double) -> Double, rowScale: (Double) -> Double,
    columnScale: ((Double) -> Double)? = nil
  ) {
    pattern = graph.incoming
    entryWeights = graph.weights.map { _ in graph.entryWeights() }
    self.diagonal = Self.perNode(degrees, diagonal)
    self.rowScale = Self.perNode(degrees, rowScale)
    self.columnScale = columnScale.map { Self.perNode(degrees, $0) }
  }

  private static func perNode(_ degrees: [Double], _ value: (Double) -> Double) -> SharedBuffer<Double> {
    unsafe SharedBuffer(count: degrees.count) { target in
      for node in target.indices { unsafe target[node] = value(degrees[node]) }
    }
  }

  /// Computes y = (factor M + shift) x + keep y, with x and y row-major and `width` columns wide. If
  /// `keep` is 0, y is not read.
  package func multiply(
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, width: Int, factor: Double = 1,
    shift: Double = 0, keep: Double = 0
  ) {
    guard width > 0 && pattern.rowCount > 0 else { return }
    guard let columnScale else {
      unsafe gather(x, x, y, width, factor, shift, keep)
      return
    }
    let scaled = MemoryBlock(byteCount: pattern.rowCount * width * MemoryLayout<Double>.stride)
    let target = unsafe scaled.pointer.bindMemory(to: Double.self, capacity: pattern.rowCount * width)
    Parallelism.forEachRange(
      pattern.rowCount, grain: max(1, 16384 / width), nanoseconds: pattern.rowCount * width / 4
    ) { rows in
      unsafe gnk_scale_rows(
        columnScale.pointer, x, target, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    unsafe gather(target, x, y, width, factor, shift, keep)
    withExtendedLifetime(scaled) {}
  }

  private func gather(
    _ x: UnsafePointer<Double>, _ z: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ width: Int,
    _ factor: Double, _ shift: Double, _ keep: Double
  ) {
    let matrix = unsafe gnk_csr_f64(
      offsets: pattern.offsetsPointer, columns: pattern.columnIndices.pointer, values: entryWeights?.pointer)
    let product = unsafe gnk_graph_operator_t(
      matrix: matrix, diagonal: diagonal.pointer, scale: rowScale.pointer, factor: factor, shift: shift)
    // Operands that fit in the second-level cache need no prefetching.
    let prefetch: Int32 = pattern.rowCount * width * 8 > 1 << 20 ? 1 : 0
    pattern.forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      unsafe gnk_graph_operator(
        product, x, z, keep, y, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound), prefetch)
    }
  }
}
