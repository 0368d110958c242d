// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// The features of nodes, `[nodes, features]`, in dense or sparse form. Sparse features are never made
/// dense.
public enum FeatureMatrix: Sendable {
  /// A dense matrix with one number per node and feature.
  case dense(Tensor)
  /// A sparse matrix that stores the features that are not zero.
  case sparse(SparseMatrix<Float>)

  /// The number of nodes, which is the number of rows.
  public var nodeCount: Int {
    switch self {
    case .dense(let tensor): tensor.shape[0]
    case .sparse(let matrix): matrix.rowCount
    }
  }

  /// The number of features per node, which is the number of columns.
  public var featureCount: Int {
    switch self {
    case .dense(let tensor): tensor.shape[1]
    case .sparse(let matrix): matrix.columnCount
    }
  }

  /// The number of features that are not zero. For a sparse matrix, the number of stored entries.
  public var nonZeroCount: Int {
    switch self {
    case .dense(let tensor): unsafe tensor.withUnsafeBufferPointer { unsafe $0.count { $0 != 0 } }
    case .sparse(let matrix): matrix.nonZeroCount
    }
  }

  /// Returns the features of `nodes`, in that order.
  public func rows(_ nodes: [Int32]) -> FeatureMatrix {
    switch self {
    case .dense(let tensor): .dense(tensor.rows(nodes))
    case .sparse(let matrix): .sparse(matrix.submatrix(rows: nodes))
    }
  }

  /// Returns the mean of each feature over all nodes; 0 without nodes.
  package func columnMeans() -> [Float] {
    var sums = [Double](repeating: 0, count: featureCount)
    switch self {
    case .dense(let tensor):
      unsafe tensor.withUnsafeBufferPointer { source in
        for row in 0..<nodeCount {
          for column in 0..<featureCount {
            unsafe sums[column] += Double(source[row * featureCount + column])
          }
        }
      }
    case .sparse(let matrix):
      for (column, value) in zip(matrix.pattern.columnIndices, matrix.values) {
        sums[Int(column)] += Double(value)
      }
    }
    return sums.map { nodeCount == 0 ? 0 : Float($0 / Double(nodeCount)) }
  }

  /// Returns the features of `nodes`, in that order. A negative node number gives `row`, or zeros if
  /// `row` is nil.
  package func rows(_ nodes: [Int32], or row: [Float]?) -> FeatureMatrix {
    guard nodes.contains(where: { $0 < 0 }) else { return rows(nodes) }
    switch self {
    case .dense(let tensor):
      var scalars: [Float] = []
      let width = tensor.shape[1]
      let filler = row ?? [Float](repeating: 0, count: width)
      scalars.reserveCapacity(nodes.count * width)
      unsafe tensor.withUnsafeBufferPointer { source in
        for node in nodes {
          if node < 0 {
            scalars += filler
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
        } else {
          for (column, value) in (row ?? []).enumerated() where value != 0 {
            columns.append(Int32(column))
            values.append(value)
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

  /// Returns the columns `columns`, in that order. Each column may occur only once.
  package func columns(_ columns: [Int]) -> FeatureMatrix {
    switch self {
    case .dense(let tensor):
      let width = tensor.shape[1]
      var scalars: [Float] = []
      scalars.reserveCapacity(nodeCount * columns.count)
      unsafe tensor.withUnsafeBufferPointer { source in
        for row in 0..<nodeCount {
          for column in columns { unsafe scalars.append(source[row * width + column]) }
        }
      }
      return .dense(Tensor(scalars, shape: [nodeCount, columns.count]))
    case .sparse(let matrix):
      var place = [Int32](repeating: -1, count: matrix.columnCount)
      for (new, old) in columns.enumerated() { place[old] = Int32(new) }
      var (rows, kept, values): ([Int32], [Int32], [Float]) = ([], [], [])
      for row in 0..<matrix.rowCount {
        for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
          let column = place[Int(matrix.pattern.columnIndices[entry])]
          guard column >= 0 else { continue }
          rows.append(Int32(row))
          kept.append(column)
          values.append(matrix.values[entry])
        }
      }
      return .sparse(
        SparseMatrix(
          rowCount: matrix.rowCount, columnCount: columns.count, rows: rows, columns: kept, values: values))
    }
  }

  /// Returns the same features padded with zeros to `count` columns: `offset` columns of zeros in front
  /// and the remaining ones at the end. Traps if `count` is too small.
  package func widened(to count: Int, offset: Int = 0) -> FeatureMatrix {
    guard count >= featureCount + offset else {
      fatalError("FeatureMatrix: \(featureCount) columns cannot be widened to \(count) from column \(offset)")
    }
    if count == featureCount { return self }
    switch self {
    case .dense(let tensor):
      let width = tensor.shape[1]
      var wide = Tensor(zeros: [nodeCount, count])
      unsafe tensor.withUnsafeBufferPointer { source in
        unsafe wide.withUnsafeMutableBufferPointer { target in
          for row in 0..<nodeCount {
            for column in 0..<width {
              unsafe target[row * count + offset + column] = source[row * width + column]
            }
          }
        }
      }
      return .dense(wide)
    case .sparse(let matrix):
      let columns =
        offset == 0
        ? matrix.pattern.columnIndices : SharedBuffer(matrix.pattern.columnIndices.map { $0 + Int32(offset) })
      return .sparse(
        SparseMatrix(
          rowCount: matrix.rowCount, columnCount: count, rowOffsets: matrix.pattern.rowOffsets,
          columnIndices: columns, values: matrix.values))
    }
  }
}

extension FeatureMatrix {
  /// Whether the features are read from a file when they are used.
  package var isMapped: Bool {
    switch self {
    case .dense(let tensor): tensor.isMapped
    case .sparse: false
    }
  }

  /// Whether all features are finite.
  package var isFinite: Bool {
    switch self {
    case .dense(let tensor): tensor.isFinite
    case .sparse(let matrix): matrix.values.isFinite
    }
  }
}
