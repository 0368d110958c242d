// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

/// Returns the Laplacian that a closed form describes. Grids are not regular, so their closed form
/// covers the combinatorial Laplacian only.
private func laplacian(_ family: Family, _ size: Int, _ kind: SpectrumKind) throws -> Laplacian {
  try family.graph(size: size).laplacian(kind == .normalized ? .symmetric : .combinatorial)
}

/// The families, each with the Laplacians that have a closed form.
private let known: [(Family, SpectrumKind)] = Family.allCases.flatMap { family in
  SpectrumKind.allCases.filter { family != .grid || $0 == .combinatorial }.map { (family, $0) }
}

@Suite("Spectra of graph families match their closed forms")
struct ClosedFormTests {
  @Test(
    "All eigenvalues and eigenspace projectors of small graphs match their closed forms", arguments: known)
  func small(family: Family, kind: SpectrumKind) throws {
    for size in [8, 12, 31, 64] {
      let expected = ClosedForm(family, size: size, kind)
      let laplacian = try laplacian(family, size, kind)
      let norm = expected.values.last ?? 0
      let bound = 1e-10 * max(1, norm)
      #expect(largestDifference(try laplacian.eigenvalues(), expected.values) <= bound, "size \(size)")
      let pairs = try laplacian.eigenpairs()
      #expect(largestDifference(pairs.values, expected.values) <= bound, "size \(size)")
      let spaces = pairs.multiplicities()
      let projectors = expected.projectors
      guard spaces.count == projectors.count else {
        Issue.record("size \(size): \(spaces.count) eigenspaces instead of \(projectors.count)")
        continue
      }
      var first = 0
      for (space, projector) in zip(spaces, projectors) {
        var actual = [Double](repeating: 0, count: laplacian.nodeCount * laplacian.nodeCount)
        for column in first..<first + space.multiplicity {
          addOuterProduct(of: pairs.vectors.column(column), to: &actual)
        }
        first += space.multiplicity
        #expect(largestDifference(actual, projector.projector) <= bound, "size \(size), value \(space.value)")
      }
    }
  }

  @Test(
    "The 12 smallest and 12 largest eigenvalues of large graphs match their closed forms", arguments: known)
  func large(family: Family, kind: SpectrumKind) throws {
    for size in family == .complete ? [400] : [512, 4096] {
      let expected = ClosedForm(family, size: size, kind, withVectors: false).values
      let laplacian = try laplacian(family, size, kind)
      let bounds = laplacian.eigenvalueBounds
      let norm = max(1, bounds.upperBound)
      let options = EigenOptions(tolerance: 1e-12)
      for (end, values) in [
        (SpectrumEnd.smallest, Array(expected.prefix(12))), (.largest, Array(expected.suffix(12))),
      ] {
        let pairs = try laplacian.eigenpairs(12, end, options: options)
        #expect(largestDifference(pairs.values, values) <= 1e-10 * norm, "size \(size), \(end)")
        let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
        // The tolerance is relative to half the width of the spectrum, so the bound leaves as much room
        // again for rounding.
        #expect(quality.residual <= 1e-12 * norm, "size \(size), \(end)")
        #expect((pairs.residuals.max() ?? 0) <= 1e-12 * norm, "size \(size), \(end)")
        #expect(quality.orthogonality < 1e-10, "size \(size), \(end)")
      }
    }
  }
}
