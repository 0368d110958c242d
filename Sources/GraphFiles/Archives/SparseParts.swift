/// How the entries of a sparse matrix are arranged, as SciPy calls it.
package enum SparseLayout: String, Sendable {
  /// Compressed rows: offsets of the rows, a column an entry.
  case rows = "csr"
  /// Compressed columns: offsets of the columns, a row an entry.
  case columns = "csc"
  /// A row and a column an entry.
  case coordinates = "coo"
  /// Compressed rows of dense blocks of equal size.
  case blocks = "bsr"
  /// Whole diagonals.
  case diagonals = "dia"
}

/// The arrays of a sparse matrix as a file holds them, not yet checked against each other.
package struct SparseParts {
  package let rowCount: Int
  package let columnCount: Int
  package let layout: SparseLayout
  /// Offsets of rows, columns or rows of blocks; the rows of coordinates; the numbers of the diagonals.
  package let first: NumpyArray
  /// Columns, rows or columns of blocks of the entries; nothing for diagonals.
  package let second: NumpyArray?
  /// The values; all are 1 without them.
  package let values: NumpyArray?
  /// What errors call the matrix.
  package let place: String

  package init(
    shape: [Int], layout: SparseLayout, first: NumpyArray, second: NumpyArray?, values: NumpyArray?,
    place: String
  ) throws(DataError) {
    guard shape.count == 2 else {
      throw DataError(
        .badData, "the shape of a matrix has \(shape.count) numbers, expected two", at: .file(place))
    }
    rowCount = shape[0]
    columnCount = shape[1]
    self.layout = layout
    self.first = first
    self.second = second
    self.values = values
    self.place = place
  }
}
