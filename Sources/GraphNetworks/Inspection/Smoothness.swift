// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import TensorCore

/// Measures of how similar the rows of nodes are. They reveal over-smoothing when many layers are
/// stacked.
public struct Smoothness: Sendable {
  /// The Dirichlet energy: half the sum over the edges of w_ij
  /// |x_i / sqrt(1 + d_i) - x_j / sqrt(1 + d_j)|^2 (Cai and Wang 2020, "A note on over-smoothing for
  /// graph neural networks", definition 2).
  public let dirichletEnergy: Double
  /// The Dirichlet energy divided by the sum of squares of all rows. It lies between 0, if all rows are
  /// equal up to scaling by degree, and 2.
  public let relativeEnergy: Double
  /// The mean average distance over all pairs of nodes, where the distance is 1 - cos of the angle
  /// between two rows (Chen et al. 2020, "Measuring and relieving the over-smoothing problem", equation
  /// 3). Rows of zeros are excluded.
  public let meanAverageDistance: Double
  /// The same distance between neighbours only: the mean over the nodes of the mean over their
  /// neighbours.
  public let neighbourDistance: Double

  /// Measures the rows of `x`, `[nodes, width]`. The time is proportional to edges x width for the
  /// energy and the neighbours, and to nodes x width for all pairs.
  public init(of x: Tensor, in structure: GraphStructure) {
    guard x.rank == 2 && x.shape[0] == structure.nodeCount else {
      shapeFailure("Smoothness", [x.shape], "expected [\(structure.nodeCount), width]")
    }
    let width = x.shape[1]
    let values = x.scalars.map { Double($0) }
    let dot = { (one: Int, other: Int) in
      (0..<width).reduce(0.0) { $0 + values[one * width + $1] * values[other * width + $1] }
    }
    let squares = (0..<structure.nodeCount).map { dot($0, $0) }
    let total = squares.reduce(0, +)
    let smoothing = structure.edges(.symmetric(selfLoopWeight: 1)).sums
    var heard = 0.0
    smoothing.forEachEntry { row, column, value in heard += Double(value) * dot(row, column) }
    // The energy is x^T (I - S) x with S = D~^-1/2 (A + I) D~^-1/2. Rounding must not make it negative.
    dirichletEnergy = max(0, total - heard)
    relativeEnergy = total > 0 ? dirichletEnergy / total : 0

    let counted = squares.indices.filter { squares[$0] > 0 }
    var direction = [Double](repeating: 0, count: width)
    for node in counted {
      let norm = squares[node].squareRoot()
      for column in 0..<width { direction[column] += values[node * width + column] / norm }
    }
    // The sum of the cosines over all ordered pairs, including each node with itself, is the squared
    // norm of the sum of the unit vectors.
    let pairs = Double(counted.count) * Double(counted.count - 1)
    let cosines = direction.reduce(0) { $0 + $1 * $1 } - Double(counted.count)
    meanAverageDistance = pairs > 0 ? 1 - cosines / pairs : 0

    let pattern = structure.edges(.given).pattern
    var sum = 0.0
    var hearing = 0
    for node in counted {
      let neighbours = (pattern.rowOffsets[node]..<pattern.rowOffsets[node + 1]).map {
        Int(pattern.columnIndices[$0])
      }.filter { $0 != node && squares[$0] > 0 }
      guard !neighbours.isEmpty else { continue }
      hearing += 1
      let distances = neighbours.reduce(0.0) {
        $0 + 1 - dot(node, $1) / (squares[node] * squares[$1]).squareRoot()
      }
      sum += distances / Double(neighbours.count)
    }
    neighbourDistance = hearing > 0 ? sum / Double(hearing) : 0
  }
}

extension SparseMatrix<Float> {
  /// Calls `body` for each entry.
  fileprivate func forEachEntry(_ body: (_ row: Int, _ column: Int, _ value: Float) -> Void) {
    for row in 0..<rowCount {
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
        body(row, Int(pattern.columnIndices[entry]), values[entry])
      }
    }
  }
}
