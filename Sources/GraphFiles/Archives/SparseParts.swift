// SPDX-License-Identifier: Apache-2.0

/// The layout of the entries of a sparse matrix, with SciPy's names.
package enum SparseLayout: String, Sendable {
  /// Compressed rows: the offsets of the rows, and one column per entry.
  case rows = "csr"
  /// Compressed columns: the offsets of the columns, and one row per entry.
  case columns = "csc"
  /// One row and one column per entry.
  case coordinates = "coo"
  /// Compressed rows of dense blocks of equal size.
  case blocks = "bsr"
  /// Complete diagonals.
  case diagonals = "dia"
}

/// The arrays of a sparse matrix as they are in a file, not yet checked against each other.
package struct SparseParts {
  package let rowCount: Int
  package let columnCount: Int
  package let layout: SparseLayout
  /// The offsets of rows, columns or block rows; the rows of coordinates; or the offsets of the
  /// diagonals.
  package let first: NumpyArray
  /// The columns, rows or block columns of the entries; nil for diagonals.
  package let second: NumpyArray?
  /// The values; nil if all values are 1.
  package let values: NumpyArray?
  /// The name of the matrix in errors.
  package let place: String

  package init(
    shape: [Int], layout: SparseLayout, first: NumpyArray, second: NumpyArray?, values: NumpyArray?,
    place: String
  ) throws(DataError) {
    guard shape.count == 2 else {
      throw DataError(
        .badData, "the shape of a matrix must have 2 numbers, found \(shape.count)", at: .file(place))
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
