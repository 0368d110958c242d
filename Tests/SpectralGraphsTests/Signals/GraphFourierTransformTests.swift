// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("The graph Fourier transform")
struct GraphFourierTransformTests {
  /// A connected graph, a weighted one, a disconnected one with an isolated node and a single node.
  static let graphs: [Graph] = [
    randomConnected(40, extra: 60), randomConnected(50, extra: 30, weights: 0.1...9),
    disjointUnion([Family.cycle.graph(size: 12), undirected(1, []), Family.star.graph(size: 9)]),
    undirected(1, []),
  ]
  static let kinds: [Laplacian.Kind] = [.symmetric, .combinatorial, .signless]

  @Test("The inverse graph Fourier transform reconstructs the signals", arguments: graphs.indices, kinds)
  func roundTrip(index: Int, kind: Laplacian.Kind) throws {
    let graph = Self.graphs[index]
    let transform = try GraphFourierTransform(try graph.laplacian(kind))
    let signals = GraphSignals(columns: (0..<3).map { randomSignal(graph.nodeCount, seed: $0) })
    let back = transform.inverse(transform.transform(signals))
    #expect(largestDifference(back.elements, signals.elements) < 1e-13)
  }

  @Test(
    "Graph Fourier coefficients have the energy of the signal (Parseval's theorem)",
    arguments: graphs.indices, kinds)
  func parseval(index: Int, kind: Laplacian.Kind) throws {
    let graph = Self.graphs[index]
    let signal = randomSignal(graph.nodeCount)
    let transform = try GraphFourierTransform(try graph.laplacian(kind))
    let coefficients = transform.transform(GraphSignals(signal)).column(0)
    #expect(coefficients.count == graph.nodeCount)
    #expect(abs(dot(coefficients, coefficients) - dot(signal, signal)) < 1e-12)
    let energies = transform.energies(of: signal)
    #expect(abs(energies.reduce(0) { $0 + $1.energy } - dot(signal, signal)) < 1e-12)
    #expect(energies.reduce(0) { $0 + $1.multiplicity } == graph.nodeCount)
  }

  @Test("A wave on a ring has all its energy in the eigenspace of its frequency", arguments: [0, 1, 2, 3, 4])
  func wave(frequency: Int) throws {
    let transform = try GraphFourierTransform(try Family.cycle.graph(size: 8).laplacian())
    let signal = (0..<8).map { cos(2 * .pi * Double(frequency * $0) / 8 + (frequency % 4 == 0 ? 0 : 0.3)) }
    let energies = transform.energies(of: signal)
    #expect(energies.map(\.multiplicity) == [1, 2, 2, 2, 1])
    #expect(abs(energies[frequency].value - (1 - cos(2 * .pi * Double(frequency) / 8))) < 1e-14)
    #expect(abs(energies[frequency].energy - dot(signal, signal)) < 1e-13)
  }

  @Test("The graph Fourier filter with the identity kernel computes L x")
  func kernel() throws {
    let laplacian = try Self.graphs[1].laplacian(.combinatorial)
    let signal = randomSignal(50)
    let identity = SpectralKernel(name: "identity") { $0 }
    let filtered = try GraphFourierTransform(laplacian).filter(GraphSignals(signal), identity).column(0)
    #expect(largestDifference(filtered, laplacian.multiplied(by: signal)) < 1e-11)
  }

  @Test("A graph Fourier transform with some eigenpairs projects signals onto their span")
  func partialBasis() throws {
    let laplacian = try Self.graphs[0].laplacian()
    let transform = GraphFourierTransform(spectrum: try laplacian.eigenpairs(smallest: 5))
    #expect(transform.frequencies.count == 5)
    let once = transform.inverse(transform.transform(GraphSignals(randomSignal(40))))
    let twice = transform.inverse(transform.transform(once))
    #expect(largestDifference(once.elements, twice.elements) < 1e-12)
    #expect(norm(once.elements) < norm(randomSignal(40)))
  }

  @Test("Graph Fourier coherence is 1 with an isolated node and 1 / sqrt(2) for a pair of nodes")
  func coherence() throws {
    #expect(try GraphFourierTransform(try Self.graphs[2].laplacian()).coherence == 1)
    let pair = try GraphFourierTransform(try undirected(2, [(0, 1)]).laplacian())
    #expect(abs(pair.coherence - 0.5.squareRoot()) < 1e-15)
  }
}
