public import GraphCore
internal import TensorCore

/// The matrices along which a model passes messages, one for each time it does, and what surrounds them.
///
/// For all nodes it is the same square matrix each time. For some target nodes it can be their receptive field:
/// matrix k then takes the nodes within reach of k further steps to those within reach of one step fewer, the
/// last one yields the targets, and nothing else is computed.
public struct Propagation: Sendable {
  /// The matrix of every step, `[nodes after, nodes before]`.
  public let matrices: [SparseMatrix<Float>]
  /// The nodes whose features the first layer takes, ascending; nil: all.
  public let inputs: [Int32]?
  /// The nodes that the rows of the result stand for; nil: all.
  public let outputs: [Int32]?

  /// Passes messages along `adjacency` between all nodes, `depth` times.
  public init(_ adjacency: SparseMatrix<Float>, depth: Int) {
    matrices = [SparseMatrix<Float>](repeating: adjacency, count: depth)
    inputs = nil
    outputs = nil
  }

  /// Passes messages along `adjacency` `depth` times and computes what `targets` need, no more.
  public init(_ adjacency: SparseMatrix<Float>, depth: Int, targets: [Int32]) {
    var matrices: [SparseMatrix<Float>] = []
    var rows = targets
    for _ in 0..<depth {
      var isReached = [Bool](repeating: false, count: adjacency.columnCount)
      for row in rows {
        for entry in adjacency.pattern.rowOffsets[Int(row)]..<adjacency.pattern.rowOffsets[Int(row) + 1] {
          isReached[Int(adjacency.pattern.columnIndices[entry])] = true
        }
      }
      let columns = isReached.indices.filter { isReached[$0] }.map(Int32.init)
      matrices.append(adjacency.submatrix(rows: rows, columns: columns))
      rows = columns
    }
    self.matrices = matrices.reversed()
    inputs = rows
    outputs = targets
  }

  /// The matrix of step `step`.
  public subscript(step: Int) -> SparseMatrix<Float> { matrices[step] }

  /// The features of the nodes that the first layer takes.
  public func inputFeatures(_ features: FeatureMatrix) -> FeatureMatrix {
    inputs.map { features.rows($0) } ?? features
  }

  /// How many entries of sparse matrices one pass reads, with those of the features.
  package func cost(_ features: FeatureMatrix) -> Int {
    matrices.reduce(0) { $0 + $1.nonZeroCount + $1.rowCount } + features.nonZeroCount
  }
}
