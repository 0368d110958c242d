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

  /// The features of `nodes`, in that order; zeros where a number is negative.
  package func rows(orZero nodes: [Int32]) -> FeatureMatrix {
    guard nodes.contains(where: { $0 < 0 }) else { return rows(nodes) }
    switch self {
    case .dense(let tensor):
      var scalars: [Float] = []
      let width = tensor.shape[1]
      scalars.reserveCapacity(nodes.count * width)
      unsafe tensor.withUnsafeBufferPointer { source in
        for node in nodes {
          if node < 0 {
            scalars += repeatElement(0, count: width)
          } else {
            unsafe scalars += source[Int(node) * width..<(Int(node) + 1) * width]
          }
        }
      }
      return .dense(Tensor(scalars, shape: [nodes.count, width]))
    case .sparse(let matrix):
      var offsets = [0]
      var columns: [Int32] = []
      var values: [Float] = []
      for node in nodes {
        if node >= 0 {
          for entry in matrix.pattern.rowOffsets[Int(node)]..<matrix.pattern.rowOffsets[Int(node) + 1] {
            columns.append(matrix.pattern.columnIndices[entry])
            values.append(matrix.values[entry])
          }
        }
        offsets.append(columns.count)
      }
      return .sparse(
        SparseMatrix(
          rowCount: nodes.count, columnCount: matrix.columnCount, rowOffsets: SharedBuffer(offsets),
          columnIndices: SharedBuffer(columns), values: SharedBuffer(values)))
    }
  }
}
