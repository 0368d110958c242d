// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("Spectral densities")
struct SpectralDensityTests {
  static let graphs: [(name: String, graph: Graph)] = [
    ("random", randomConnected(700, extra: 1400)), ("grid", Family.grid.graph(size: 900)),
    ("ring", Family.cycle.graph(size: 500)), ("complete", Family.complete.graph(size: 60)),
    ("weighted", randomConnected(500, extra: 900, weights: 0.01...5)),
  ]

  static func density(_ laplacian: Laplacian, _ method: SpectralDensity.Method, seed: UInt64 = 0) throws
    -> SpectralDensity
  {
    switch method {
    case .kernelPolynomials: try laplacian.spectralDensity(seed: seed)
    case .lanczosQuadrature: try laplacian.spectralDensityByLanczos(seed: seed)
    }
  }

  /// Returns the integral of a density as a Riemann sum over its points.
  static func integral(_ density: SpectralDensity) -> Double {
    density.density.reduce(0, +) * (density.points[1] - density.points[0])
  }

  @Test("A spectral density integrates to 1", arguments: graphs.indices, SpectralDensity.Method.allCases)
  func integral(index: Int, method: SpectralDensity.Method) throws {
    for kind in [Laplacian.Kind.symmetric, .combinatorial] {
      let density = try Self.density(try Self.graphs[index].graph.laplacian(kind), method)
      #expect(density.method == method && density.products > 0)
      #expect(density.points.count == 401 && density.density.count == 401)
      #expect(zip(density.points, density.points.dropFirst()).allSatisfy { $0 < $1 })
      #expect(density.density.allSatisfy { $0 >= -1e-9 })
      #expect(density.standardError.allSatisfy { $0 >= 0 })
      #expect(abs(Self.integral(density) - 1) < 0.02, "\(Self.graphs[index].name), \(kind)")
    }
  }

  @Test(
    "A spectral density integrates to 1 if many eigenvalues lie at the ends of the spectrum",
    arguments: SpectralDensity.Method.allCases)
  func ends(method: SpectralDensity.Method) throws {
    // Half the eigenvalues of a matching are 0 and half are 2.
    let matching = undirected(400, (0..<200).map { (2 * $0, 2 * $0 + 1) })
    let density = try Self.density(try matching.laplacian(), method)
    #expect(abs(Self.integral(density) - 1) < 0.02)
    #expect(abs(density.share(upTo: 1) - 0.5) < 0.05)
  }

  @Test(
    "The shares of a spectral density are those of the exact spectrum", arguments: graphs.indices,
    SpectralDensity.Method.allCases)
  func shares(index: Int, method: SpectralDensity.Method) throws {
    let laplacian = try Self.graphs[index].graph.laplacian()
    let values = try laplacian.eigenvalues()
    let density = try Self.density(laplacian, method)
    for edge in stride(from: 0.1, through: 1.9, by: 0.1) {
      // The method smooths jumps of the distribution over its resolution.
      let shares = [edge - 0.06, edge + 0.06].map { end in
        Double(values.count { $0 <= end }) / Double(values.count)
      }
      let share = density.share(upTo: edge)
      #expect(share >= shares[0] - 0.03 && share <= shares[1] + 0.03, "\(edge)")
    }
    #expect(density.share(upTo: -1) == 0)
    #expect(abs(density.share(upTo: 5) - 1) < 0.02)
  }

  @Test(
    "Spectral densities are the same to the bit for any number of threads and differ between seeds",
    arguments: SpectralDensity.Method.allCases)
  func deterministic(method: SpectralDensity.Method) throws {
    let laplacian = try Self.graphs[1].graph.laplacian()
    let densities = try [(1, 3), (2, 3), (1, 4)].map { (threads: Int, seed: UInt64) in
      try Parallelism.$threadCount.withValue(threads) { try Self.density(laplacian, method, seed: seed) }
    }
    let isSame = sameBits(densities[0].density, densities[1].density)
    #expect(isSame && sameBits(densities[0].standardError, densities[1].standardError))
    let isOther = !sameBits(densities[0].density, densities[2].density)
    #expect(isOther)
  }

  @Test("The random-walk Laplacian has the spectral density of the symmetric Laplacian")
  func randomWalk() throws {
    let graph = Self.graphs[0].graph
    for method in SpectralDensity.Method.allCases {
      let walk = try Self.density(try graph.laplacian(.randomWalk), method)
      let isSame = walk == (try Self.density(try graph.laplacian(.symmetric), method))
      #expect(isSame)
    }
  }

  @Test("A spectral density takes half as many products as moments, and more vectors reduce its error")
  func products() throws {
    let laplacian = try Self.graphs[0].graph.laplacian()
    let few = try laplacian.spectralDensity(moments: 100, vectors: 4, pointCount: 50)
    #expect(few.products == 200 && few.points.count == 50)
    let many = try laplacian.spectralDensity(moments: 100, vectors: 64, pointCount: 50)
    #expect(norm(many.standardError) < 0.5 * norm(few.standardError))
    let one = try laplacian.spectralDensity(moments: 100, vectors: 1, pointCount: 50)
    #expect(one.standardError.allSatisfy { $0.isNaN })
  }

  @Test("The spectral density of an operator without eigenvalue bounds estimates the bounds first")
  func enclosed() throws {
    let laplacian = try Self.graphs[2].graph.laplacian()
    let op = MatrixFreeOperator(size: 500) { laplacian.multiplied(by: $0) }
    let density = op.spectralDensity()
    #expect(abs(Self.integral(density) - 1) < 0.02)
    #expect(abs(density.share(upTo: 1) - 0.5) < 0.03)
  }

  @Test(
    "Spectral densities of one node, of no edges and of no nodes are finite",
    arguments: SpectralDensity.Method.allCases)
  func small(method: SpectralDensity.Method) throws {
    for graph in [undirected(1, []), undirected(5, [])] {
      let density = try Self.density(try graph.laplacian(), method)
      #expect(density.share(upTo: 0.2) > 0.6)
      #expect(density.density.allSatisfy { $0.isFinite })
    }
    let none = try Self.density(try undirected(0, []).laplacian(), method)
    #expect(none.density.allSatisfy { $0 == 0 } && none.products == 0)
  }
}
