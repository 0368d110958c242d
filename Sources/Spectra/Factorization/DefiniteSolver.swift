// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// A solver for systems with one sparse symmetric positive definite matrix. It uses a factorization if
/// that is cheap, and conjugate gradients otherwise.
struct DefiniteSolver: Sendable {
  private let matrix: SparseMatrix<Double>
  private let tolerance: Double
  #if SuiteSparse
    private let factorization: CholeskyFactorization?
  #endif
  private let inverseDiagonal: [Double]

  /// Prepares a solver for a matrix. Throws if the matrix is not positive definite.
  ///
  /// - Parameters:
  ///   - matrix: The matrix.
  ///   - tolerance: The residual, relative to the right side, at which conjugate gradients stop.
  init(_ matrix: SparseMatrix<Double>, tolerance: Double = 1e-12) throws(SpectralError) {
    self.matrix = matrix
    self.tolerance = tolerance
    var diagonal = [Double](repeating: 0, count: matrix.rowCount)
    for row in 0..<matrix.rowCount {
      for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1]
      where Int(matrix.pattern.columnIndices[entry]) == row { diagonal[row] += matrix.values[entry] }
    }
    guard diagonal.allSatisfy({ $0 > 0 }) else {
      throw .unavailable(
        "the system has no unique solution: part of the graph is not connected to a known node")
    }
    inverseDiagonal = diagonal.map { 1 / $0 }
    #if SuiteSparse
      var made: CholeskyFactorization?
      if matrix.rowCount > 0 && SeparatorEstimate(matrix.pattern).isWorthFactorizing {
        made = CholeskyFactorization(pattern: matrix, .positive)
        if let candidate = made {
          if candidate.estimatedBytes > SystemMemory.half {
            made = nil
          } else if !candidate.factorize(matrix, factor: 1, shift: 0) {
            throw .unavailable("the system has no unique solution: its matrix is not positive definite")
          } else {
            candidate.keepFactorOnly()
          }
        }
      }
      factorization = made
    #endif
  }

  /// The logarithm of the determinant, or nil without a factorization.
  var logDeterminant: Double? {
    #if SuiteSparse
      factorization?.logDeterminant
    #else
      nil
    #endif
  }

  /// Returns A^-1 b, column by column. Throws if conjugate gradients do not converge.
  func solve(_ b: GraphSignals) throws(SpectralError) -> GraphSignals {
    guard matrix.rowCount > 0 && b.signalCount > 0 else { return b }
    #if SuiteSparse
      if let factorization { return factorization.solve(b) }
    #endif
    return try conjugateGradients(b)
  }

  /// Solves by conjugate gradients with the diagonal as preconditioner, all columns at the same time
  /// (Hestenes and Stiefel 1952).
  private func conjugateGradients(_ b: GraphSignals) throws(SpectralError) -> GraphSignals {
    let count = b.signalCount
    var x = GraphSignals(zeros: b.nodeCount, count: count)
    var residual = b
    var scaled = residual.scalingRows(by: inverseDiagonal)
    var direction = scaled
    var product = ColumnSums.products(residual, scaled)
    let goals = ColumnSums.products(b, b).map { $0.squareRoot() * tolerance }
    var image = GraphSignals(uninitialized: b.nodeCount, count: count)
    for _ in 0..<max(1000, 20 * b.nodeCount) {
      let norms = ColumnSums.products(residual, residual).map { $0.squareRoot() }
      if zip(norms, goals).allSatisfy({ $0 <= $1 }) { return x }
      matrix.apply(to: direction, into: &image)
      let curvature = ColumnSums.products(direction, image)
      let steps = zip(product, curvature).map { $1 > 0 ? $0 / $1 : 0 }
      x.add(direction, times: steps)
      residual.add(image, times: steps.map { -$0 })
      scaled = residual.scalingRows(by: inverseDiagonal)
      let next = ColumnSums.products(residual, scaled)
      let ratios = zip(next, product).map { $1 > 0 ? $0 / $1 : 0 }
      direction = scaled.adding(direction, times: ratios)
      product = next
    }
    throw .unavailable("conjugate gradients did not converge; the system is nearly singular")
  }
}

extension GraphSignals {
  /// Adds x in place, with a factor per column.
  mutating func add(_ x: GraphSignals, times factors: [Double]) {
    let target = unsafe uniquePointer()
    let source = unsafe x.pointer
    let count = signalCount
    forEachRowRange { rows in
      for node in rows {
        for column in 0..<count {
          unsafe target[node * count + column] += unsafe factors[column] * source[node * count + column]
        }
      }
    }
  }

  /// Returns self + x, with a factor per column.
  func adding(_ x: GraphSignals, times factors: [Double]) -> GraphSignals {
    var sum = self
    sum.add(x, times: factors)
    return sum
  }
}
