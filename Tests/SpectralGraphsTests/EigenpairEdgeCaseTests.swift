// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

/// The methods that can be requested. Each falls back to LAPACK if the graph is too small to iterate.
let methods: [EigenMethod] = [.automatic, .dense, .shiftInvert, .lanczos, .chebyshev]
/// The methods that iterate.
let iterativeMethods: [EigenMethod] = [.shiftInvert, .lanczos, .chebyshev]

@Suite("Eigenpairs of small and unusual graphs")
struct EigenpairEdgeCaseTests {
  /// Small and unusual graphs, each with a name for failure messages.
  static let graphs: [(name: String, graph: Graph)] = [
    ("one node", undirected(1, [])),
    ("a loop", undirected(1, [(0, 0)])),
    ("two nodes", undirected(2, [(0, 1)])),
    ("two isolated nodes", undirected(2, [])),
    ("a triangle and isolated nodes", undirected(6, [(1, 3), (3, 4), (4, 1)])),
    ("a pair, a triangle with a loop and a node", undirected(6, [(0, 1), (2, 3), (3, 4), (4, 2), (4, 4)])),
    ("parallel edges", undirected(3, [(0, 1), (0, 1), (1, 2)])),
    ("edges of weight 0", undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1, 0, 2])),
    ("nothing but weight 0", undirected(2, [(0, 1)], weights: [0])),
    ("two paths and a cycle", disjointUnion([Family.path, .path, .cycle].map { $0.graph(size: 9) })),
  ]

  @Test(
    "Every method returns all eigenpairs of a small graph, even if more are requested",
    arguments: graphs.indices, methods)
  func all(index: Int, method: EigenMethod) throws {
    let graph = Self.graphs[index].graph
    for kind in Laplacian.Kind.allCases {
      let laplacian = try graph.laplacian(kind)
      let expected = jacobiEigenvalues(denseLaplacian(graph, kind))
      for end in [SpectrumEnd.smallest, .largest] {
        for count in [graph.nodeCount, graph.nodeCount + 5] {
          let pairs = try laplacian.eigenpairs(count, end, options: EigenOptions(method: method))
          #expect(mismatch(pairs.values, expected, 1e-12) == nil, "\(Self.graphs[index].name), \(kind)")
          let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
          #expect(quality.residual < 1e-13)
          #expect(kind == .randomWalk || quality.orthogonality < 1e-13)
          #expect(hasSettledSigns(pairs.vectors))
        }
      }
      #expect(mismatch(try laplacian.eigenvalues(), expected, 1e-12) == nil)
    }
  }

  @Test("An empty graph and a request for 0 eigenpairs both return no eigenpairs", arguments: methods)
  func none(method: EigenMethod) throws {
    let options = EigenOptions(method: method)
    for kind in Laplacian.Kind.allCases {
      let empty = try undirected(0, []).laplacian(kind)
      for end in [SpectrumEnd.smallest, .largest, .nearest(1)] {
        let pairs = try empty.eigenpairs(3, end, options: options)
        #expect(pairs.count == 0 && pairs.vectors.nodeCount == 0)
      }
      #expect(try empty.eigenvalues() == [])
      #expect(try empty.eigenpairs().count == 0)
      let none = try Family.cycle.graph(size: 300).laplacian(kind).eigenpairs(smallest: 0, options: options)
      #expect(none.count == 0 && none.vectors.nodeCount == 300 && none.vectors.signalCount == 0)
    }
  }

  @Test(
    "Every method finds a few eigenpairs of a graph of several components", arguments: methods,
    [1, 3, 4, 5, 9])
  func manyComponents(method: EigenMethod, count: Int) throws {
    // Four components, one of them a single node; the path and the grid are bipartite.
    let graph = disjointUnion(
      [(Family.path, 90), (.cycle, 61), (.star, 1), (.grid, 100)].map { $0.0.graph(size: $0.1) })
    let options = EigenOptions(tolerance: 1e-10, method: method)
    for kind in [Laplacian.Kind.symmetric, .combinatorial, .signless] {
      let laplacian = try graph.laplacian(kind)
      let expected = try laplacian.eigenvalues()
      for (end, values) in [
        (SpectrumEnd.smallest, expected.prefix(count)), (.largest, expected.suffix(count)),
      ] {
        let pairs = try laplacian.eigenpairs(count, end, options: options)
        #expect(mismatch(pairs.values, Array(values), 1e-9) == nil, "\(kind), \(end)")
        let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
        #expect(quality.residual < 1e-9 && quality.orthogonality < 1e-9, "\(kind), \(end)")
      }
    }
  }

  @Test("Eigenpairs of a null space are exact and computed from the components without iteration")
  func componentsAlone() throws {
    let graph = disjointUnion((0..<30).map { _ in Family.path.graph(size: 20) })
    let laplacian = try graph.laplacian()
    let low = try laplacian.eigenpairs(smallest: 30)
    #expect(low.method == .components && low.values.allSatisfy { $0 == 0 })
    let high = try laplacian.eigenpairs(largest: 30)
    #expect(high.method == .components && high.values.allSatisfy { $0 == 2 })
    for pairs in [low, high] {
      let quality = Quality(pairs) { laplacian.multiplied(by: $0) }
      #expect(quality.residual < 1e-14 && quality.orthogonality < 1e-14)
    }
  }

  @Test("A tolerance of 0 returns eigenpairs as accurate as rounding allows", arguments: methods)
  func zeroTolerance(method: EigenMethod) throws {
    let laplacian = try Family.grid.graph(size: 400).laplacian()
    let expected = try laplacian.eigenvalues()
    let pairs = try laplacian.eigenpairs(
      smallest: 6, options: EigenOptions(tolerance: 0, method: method, maximumProducts: 20_000))
    #expect(mismatch(pairs.values, Array(expected.prefix(6)), 1e-12) == nil)
    #expect(Quality(pairs) { laplacian.multiplied(by: $0) }.residual < 1e-12)
  }

  @Test("The Laplacian of a directed graph or of weights that are not finite throws an error")
  func refused() {
    let directed = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2])
    for kind in Laplacian.Kind.allCases {
      #expect(throws: DataError.self) { try directed.laplacian(kind) }
      for weight in [Double.nan, .infinity, -.infinity] {
        #expect(throws: DataError.self) {
          try undirected(3, [(0, 1), (1, 2)], weights: [1, weight]).laplacian(kind)
        }
      }
    }
  }
}
