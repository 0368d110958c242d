// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Multiple and nearly multiple eigenvalues are found with their multiplicities")
struct MultipleEigenvalueTests {
  @Test(
    "A hypercube of 4,096 nodes has the eigenvalue 0 once and 1/6 twelve times, followed by 1/3",
    arguments: iterativeMethods)
  func hypercube(method: EigenMethod) throws {
    let laplacian = try Family.hypercube.graph(size: 4096).laplacian()
    let options = EigenOptions(tolerance: 1e-10, method: method)
    let ends: [(SpectrumEnd, [Double])] = [
      (.smallest, [0, 1.0 / 6, 1.0 / 3]), (.largest, [5.0 / 3, 11.0 / 6, 2]),
    ]
    for (end, values) in ends {
      let pairs = try laplacian.eigenpairs(20, end, options: options)
      let expected = end == .smallest ? [1, 12, 7] : [7, 12, 1]
      let groups = pairs.multiplicities(tolerance: 1e-6)
      #expect(groups.map(\.multiplicity) == expected, "\(end)")
      #expect(mismatch(groups.map(\.value), values, 1e-9) == nil, "\(end)")
      let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
      #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9, "\(end)")
    }
  }

  @Test(
    "Eigensolvers find the nearly equal eigenvalues of two graph copies joined by a weak edge",
    arguments: iterativeMethods + [.automatic])
  func nearlyMultiple(method: EigenMethod) throws {
    let copy = randomConnected(400, extra: 800)
    let graph = disjointUnion([copy, copy], joinedBy: [(0, 400, 1e-6)])
    for kind in [Laplacian.Kind.symmetric, .combinatorial] {
      let laplacian = try graph.laplacian(kind)
      let expected = try laplacian.eigenvalues().prefix(10)
      let pairs = try laplacian.eigenpairs(
        smallest: 10, options: EigenOptions(tolerance: 1e-11, method: method))
      #expect(mismatch(pairs.values, Array(expected), 1e-9) == nil, "\(kind)")
      let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
      #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9, "\(kind)")
    }
  }

  @Test(
    "A star has the eigenvalue 1 with a multiplicity of its leaves minus one", arguments: iterativeMethods)
  func star(method: EigenMethod) throws {
    let laplacian = try Family.star.graph(size: 600).laplacian()
    let pairs = try laplacian.eigenpairs(
      smallest: 9, options: EigenOptions(tolerance: 1e-10, method: method))
    #expect(mismatch(pairs.values, [0] + [Double](repeating: 1, count: 8), 1e-9) == nil)
    let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
    #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9)
  }

  @Test("Multiplicities group eigenvalues that are equal within the tolerance")
  func multiplicities() {
    let runs = Eigenpairs.multiplicities(of: [0, 0, 0.5, 0.5 + 1e-10, 0.5 + 2e-10, 1], tolerance: 1e-9)
    #expect(runs.map(\.value) == [0, 0.5, 1])
    #expect(runs.map(\.multiplicity) == [2, 3, 1])
    #expect(Eigenpairs.multiplicities(of: []).isEmpty)
  }
}
