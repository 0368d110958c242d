// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Eigenpairs of weighted graphs")
struct EigenpairWeightTests {
  /// Returns the first and the last `count` values with the end of the spectrum they belong to.
  private static func ends(_ values: [Double], _ count: Int) -> [(SpectrumEnd, [Double])] {
    [(.smallest, Array(values.prefix(count))), (.largest, Array(values.suffix(count)))]
  }

  @Test("Dense eigenvalues by LAPACK agree with Jacobi rotations", arguments: Laplacian.Kind.allCases)
  func dense(kind: Laplacian.Kind) throws {
    for (seed, weights) in [(1, 0.01...100.0), (2, 0.5...2.0), (3, 1e-6...1.0)] {
      let graph = randomConnected(30, extra: 60, weights: weights, seed: UInt64(seed))
      let laplacian = try graph.laplacian(kind)
      let expected = jacobiEigenvalues(denseLaplacian(graph, kind))
      #expect(mismatch(try laplacian.eigenvalues(), expected, 1e-12) == nil)
      #expect(mismatch(try laplacian.eigenpairs().values, expected, 1e-12) == nil)
    }
  }

  @Test(
    "Every eigensolver agrees with LAPACK on a graph with random positive weights",
    arguments: iterativeMethods + [.automatic],
    Laplacian.Kind.allCases)
  func positive(method: EigenMethod, kind: Laplacian.Kind) throws {
    let graph = randomConnected(500, extra: 1500, weights: 0.01...10)
    let laplacian = try graph.laplacian(kind)
    let scale = laplacian.eigenvalueBounds.upperBound
    for (end, expected) in Self.ends(try laplacian.eigenvalues(), 8) {
      let pairs = try laplacian.eigenpairs(8, end, options: EigenOptions(tolerance: 1e-11, method: method))
      #expect(mismatch(pairs.values, expected, 1e-9) == nil, "\(end)")
      let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
      // The right eigenvectors of the random walk are those of the symmetric Laplacian, scaled by
      // D^-1/2.
      #expect(quality.residual < (kind == .randomWalk ? 1e-8 : 1e-10) * scale, "\(end)")
      #expect(kind == .randomWalk || quality.orthogonality < 1e-9, "\(end)")
    }
  }

  @Test(
    "Every eigensolver agrees with LAPACK on a combinatorial Laplacian with negative weights",
    arguments: iterativeMethods)
  func negative(method: EigenMethod) throws {
    let small = randomConnected(30, extra: 60, weights: -1...1)
    let smallValues = jacobiEigenvalues(denseLaplacian(small, .combinatorial))
    #expect((smallValues.first ?? 0) < -0.1, "the example has negative eigenvalues")
    #expect(mismatch(try small.laplacian(.combinatorial).eigenvalues(), smallValues, 1e-12) == nil)

    let laplacian = try randomConnected(500, extra: 1500, weights: -1...1).laplacian(.combinatorial)
    for (end, expected) in Self.ends(try laplacian.eigenvalues(), 8) {
      let pairs = try laplacian.eigenpairs(8, end, options: EigenOptions(tolerance: 1e-11, method: method))
      #expect(mismatch(pairs.values, expected, 1e-9) == nil, "\(end)")
      #expect(Quality(pairs) { laplacian.multiplied(by: $0) }.residual < 1e-9, "\(end)")
    }
  }

  @Test(
    "Normalised Laplacians of graphs with negative weights throw an error",
    arguments: [Laplacian.Kind.symmetric, .randomWalk])
  func refused(kind: Laplacian.Kind) {
    let graph = undirected(3, [(0, 1), (1, 2)], weights: [1, -0.25])
    #expect(throws: DataError.self) { try graph.laplacian(kind) }
  }

  // Methods that only multiply are left out, because they need too many products: the path's eigenvalues
  // are 1e-8 of the largest.
  @Test(
    "Small eigenvalues are accurate even if the weights differ by orders of magnitude",
    arguments: [EigenMethod.automatic, .dense, .shiftInvert])
  func badlyScaled(method: EigenMethod) throws {
    // Clusters of strong edges are joined by a weak path, whose eigenvalues are the small ones.
    let strong = (0..<20).map { _ in randomConnected(20, extra: 40, weights: 10...100) }
    let graph = disjointUnion(strong, joinedBy: (0..<19).map { ($0 * 20, $0 * 20 + 20, 1e-3) })
    let laplacian = try graph.laplacian(.combinatorial)
    let pairs = try laplacian.eigenpairs(
      smallest: 5, options: EigenOptions(tolerance: 1e-12, method: method))
    // To first order in the weak weight, these are the eigenvalues of a path whose nodes each have mass
    // 20.
    let expected = ClosedForm(.path, size: 20, .combinatorial, withVectors: false).values
      .prefix(5).map { 1e-3 * $0 / 20 }
    let relative = zip(pairs.values, expected).dropFirst().map { abs($0 / $1 - 1) }
    #expect((relative.max() ?? 1) < 1e-3)
  }
}
