// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Spectra and graph signals match SciPy and NetworkX")
struct ReferenceTests {
  @Test("Degrees and component counts match NetworkX", arguments: ReferenceSpectrum.names)
  func structure(name: String) throws {
    let reference = try ReferenceSpectrum(name)
    let graph = try reference.graph()
    let laplacian = try graph.laplacian()
    #expect(mismatch(laplacian.degrees, try reference.numbers("degrees"), 1e-12) == nil)
    #expect(graph.connectedComponents().count == Int(try reference.number("components")))
    let zeros = try laplacian.eigenvalues().count { abs($0) < 1e-9 }
    #expect(zeros == Int(try reference.number("components")))
  }

  @Test(
    "All Laplacian eigenvalues, with and without vectors, match SciPy", arguments: ReferenceSpectrum.names,
    [Laplacian.Kind.symmetric, .randomWalk, .combinatorial])
  func eigenvalues(name: String, kind: Laplacian.Kind) throws {
    let reference = try ReferenceSpectrum(name)
    let laplacian = try reference.graph().laplacian(kind)
    let expected = try reference.numbers(
      kind == .combinatorial ? "combinatorial_eigenvalues" : "normalized_eigenvalues")
    #expect(mismatch(try laplacian.eigenvalues(), expected, 1e-9) == nil)
    let pairs = try laplacian.eigenpairs()
    #expect(mismatch(pairs.values, expected, 1e-9) == nil)
    let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
    #expect(quality.residual < 1e-11)
    // The right eigenvectors of the random walk are not orthogonal.
    #expect(kind == .randomWalk || quality.orthogonality < 1e-12)
  }

  @Test("The smoothness x'Lx / x'x of a signal matches SciPy", arguments: ReferenceSpectrum.names)
  func rayleighQuotients(name: String) throws {
    let reference = try ReferenceSpectrum(name)
    let graph = try reference.graph()
    let signal = try reference.numbers("signal")
    for (kind, key) in [(Laplacian.Kind.symmetric, "normalized"), (.combinatorial, "combinatorial")] {
      let image = try graph.laplacian(kind).multiplied(by: signal)
      let quotient = dot(signal, image) / dot(signal, signal)
      #expect(mismatch([quotient], [try reference.number("rayleigh_quotient_\(key)")], 1e-9) == nil)
    }
  }

  @Test("The energy of a signal in each eigenspace matches SciPy", arguments: ReferenceSpectrum.names)
  func energies(name: String) throws {
    let reference = try ReferenceSpectrum(name)
    let signal = try reference.numbers("signal")
    let pairs = try reference.graph().laplacian().eigenpairs()
    let groups = pairs.multiplicities()
    let expected = try reference.energies()
    #expect(groups.map(\.multiplicity) == expected.map { Int($0[1]) })
    #expect(mismatch(groups.map(\.value), expected.map { $0[0] }, 1e-9) == nil)
    var first = 0
    let energies = groups.map { group in
      defer { first += group.multiplicity }
      return (first..<first + group.multiplicity).reduce(0) { sum, column in
        let coefficient = dot(pairs.vectors.column(column), signal)
        return sum + coefficient * coefficient
      }
    }
    #expect(mismatch(energies, expected.map { $0[2] }, 1e-9) == nil)
    let transform = GraphFourierTransform(spectrum: pairs)
    #expect(mismatch(transform.energies(of: signal).map(\.energy), expected.map { $0[2] }, 1e-9) == nil)
  }

  @Test(
    "The heat filter exp(-2L)x and the ideal low-pass filter below 1 match SciPy",
    arguments: ReferenceSpectrum.names)
  func filters(name: String) throws {
    let reference = try ReferenceSpectrum(name)
    let laplacian = try reference.graph().laplacian()
    let signal = try reference.numbers("signal")
    let pairs = try laplacian.eigenpairs()
    for (key, kernel) in [
      ("heat_filter_normalized_t2", SpectralKernel.heat(2)), ("lowpass_below_1", .lowPass(below: 1)),
    ] {
      let expected = try reference.numbers(key)
      // The filter is computed directly from the eigenvectors and by the library.
      var filtered = [Double](repeating: 0, count: signal.count)
      for (column, value) in pairs.values.enumerated() {
        let gain = key.hasPrefix("heat") ? exp(-2 * value) : value < 1 - 1e-9 ? 1 : 0
        let vector = pairs.vectors.column(column)
        let coefficient = gain * dot(vector, signal)
        for node in filtered.indices { filtered[node] += coefficient * vector[node] }
      }
      #expect(mismatch(filtered, expected, 1e-9) == nil)
      let library = try laplacian.filter(
        GraphSignals(signal), kernel, options: FilterOptions(method: .exact))
      #expect(mismatch(library.signals.column(0), expected, 1e-9) == nil)
    }
  }

  @Test(
    "Effective resistances, spanning-tree counts and connectivity match SciPy and NetworkX",
    arguments: ReferenceSpectrum.connectedNames)
  func resistances(name: String) throws {
    let reference = try ReferenceSpectrum(name)
    let graph = try reference.graph()
    let resistances = try EffectiveResistances(graph).from(0)
    #expect(mismatch(resistances, try reference.numbers("effective_resistance_0_to_all"), 1e-9) == nil)
    let figures = [
      try graph.kirchhoffIndex(), try graph.algebraicConnectivity(), try graph.logSpanningTreeCount(),
    ]
    let expected = try ["kirchhoff_index", "fiedler_value_combinatorial", "spanning_trees_log"].map {
      try reference.number($0)
    }
    #expect(mismatch(figures, expected, 1e-9) == nil)
  }
}
