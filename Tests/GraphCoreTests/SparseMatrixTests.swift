// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

/// Random numbers that depend only on the seed and the index.
struct Numbers {
  let stream: RandomStream
  init(_ seed: UInt64) { stream = RandomStream(seed: seed, purpose: .generation) }

  func float(_ index: Int) -> Float { Float(stream.uniform(at: UInt64(index))) - 0.5 }
  func tensor(_ rows: Int, _ columns: Int) -> Tensor {
    Tensor((0..<rows * columns).map(float), shape: [rows, columns])
  }

  /// Returns a matrix whose row 3 is empty and whose row 0 has an entry in each column.
  func matrix(_ rows: Int, _ columns: Int, entries: Int) -> SparseMatrix<Float> {
    var places = (0..<columns).map { (Int32(0), Int32($0)) }
    for entry in 0..<entries {
      let row = stream.integer(below: rows, at: UInt64(1_000_000 + 2 * entry))
      let column = stream.integer(below: columns, at: UInt64(1_000_001 + 2 * entry))
      if row != 3 { places.append((Int32(row), Int32(column))) }
    }
    return SparseMatrix(
      rowCount: rows, columnCount: columns, rows: places.map(\.0), columns: places.map(\.1),
      values: places.indices.map { float(2_000_000 + $0) })
  }
}

/// Returns the product A X, computed by plain loops in double precision.
func naiveProduct<Scalar: SparseScalar>(_ matrix: SparseMatrix<Scalar>, _ x: [Scalar], width: Int) -> [Double]
{
  var result = [Double](repeating: 0, count: matrix.rowCount * width)
  for row in 0..<matrix.rowCount {
    for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
      let column = Int(matrix.pattern.columnIndices[entry])
      for j in 0..<width {
        result[row * width + j] += Double(matrix.values[entry]) * Double(x[column * width + j])
      }
    }
  }
  return result
}

func largestDifference<Scalar: BinaryFloatingPoint>(_ left: [Scalar], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).map { abs(Double($0) - $1) }.max() ?? 0
}

@Suite("A sparse matrix multiplies like the same dense matrix")
struct SparseProductTests {
  static let widths = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 64, 130, 256]

  /// 900 columns, so that row 0 holds more than 512 entries.
  let matrix = Numbers(1).matrix(70, 900, entries: 2_000)

  @Test("Sparse products in single precision agree with dense products", arguments: widths)
  func float(width: Int) {
    let x = Numbers(2).tensor(900, width)
    let product = matrix.multiplied(by: x)
    #expect(product.shape == [70, width])
    #expect(largestDifference(product.scalars, naiveProduct(matrix, x.scalars, width: width)) < 2e-5)
  }

  @Test("Sparse products in double precision agree with dense products", arguments: widths)
  func double(width: Int) {
    let matrix = matrix.converted(to: Double.self)
    let x = Numbers(2).tensor(900, width).scalars.map(Double.init)
    var product = [Double](repeating: .nan, count: 70 * width)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe product.withUnsafeMutableBufferPointer { product in
        guard let x = x.baseAddress, let product = product.baseAddress else { return }
        unsafe matrix.multiply(x, into: product, width: width)
      }
    }
    #expect(largestDifference(product, naiveProduct(matrix, x, width: width)) < 1e-13)
  }

  @Test("Products of sparse matrices and vectors agree with dense products in both precisions")
  func vector() {
    let x = Numbers(3).tensor(900, 1).scalars
    #expect(largestDifference(matrix.multiplied(by: x), naiveProduct(matrix, x, width: 1)) < 2e-5)
    let (wide, y) = (matrix.converted(to: Double.self), x.map(Double.init))
    #expect(largestDifference(wide.multiplied(by: y), naiveProduct(wide, y, width: 1)) < 1e-13)
  }

  @Test("Sparse products have the same bits with one thread and with two", arguments: [1, 17, 64])
  func threads(width: Int) {
    let matrix = Numbers(4).matrix(20_000, 9_000, entries: 120_000)
    let x = Numbers(5).tensor(9_000, width)
    let one = Parallelism.$threadCount.withValue(1) { matrix.multiplied(by: x).scalars.map(\.bitPattern) }
    let two = Parallelism.$threadCount.withValue(2) { matrix.multiplied(by: x).scalars.map(\.bitPattern) }
    let isSame = one == two
    #expect(isSame)
  }

  @Test(
    "Masked sparse products equal those of a matrix whose masked entries were dropped",
    arguments: [1, 8, 16, 33, 130])
  func masked(width: Int) {
    let mask = RandomMask(
      count: matrix.nonZeroCount, probability: 0.5, stream: RandomStream(seed: 6, purpose: .dropout))
    let kept = SharedBuffer(matrix.values.indices.map { mask[$0] ? matrix.values[$0] * 2 : 0 })
    let dropped = SparseMatrix(pattern: matrix.pattern, values: kept)
    let (x, y) = (Numbers(7).tensor(900, width), Numbers(8).tensor(70, width))
    let product = matrix.multiplied(by: x, keeping: mask, scale: 2)
    #expect(largestDifference(product.scalars, naiveProduct(dropped, x.scalars, width: width)) < 4e-5)
    let backward = matrix.transposeMultiplied(by: y, keeping: mask, scale: 2)
    let expected = naiveProduct(dropped.transposed, y.scalars, width: width)
    #expect(largestDifference(backward.scalars, expected) < 4e-5)
  }

  @Test("A mask that keeps all entries does not change a sparse product")
  func fullMask() {
    let mask = RandomMask(
      count: matrix.nonZeroCount, probability: 1, stream: RandomStream(seed: 6, purpose: .dropout))
    let x = Numbers(7).tensor(900, 16)
    let product = matrix.multiplied(by: x, keeping: mask, scale: 1)
    #expect(largestDifference(product.scalars, naiveProduct(matrix, x.scalars, width: 16)) < 2e-5)
  }

  @Test(
    "Sparse matrices without rows, columns or entries have products and transposes",
    arguments: [(0, 3), (3, 0), (2, 3), (0, 0)])
  func empty(rows: Int, columns: Int) {
    let matrix = SparseMatrix<Float>(rowCount: rows, columnCount: columns, rows: [], columns: [], values: [])
    #expect(
      matrix.multiplied(by: [Float](repeating: 1, count: columns)) == [Float](repeating: 0, count: rows))
    #expect(matrix.multiplied(by: Tensor(zeros: [columns, 5])) == Tensor(zeros: [rows, 5]))
    #expect(matrix.transposed.rowCount == columns && matrix.transposed.columnCount == rows)
  }
}

@Suite("A sparse matrix is built from entries and transformed")
struct SparseMatrixTests {
  let matrix = SparseMatrix<Double>(
    rowCount: 3, columnCount: 4, rows: [2, 0, 2, 0, 2], columns: [3, 1, 0, 1, 2], values: [1, 2, 3, 4, -4])

  @Test("The entries of a sparse matrix come in any order, and those at the same place are added up")
  func triplets() {
    #expect(Array(matrix.pattern.rowOffsets) == [0, 1, 1, 4])
    #expect(Array(matrix.pattern.columnIndices) == [1, 0, 2, 3])
    #expect(Array(matrix.values) == [6, 3, -4, 1])
    #expect(matrix.nonZeroCount == 4)
  }

  @Test("The transpose swaps rows and columns, and the transpose of the transpose is the matrix")
  func transposed() {
    let transposed = matrix.transposed
    #expect(transposed.rowCount == 4 && transposed.columnCount == 3)
    #expect(Array(transposed.pattern.rowOffsets) == [0, 1, 2, 3, 4])
    #expect(Array(transposed.pattern.columnIndices) == [2, 0, 2, 2])
    #expect(Array(transposed.values) == [3, 6, -4, 1])
    #expect(Array(transposed.transposed.values) == Array(matrix.values))
    #expect(Array(transposed.transposed.pattern.columnIndices) == Array(matrix.pattern.columnIndices))
  }

  @Test("Row normalisation makes rows add up to 1, and leaves rows that add up to 0 unchanged")
  func rowNormalized() {
    #expect(matrix.rowSums() == [6, 0, 0])
    #expect(Array(matrix.rowNormalized().values) == [1, 3, -4, 1])
    let plain = SparseMatrix<Double>(
      rowCount: 1, columnCount: 2, rows: [0, 0], columns: [0, 1], values: [1, 3])
    #expect(Array(plain.rowNormalized().values) == [0.25, 0.75])
  }

  @Test("Symmetric normalisation divides by the roots of both row sums, and gives 0 if one of them is 0")
  func symmetricallyNormalized() {
    let square = SparseMatrix<Double>(
      rowCount: 3, columnCount: 3, rows: [0, 1, 0, 2], columns: [1, 0, 0, 2], values: [3, 4, 1, 0])
    let values = Array(square.symmetricallyNormalized().values)
    #expect(values == [0.25, 0.75, 1, 0])
  }

  @Test("A submatrix takes rows in any order and some of the columns")
  func submatrix() {
    let rows = matrix.submatrix(rows: [2, 2, 1, 0])
    #expect(Array(rows.values) == [3, -4, 1, 3, -4, 1, 6] && rows.columnCount == 4)
    let part = matrix.submatrix(rows: [2, 0], columns: [1, 3])
    #expect(Array(part.pattern.columnIndices) == [1, 0] && Array(part.values) == [1, 6])
    #expect(part.rowCount == 2 && part.columnCount == 2)
    #expect(matrix.submatrix(rows: []).rowCount == 0)
  }

  @Test("Mapping the values of a sparse matrix passes the row and column of each value")
  func mapped() {
    let places = matrix.mapValues { row, column, value in Double(row * 10 + column) + value / 100 }
    #expect(Array(places.values) == [1.06, 20.03, 21.96, 23.01])
  }
}
