// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Laplacian positional encodings")
struct PositionalEncodingTests {
  @Test(
    "Positional encodings are the eigenvectors after the trivial one, with determined signs",
    arguments: [1, 3, 8])
  func eigenvectors(count: Int) throws {
    let graph = randomConnected(60, extra: 60)
    let encoding = try graph.laplacianPositionalEncoding(count: count)
    #expect(encoding.nodeCount == 60 && encoding.signalCount == count)
    #expect(hasSettledSigns(encoding))
    let laplacian = try graph.laplacian()
    let values = try laplacian.eigenvalues()
    for column in 0..<count {
      let vector = encoding.column(column)
      #expect(abs(norm(vector) - 1) < 1e-12)
      let image = laplacian.multiplied(by: vector)
      #expect(distance(image, vector.map { values[column + 1] * $0 }) < 1e-7)
    }
  }

  @Test("Positional-encoding columns beyond the available eigenvectors are 0")
  func fewNodes() throws {
    let encoding = try Family.path.graph(size: 4).laplacianPositionalEncoding(count: 6)
    #expect(encoding.nodeCount == 4 && encoding.signalCount == 6)
    for column in 0..<3 { #expect(abs(norm(encoding.column(column)) - 1) < 1e-12) }
    for column in 3..<6 { #expect(encoding.column(column).allSatisfy { $0 == 0 }) }
    #expect(try undirected(1, []).laplacianPositionalEncoding(count: 2).elements == [0, 0])
    #expect(try undirected(0, []).laplacianPositionalEncoding(count: 2).nodeCount == 0)
    #expect(try Family.path.graph(size: 4).laplacianPositionalEncoding(count: 0).signalCount == 0)
  }

  @Test("Positional encodings leave out eigenvectors that only distinguish components")
  func disconnected() throws {
    let graph = disjointUnion([Family.path.graph(size: 5), undirected(2, []), Family.cycle.graph(size: 4)])
    let encoding = try graph.laplacianPositionalEncoding(count: 9)
    let laplacian = try graph.laplacian()
    // The graph has eleven nodes and four components.
    for column in 0..<7 {
      #expect(laplacian.rayleighQuotient(of: encoding.column(column)) > 0.1)
      #expect(encoding[5, column] == 0 && encoding[6, column] == 0)
    }
    for column in 7..<9 { #expect(encoding.column(column).allSatisfy { $0 == 0 }) }
    let isolated = try undirected(3, []).laplacianPositionalEncoding(count: 2)
    #expect(isolated.elements.allSatisfy { $0 == 0 })
  }

  @Test("Equal graphs have positional encodings that are equal to the bit")
  func repeatable() throws {
    let encodings = try (0..<2).map { _ in
      try randomConnected(300, extra: 300).laplacianPositionalEncoding(count: 4).elements
    }
    let isSame = sameBits(encodings[0], encodings[1])
    #expect(isSame)
  }
}
