internal import GraphCore
internal import TensorCore

/// The three arrays of a CSR matrix as they come from a file, checked before a matrix is made of them.
struct SparseArrays {
  let rowCount: Int
  let columnCount: Int
  let offsets: [Int]
  let columns: [Int]
  let values: [Double]

  /// Checks that the arrays fit together. `name` says in errors what they are.
  init(
    shape: [Int], offsets: [Int], columns: [Int], values: [Double], name: String, path: String
  ) throws(DataError) {
    let bad = { (message: String) in DataError(.badData, "\(name): \(message)", at: .file(path)) }
    guard shape.count == 2, shape[0] >= 0, shape[1] >= 0, shape[1] <= Int(Int32.max) else {
      throw bad("shape \(shape), two sizes were expected")
    }
    guard shape[0] < Int.max, offsets.count == shape[0] + 1, offsets.first == 0 else {
      throw bad("\(offsets.count) row offsets for \(shape[0]) rows")
    }
    guard offsets.last == columns.count && columns.count == values.count else {
      throw bad("\(columns.count) columns and \(values.count) values, the row offsets end at \(offsets.last ?? 0)")
    }
    for row in 0..<shape[0] where offsets[row] > offsets[row + 1] { throw bad("row offsets fall at row \(row)") }
    if let column = columns.first(where: { $0 < 0 || $0 >= shape[1] }) {
      throw bad("column \(column) is outside 0..<\(shape[1])")
    }
    rowCount = shape[0]
    columnCount = shape[1]
    self.offsets = offsets
    self.columns = columns
    self.values = values
  }

  /// The matrix; entries at one place are added up. Throws where a value is not finite.
  func matrix(name: String, path: String) throws(DataError) -> SparseMatrix<Float> {
    if let value = values.first(where: { !Float($0).isFinite }) {
      throw DataError(.badData, "\(name): value \(value), a finite number was expected", at: .file(path))
    }
    var rows = [Int32](repeating: 0, count: columns.count)
    for row in 0..<rowCount {
      for entry in offsets[row]..<offsets[row + 1] { rows[entry] = Int32(row) }
    }
    return SparseMatrix(
      rowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns.map(Int32.init),
      values: values.map { Float($0) })
  }
}

/// Decides how features are kept.
enum FeatureStorage {
  /// Features of at most this density are kept sparse: a sparse entry takes twice the memory of a dense one and
  /// its products about three times as long.
  private static let sparseDensity = 0.25

  /// Keeps a sparse matrix sparse, or makes it dense where that is smaller and faster.
  static func matrix(_ sparse: SparseMatrix<Float>) -> FeatureMatrix {
    let places = Double(sparse.rowCount) * Double(sparse.columnCount)
    return Double(sparse.nonZeroCount) <= sparseDensity * places ? .sparse(sparse) : .dense(sparse.dense())
  }

  /// Keeps rows of numbers sparse or dense.
  static func matrix(rows: Int, columns: Int, _ values: [Float]) -> FeatureMatrix {
    let nonZeros = values.count { $0 != 0 }
    guard Double(nonZeros) <= sparseDensity * Double(values.count) else {
      return .dense(Tensor(values, shape: [rows, columns]))
    }
    var builder = FeatureRowBuilder()
    for row in 0..<rows {
      for column in 0..<columns where values[row * columns + column] != 0 {
        builder.append(column: Int32(column), value: values[row * columns + column])
      }
      builder.endRow()
    }
    return .sparse(builder.matrix(columnCount: columns))
  }
}

/// Collects the non-zero features of one row after the other; columns ascend in a row.
struct FeatureRowBuilder {
  private var offsets = [0]
  private var columns: [Int32] = []
  private var values: [Float] = []

  mutating func append(column: Int32, value: Float) {
    columns.append(column)
    values.append(value)
  }

  mutating func endRow() { offsets.append(columns.count) }

  func matrix(columnCount: Int) -> SparseMatrix<Float> {
    SparseMatrix(
      rowCount: offsets.count - 1, columnCount: columnCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns), values: SharedBuffer(values))
  }
}
