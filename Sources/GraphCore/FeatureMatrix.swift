public import TensorCore

/// The features of nodes, `[nodes, features]`: dense, or sparse and then never made dense.
public enum FeatureMatrix: Sendable {
  /// One number for every node and feature.
  case dense(Tensor)
  /// The features that are not zero.
  case sparse(SparseMatrix<Float>)

  /// The number of rows.
  public var nodeCount: Int {
    switch self {
    case .dense(let tensor): tensor.shape[0]
    case .sparse(let matrix): matrix.rowCount
    }
  }

  /// The number of columns.
  public var featureCount: Int {
    switch self {
    case .dense(let tensor): tensor.shape[1]
    case .sparse(let matrix): matrix.columnCount
    }
  }

  /// How many features are not zero.
  public var nonZeroCount: Int {
    switch self {
    case .dense(let tensor): unsafe tensor.withUnsafeBufferPointer { unsafe $0.count { $0 != 0 } }
    case .sparse(let matrix): matrix.nonZeroCount
    }
  }

  /// The features of `nodes`, in that order.
  public func rows(_ nodes: [Int32]) -> FeatureMatrix {
    switch self {
    case .dense(let tensor): .dense(tensor.rows(nodes))
    case .sparse(let matrix): .sparse(matrix.submatrix(rows: nodes))
    }
  }

  /// The same features with columns of zeros behind them, `count` columns in all. Fewer columns than there are stop the
  /// program.
  package func widened(to count: Int) -> FeatureMatrix {
    guard count >= featureCount else {
      fatalError("FeatureMatrix: \(featureCount) columns cannot be widened to \(count)")
    }
    switch self {
    case .dense(let tensor):
      var wide = Tensor(zeros: [nodeCount, count])
      let width = featureCount
      unsafe tensor.withUnsafeBufferPointer { source in
        unsafe wide.withUnsafeMutableBufferPointer { target in
          for row in 0..<tensor.shape[0] {
            for column in 0..<width { unsafe target[row * count + column] = source[row * width + column] }
          }
        }
      }
      return .dense(wide)
    case .sparse(let matrix):
      return .sparse(
        SparseMatrix(
          rowCount: matrix.rowCount, columnCount: count, rowOffsets: matrix.pattern.rowOffsets,
          columnIndices: matrix.pattern.columnIndices, values: matrix.values))
    }
  }
}
