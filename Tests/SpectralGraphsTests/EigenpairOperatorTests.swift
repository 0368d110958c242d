// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Eigenpairs of operators, inside the spectrum and of the random walk")
struct EigenpairOperatorTests {
  static let graph = randomConnected(400, extra: 1200, weights: 0.5...2)

  @Test(
    "A matrix-free operator has the eigenvalues of its matrix", arguments: [true, false],
    [EigenMethod.automatic, .lanczos, .chebyshev, .dense])
  func matrixFree(isBounded: Bool, method: EigenMethod) throws {
    let laplacian = try Self.graph.laplacian(.combinatorial)
    let op = MatrixFreeOperator(
      size: laplacian.nodeCount, eigenvalueBounds: isBounded ? laplacian.eigenvalueBounds : nil
    ) { laplacian.multiplied(by: $0) }
    let expected = try laplacian.eigenvalues()
    let options = EigenOptions(tolerance: 1e-11, method: method)
    let low = try op.eigenpairs(7, .smallest, options: options)
    #expect(mismatch(low.values, Array(expected.prefix(7)), 1e-9) == nil)
    let high = try op.eigenpairs(7, .largest, options: options)
    #expect(mismatch(high.values, Array(expected.suffix(7)), 1e-9) == nil)
    for pairs in [low, high] {
      let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
      #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9)
    }
  }

  @Test("Shift-invert on a matrix-free operator throws an error")
  func matrixFreeShiftInvert() {
    let op = MatrixFreeOperator(size: 300) { $0 }
    #expect(throws: SpectralError.self) {
      try op.eigenpairs(2, .smallest, options: EigenOptions(method: .shiftInvert))
    }
  }

  @Test("A sparse matrix is an operator whose eigenpairs can be computed", arguments: methods)
  func sparseMatrix(method: EigenMethod) throws {
    let laplacian = try Self.graph.laplacian(.combinatorial)
    let pairs = try laplacian.matrix.eigenpairs(
      7, .largest, options: EigenOptions(tolerance: 1e-11, method: method))
    #expect(mismatch(pairs.values, Array(try laplacian.eigenvalues().suffix(7)), 1e-9) == nil)
  }

  @Test(
    "Every method finds the eigenvalues nearest to a given number",
    arguments: [EigenMethod.automatic, .shiftInvert, .chebyshev, .dense],
    [-1, 0, 0.7, 1, 1.3, 2, 5])
  func nearest(method: EigenMethod, centre: Double) throws {
    let laplacian = try Self.graph.laplacian()
    let all = try laplacian.eigenvalues()
    let expected = all.sorted { abs($0 - centre) < abs($1 - centre) }.prefix(6).sorted()
    let pairs = try laplacian.eigenpairs(
      nearest: 6, to: centre, options: EigenOptions(tolerance: 1e-10, method: method))
    #expect(mismatch(pairs.values, expected, 1e-9) == nil)
    let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
    #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9)
  }

  @Test(
    "The eigenvalues nearest to an exact eigenvalue include that eigenvalue",
    arguments: [EigenMethod.automatic, .shiftInvert, .chebyshev])
  func nearestToItself(method: EigenMethod) throws {
    // 2 = 2 - 2 cos(pi / 2) is an eigenvalue of the path.
    let laplacian = try Family.path.graph(size: 500).laplacian(.combinatorial)
    let expected = ClosedForm(.path, size: 500, .combinatorial, withVectors: false).values[248...252]
    let pairs = try laplacian.eigenpairs(
      nearest: 5, to: 2, options: EigenOptions(tolerance: 1e-10, method: method))
    #expect(mismatch(pairs.values, Array(expected), 1e-9) == nil)
  }

  @Test("The eigenvalues nearest to a number are found on a graph that is too dense to factorise")
  func nearestOfExpander() throws {
    let laplacian = try randomConnected(1200, extra: 24_000).laplacian()
    let all = try laplacian.eigenvalues()
    let expected = all.sorted { abs($0 - 1) < abs($1 - 1) }.prefix(4).sorted()
    let pairs = try laplacian.eigenpairs(nearest: 4, to: 1)
    #expect(mismatch(pairs.values, expected, 1e-7) == nil)
  }

  @Test("The eigenvalues nearest to a number deep inside the spectrum of a large expander are found")
  func nearestOfLargeExpander() throws {
    let laplacian = try randomConnected(2_500, extra: 20_000).laplacian()
    let pairs = try laplacian.eigenpairs(
      nearest: 6, to: 0.95, options: EigenOptions(tolerance: 1e-9, method: .chebyshev))
    let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
    #expect(quality.residual < 2e-9 && quality.orthogonality < 1e-9)
    let expected = try laplacian.eigenvalues().sorted { abs($0 - 0.95) < abs($1 - 0.95) }.prefix(6).sorted()
    #expect(mismatch(pairs.values, expected, 1e-8) == nil)
  }

  @Test(
    "The eigenvalues nearest to a number in a gap of a dense spectrum are those at the edges of the gap",
    arguments: [1e-4, 0.01, 0.03])
  func nearestInGap(halfWidth: Double) throws {
    let count = 6_000
    var values = (0..<count).map { index in
      let share = 0.2 * Double(index) / Double(count / 2)
      return share < 0.2 ? 0.8 - halfWidth + share : 0.8 + halfWidth + share + 1e-7
    }
    (values[0], values[count - 1]) = (0, 2)
    let places = (0..<Int32(count)).map { $0 }
    let diagonal = SparseMatrix(
      rowCount: count, columnCount: count, rows: places, columns: places, values: values)
    let pairs = try diagonal.eigenpairs(
      6, .nearest(1), options: EigenOptions(tolerance: 1e-9, method: .chebyshev))
    let expected = values.sorted { abs($0 - 1) < abs($1 - 1) }.prefix(6).sorted()
    #expect(mismatch(pairs.values, expected, 1e-8) == nil)
  }

  @Test(
    "The right eigenvectors of the random walk are orthogonal under the degree-weighted product",
    arguments: methods)
  func randomWalk(method: EigenMethod) throws {
    let laplacian = try Self.graph.laplacian(.randomWalk)
    let pairs = try laplacian.eigenpairs(smallest: 6, options: EigenOptions(tolerance: 1e-11, method: method))
    #expect(mismatch(pairs.values, Array(try Self.graph.laplacian().eigenvalues().prefix(6)), 1e-9) == nil)
    #expect(Quality(pairs) { laplacian.multiplied(by: $0) }.residual < 1e-9)
    // The first vector is constant.
    let constant = [Double](repeating: 1 / 400.0.squareRoot(), count: 400)
    #expect(largestDifference(pairs.vectors.column(0), constant) < 1e-12)
    var worst = 0.0
    for first in 0..<6 {
      #expect(abs(dot(pairs.vectors.column(first), pairs.vectors.column(first)) - 1) < 1e-12)
      for second in 0..<first {
        let weighted = zip(pairs.vectors.column(first), laplacian.degrees).map { $0 * $1 }
        worst = max(worst, abs(dot(weighted, pairs.vectors.column(second))))
      }
    }
    #expect(worst < 1e-8)
    #expect(hasSettledSigns(pairs.vectors))
  }

  @Test(
    "The signless and combinatorial Laplacians of a bipartite graph have the same spectrum",
    arguments: methods)
  func signless(method: EigenMethod) throws {
    let laplacian = try Family.path.graph(size: 600).laplacian(.signless)
    let expected = ClosedForm(.path, size: 600, .combinatorial, withVectors: false).values
    let options = EigenOptions(tolerance: 1e-10, method: method)
    let low = try laplacian.eigenpairs(smallest: 5, options: options)
    #expect(mismatch(low.values, Array(expected.prefix(5)), 1e-9) == nil)
    let high = try laplacian.eigenpairs(largest: 5, options: options)
    #expect(mismatch(high.values, Array(expected.suffix(5)), 1e-9) == nil)
  }
}
