// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Algebraic connectivity, Fiedler vectors, Cheeger bounds and sweep cuts")
struct FiedlerTests {
  /// Returns two complete graphs of `size` nodes joined by one edge of weight `bridge`.
  static func barbell(_ size: Int, bridge: Double = 1) -> Graph {
    let cliques = [Family.complete.graph(size: size), Family.complete.graph(size: size)]
    return disjointUnion(cliques, joinedBy: [(size - 1, size, bridge)])
  }

  static let connected = [
    Family.path.graph(size: 2), Family.path.graph(size: 20), Family.cycle.graph(size: 15),
    Family.star.graph(size: 12), Family.complete.graph(size: 7), Family.grid.graph(size: 30), barbell(5),
    randomConnected(60, extra: 40, weights: 0.1...3), undirected(3, [(0, 0), (0, 1), (1, 2), (1, 2)]),
  ]
  static let disconnected = [
    undirected(1, []), undirected(2, []), undirected(3, [(0, 1)]), undirected(0, []),
    disjointUnion([Family.cycle.graph(size: 5), Family.path.graph(size: 4)]),
  ]

  @Test(
    "The algebraic connectivity of known graph families matches the closed form",
    arguments: [
      (.path, 20, 2 - 2 * cos(Double.pi / 20)), (.cycle, 15, 2 - 2 * cos(Double.pi / 7.5)), (.star, 12, 1),
      (.complete, 7, 7), (.hypercube, 64, 2), (.path, 2, 2),
    ] as [(Family, Int, Double)])
  func connectivity(family: Family, size: Int, expected: Double) throws {
    #expect(abs(try family.graph(size: size).algebraicConnectivity() - expected) < 1e-9)
  }

  @Test("The algebraic connectivity of a graph that is not connected is 0", arguments: disconnected.indices)
  func noConnectivity(index: Int) throws {
    #expect(abs(try Self.disconnected[index].algebraicConnectivity()) < 1e-12)
  }

  @Test(
    "The Fiedler vector and the sweep cut of a graph that is not connected throw an error",
    arguments: disconnected.indices)
  func noVector(index: Int) {
    #expect(throws: SpectralError.self) { _ = try Self.disconnected[index].fiedlerVector() }
    #expect(throws: SpectralError.self) { _ = try Self.disconnected[index].sweepCut() }
  }

  @Test("An edge of weight 0 does not connect components for the algebraic connectivity")
  func zeroWeight() throws {
    let graph = undirected(4, [(0, 1), (1, 2), (2, 3)], weights: [1, 0, 1])
    #expect(abs(try graph.algebraicConnectivity()) < 1e-12)
    #expect(throws: SpectralError.self) { _ = try graph.fiedlerVector() }
  }

  @Test(
    "The Fiedler vector is a unit eigenvector of the second smallest eigenvalue",
    arguments: connected.indices,
    [Laplacian.Kind.combinatorial, .symmetric, .randomWalk])
  func vector(index: Int, kind: Laplacian.Kind) throws {
    let laplacian = try Self.connected[index].laplacian(kind)
    let vector = try Self.connected[index].fiedlerVector(kind)
    let second = try laplacian.eigenvalues()[1]
    #expect(abs(norm(vector) - 1) < 1e-12)
    #expect(distance(laplacian.multiplied(by: vector), vector.map { second * $0 }) < 1e-6)
    #expect(hasSettledSigns(GraphSignals(vector)))
  }

  @Test("The Fiedler vector of a path is monotone")
  func monotone() throws {
    let vector = try Family.path.graph(size: 20).fiedlerVector()
    let steps = zip(vector, vector.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 })
  }

  @Test("The sweep cut of a barbell graph cuts its bridge", arguments: [3, 5, 12], [0.25, 1])
  func bridge(size: Int, bridge: Double) throws {
    let graph = Self.barbell(size, bridge: bridge)
    let cut = try graph.sweepCut()
    let side = (0..<Int32(size)).map { $0 }
    #expect(cut.nodes == side || cut.nodes == side.map { $0 + Int32(size) })
    let volume = Double(size * (size - 1)) + bridge
    #expect(abs(cut.conductance - bridge / volume) < 1e-15)
    #expect(abs(PartitionQuality.conductance(of: cut.nodes, in: graph) - cut.conductance) < 1e-15)
  }

  @Test(
    "The sweep cut satisfies Cheeger's inequality and reports the conductance of its nodes",
    arguments: connected.indices)
  func cheeger(index: Int) throws {
    let graph = Self.connected[index]
    let bounds = try graph.cheegerBounds()
    let cut = try graph.sweepCut()
    #expect(cut.conductance >= bounds.lowerBound - 1e-9 && cut.conductance <= bounds.upperBound + 1e-9)
    #expect(abs(PartitionQuality.conductance(of: cut.nodes, in: graph) - cut.conductance) < 1e-13)
    let second = try graph.laplacian().eigenvalues()[1]
    #expect(abs(bounds.lowerBound - second / 2) < 1e-9)
    #expect(abs(bounds.upperBound - (2 * second).squareRoot()) < 1e-9)
  }

  @Test("Cheeger's bounds contain the smallest conductance of all cuts")
  func allCuts() throws {
    let graph = randomConnected(11, extra: 8, weights: 0.5...2)
    var least = Double.infinity
    for mask in 1..<1024 {
      let nodes = (0..<11 as Range<Int32>).filter { mask >> Int($0) & 1 == 1 }
      least = min(least, PartitionQuality.conductance(of: nodes, in: graph))
    }
    let bounds = try graph.cheegerBounds()
    #expect(bounds.contains(least))
    #expect(try graph.sweepCut().conductance >= least - 1e-15)
  }

  @Test("Both Cheeger bounds of a graph that is not connected are 0", arguments: disconnected.indices)
  func noCheeger(index: Int) throws {
    let bounds = try Self.disconnected[index].cheegerBounds()
    #expect(bounds.lowerBound == 0 && bounds.upperBound < 1e-6)
  }

  @Test("A sweep along any order returns its cut of least conductance, breaking ties by node number")
  func anyOrder() {
    let graph = Self.barbell(4)
    let order = (0..<8).map { $0 < 4 ? 1.0 : 0 }
    let cut = SweepCut(graph, order: order)
    #expect(cut.conductance == 1.0 / 13 && cut.nodes.count == 4)
    #expect(SweepCut(undirected(3, []), order: [0, 1, 2]).conductance == .infinity)
    #expect(SweepCut(undirected(1, []), order: [0]).conductance == .infinity)
  }
}
