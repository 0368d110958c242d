internal import GraphCore
public import TensorCore

/// How alike the rows of nodes are: what tells over-smoothing, as layers are stacked.
public struct Smoothness: Sendable {
  /// The Dirichlet energy: half the sum over the edges of w_ij |x_i / sqrt(1 + d_i) - x_j / sqrt(1 + d_j)|^2 (Cai and Wang 2020, "A note on
  /// over-smoothing for graph neural networks", definition 2).
  public let dirichletEnergy: Double
  /// The energy over the sum of squares: between 0, all alike but for degrees, and 2.
  public let relativeEnergy: Double
  /// The mean average distance of all pairs of nodes, 1 - cos of the angle between their rows (Chen et al. 2020, "Measuring and
  /// relieving the over-smoothing problem", equation 3); rows of zeros do not count.
  public let meanAverageDistance: Double
  /// The same of neighbours only: the mean over the nodes of the mean over their neighbours.
  public let neighbourDistance: Double

  /// Measures the rows `[nodes, width]`. Takes time edges x width, for all pairs nodes x width.
  public init(of x: Tensor, in structure: GraphStructure) {
    guard x.rank == 2 && x.shape[0] == structure.nodeCount else {
      shapeFailure("Smoothness", [x.shape], "a row for each of \(structure.nodeCount) nodes was expected")
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
    // x^T (I - S) x with S = D~^-1/2 (A + I) D~^-1/2; rounding must not bring it below 0.
    dirichletEnergy = max(0, total - heard)
    relativeEnergy = total > 0 ? dirichletEnergy / total : 0

    let counted = squares.indices.filter { squares[$0] > 0 }
    var direction = [Double](repeating: 0, count: width)
    for node in counted {
      let norm = squares[node].squareRoot()
      for column in 0..<width { direction[column] += values[node * width + column] / norm }
    }
    // The sum over all pairs of the cosines is the square of the sum of the unit vectors.
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
  /// Calls `body` for every entry.
  fileprivate func forEachEntry(_ body: (_ row: Int, _ column: Int, _ value: Float) -> Void) {
    for row in 0..<rowCount {
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
        body(row, Int(pattern.columnIndices[entry]), values[entry])
      }
    }
  }
}
