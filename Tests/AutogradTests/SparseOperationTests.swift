// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Products with constant sparse matrices, and random masks")
struct SparseOperationTests {
  /// The numbers of rows, columns and entries.
  static let sizes: [(Int, Int, Int)] = [(1, 1, 1), (4, 6, 11), (6, 4, 0), (9, 3, 40), (0, 3, 0), (3, 0, 0)]
  static let widths = [0, 1, 3, 17]

  @Test("The sparse matrix product has the value and gradient of its formula", arguments: sizes, widths)
  func product(size: (Int, Int, Int), width: Int) {
    let matrix = Samples(seed: 1).sparse(size.0, size.1, entries: size.2)
    let input = Samples(seed: 2).tensor([size.1, width])
    #expect(
      GradientCheck.mismatch([input]) {
        naive(matrix, $0[0], width: width) { _ in 1 }
      } operation: {
        matrix.multiplied(by: $0[0])
      } == nil)
  }

  @Test(
    "The sparse matrix product with dropout on the entries has the value and gradient of its formula",
    arguments: sizes, widths)
  func maskedProduct(size: (Int, Int, Int), width: Int) {
    let matrix = Samples(seed: 3).sparse(size.0, size.1, entries: size.2)
    let input = Samples(seed: 4).tensor([size.1, width])
    let mask = RandomMask(count: matrix.nonZeroCount, probability: 0.6, stream: Samples(seed: 5).stream())
    #expect(
      GradientCheck.mismatch([input]) {
        naive(matrix, $0[0], width: width) { mask[$0] ? 1.5 : 0 }
      } operation: {
        matrix.multiplied(by: $0[0], keeping: mask, scale: 1.5)
      } == nil)
  }

  @Test("The backward pass uses a symmetric sparse matrix as its own transpose")
  func symmetric() {
    let graph = Samples(seed: 6).graph(nodeCount: 12, edgeCount: 20, isWeighted: true)
    let matrix: SparseMatrix<Float> = graph.adjacency(.symmetric, selfLoopWeight: 1)
    #expect(matrix.isSymmetric)
    let mask = RandomMask(count: matrix.nonZeroCount, probability: 1, stream: Samples(seed: 5).stream())
    let input = Samples(seed: 7).tensor([12, 5])
    let reference = { (inputs: [[Double]]) in naive(matrix, inputs[0], width: 5) { _ in 1 } }
    #expect(GradientCheck.mismatch([input], reference: reference) { matrix.multiplied(by: $0[0]) } == nil)
    #expect(
      GradientCheck.mismatch([input], reference: reference) {
        matrix.multiplied(by: $0[0], keeping: mask, scale: 1)
      } == nil)
  }

  @Test(
    "Dropout on the entries of a symmetric matrix uses the transpose of the asymmetric result")
  func thinnedSymmetric() {
    let graph = Samples(seed: 8).graph(nodeCount: 12, edgeCount: 30)
    let matrix: SparseMatrix<Float> = graph.adjacency(.symmetric, selfLoopWeight: 1)
    let mask = RandomMask(count: matrix.nonZeroCount, probability: 0.5, stream: Samples(seed: 9).stream())
    #expect(
      GradientCheck.mismatch([Samples(seed: 10).tensor([12, 3])]) {
        naive(matrix, $0[0], width: 3) { mask[$0] ? 2 : 0 }
      } operation: {
        matrix.multiplied(by: $0[0], keeping: mask, scale: 2)
      } == nil)
  }

  @Test(
    "A random mask on elements scales the kept elements and zeroes the others",
    arguments: [[], [0], [1], [130], [7, 31]] as [Shape])
  func masked(shape: Shape) {
    let mask = RandomMask(count: shape.elementCount, probability: 0.5, stream: Samples(seed: 11).stream())
    #expect(
      GradientCheck.mismatch([Samples(seed: 12).tensor(shape)]) { inputs in
        inputs[0].indices.map { mask[$0] ? 2 * inputs[0][$0] : 0 }
      } operation: {
        $0[0].masked(by: mask, scale: 2)
      } == nil)
  }

  /// Returns the product with a sparse matrix whose entry k is multiplied by `scale(k)`.
  private func naive(
    _ matrix: SparseMatrix<Float>, _ x: [Double], width: Int, scale: (Int) -> Double
  ) -> [Double] {
    var result = [Double](repeating: 0, count: matrix.rowCount * width)
    for row in 0..<matrix.rowCount {
      for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
        let column = Int(matrix.pattern.columnIndices[entry])
        for j in 0..<width {
          result[row * width + j] += scale(entry) * Double(matrix.values[entry]) * x[column * width + j]
        }
      }
    }
    return result
  }
}
