// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Laplacian {
  /// Returns the product with a signal, one number per node.
  public func multiplied(by signal: [Double]) -> [Double] {
    guard signal.count == nodeCount else {
      fatalError("multiplied: [\(nodeCount), \(nodeCount)] x [\(signal.count)]: inner sizes differ")
    }
    return unsafe [Double](unsafeUninitializedCapacity: nodeCount) { target, count in
      unsafe signal.withUnsafeBufferPointer { source in
        if let source = source.baseAddress, let target = target.baseAddress {
          unsafe multiply(source, into: target, width: 1)
        }
      }
      count = nodeCount
    }
  }

  /// The operator as a sparse matrix with an explicit diagonal. Parallel edges are merged.
  public var matrix: SparseMatrix<Double> {
    var offsets = [0]
    var columns = [Int32]()
    var values = [Double]()
    offsets.reserveCapacity(nodeCount + 1)
    columns.reserveCapacity(graph.edgeCount + nodeCount)
    values.reserveCapacity(graph.edgeCount + nodeCount)
    let starts = unsafe graph.incoming.rowOffsets.pointer
    let neighbours = unsafe graph.incoming.columnIndices.pointer
    for row in 0..<nodeCount {
      let start = columns.count
      let add = { (column: Int32, value: Double) in
        if columns.count > start && columns[columns.count - 1] == column {
          values[values.count - 1] += value
        } else {
          columns.append(column)
          values.append(value)
        }
      }
      var hasDiagonal = false
      for entry in unsafe starts[row]..<starts[row + 1] {
        let column = unsafe neighbours[entry]
        if !hasDiagonal && Int(column) >= row {
          add(Int32(row), product.diagonal[row])
          hasDiagonal = true
        }
        // The scales are multiplied first, so that entries (i, j) and (j, i) are equal bit for bit.
        let scale =
          product.columnScale.map { product.rowScale[row] * $0[Int(column)] } ?? product.rowScale[row]
        add(column, (product.entryWeights?[entry] ?? 1) * scale)
      }
      if !hasDiagonal { add(Int32(row), product.diagonal[row]) }
      offsets.append(columns.count)
    }
    let pattern = CSRPattern(
      rowCount: nodeCount, columnCount: nodeCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns))
    return SparseMatrix(pattern: pattern, values: SharedBuffer(values), isSymmetric: isSymmetric)
  }

  /// Returns the rescaled Laplacian 2 L / largest - I. Its eigenvalues are in -1...1, the domain of
  /// Chebyshev polynomials (Defferrard, Bresson and Vandergheynst 2016, section 2.1).
  ///
  /// - Parameter largest: An upper bound of the largest eigenvalue; nil uses ``eigenvalueBounds``.
  public func rescaledMatrix(largestEigenvalue largest: Double? = nil) -> SparseMatrix<Double> {
    let bound = largest ?? eigenvalueBounds.upperBound
    let factor = bound > 0 ? 2 / bound : 0
    return matrix.mapValues(isSymmetric: isSymmetric) { row, column, value in
      value * factor - (row == column ? 1 : 0)
    }
  }

  /// Computes y = (factor L + shift) x + keep y, with x and y row-major and `width` columns wide. If
  /// `keep` is 0, y is not read.
  package func multiply(
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, width: Int, factor: Double = 1,
    shift: Double = 0, keep: Double = 0
  ) {
    unsafe product.multiply(x, into: y, width: width, factor: factor, shift: shift, keep: keep)
  }
}
