// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import TensorCore

/// A dense matrix as an array of rows.
typealias DenseMatrix = [[Double]]

/// Returns independent random numbers that are uniform in -1...1.
func randomSignal(_ count: Int, seed: UInt64 = 7) -> [Double] {
  let stream = RandomStream(seed: seed, purpose: .generation, ordinal: 9)
  return (0..<count).map { 2 * stream.uniform(at: UInt64($0)) - 1 }
}

/// Returns the Euclidean norm of a vector.
func norm(_ values: [Double]) -> Double { dot(values, values).squareRoot() }

/// Returns the Euclidean distance between two vectors.
func distance(_ left: [Double], _ right: [Double]) -> Double { norm(zip(left, right).map { $0 - $1 }) }

/// Returns the product A x of a dense matrix and a vector.
func product(_ matrix: DenseMatrix, _ x: [Double]) -> [Double] { matrix.map { dot($0, x) } }

/// Returns a sparse matrix as a dense one; duplicate entries are added.
func dense(_ matrix: SparseMatrix<Double>) -> DenseMatrix {
  var rows = DenseMatrix(
    repeating: [Double](repeating: 0, count: matrix.columnCount), count: matrix.rowCount)
  for row in 0..<matrix.rowCount {
    for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
      rows[row][Int(matrix.pattern.columnIndices[entry])] += matrix.values[entry]
    }
  }
  return rows
}

/// Returns the weights between all pairs of nodes, computed from the list of edges.
func denseAdjacency(_ graph: Graph) -> DenseMatrix {
  var rows = DenseMatrix(repeating: [Double](repeating: 0, count: graph.nodeCount), count: graph.nodeCount)
  let (sources, targets, weights) = graph.edges()
  for edge in sources.indices { rows[Int(targets[edge])][Int(sources[edge])] += weights?[edge] ?? 1 }
  return rows
}

/// Returns the symmetric matrix of an operator from its products with unit vectors.
func denseOperator(_ op: some SymmetricOperator) -> DenseMatrix {
  let size = op.size
  let unit = GraphSignals(columns: (0..<size).map { node in (0..<size).map { $0 == node ? 1 : 0 } })
  let image = op(unit)
  return (0..<size).map { image.row($0) }
}

/// Returns the largest absolute difference of two matrices, infinite if their shapes differ.
func largestDifference(_ left: DenseMatrix, _ right: DenseMatrix) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, largestDifference($1.0, $1.1)) }
}

/// Returns the solution of a small linear system by Gauss-Jordan elimination with pivoting.
func solved(_ matrix: DenseMatrix, _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let count = right.count
  for column in 0..<count {
    let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    for row in 0..<count where row != column {
      let factor = rows[row][column] / rows[column][column]
      for index in column...count { rows[row][index] -= factor * rows[column][index] }
    }
  }
  return (0..<count).map { rows[$0][count] / rows[$0][$0] }
}
