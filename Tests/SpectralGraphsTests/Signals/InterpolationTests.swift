// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs
import Testing

@Suite("Interpolation and regression from a few known nodes")
struct InterpolationTests {
  @Test("Harmonic interpolation on a path is linear between known nodes and constant beyond them")
  func line() throws {
    let values = try Family.path.graph(size: 13).harmonicInterpolation([2: 1, 10: 5])
    #expect(largestDifference(values, (0..<13).map { min(5, max(1, 0.5 * Double($0))) }) < 1e-14)
  }

  @Test("Harmonic interpolation treats edge weights as conductances")
  func weightedLine() throws {
    let path = undirected(3, [(0, 1), (1, 2)], weights: [3, 1])
    #expect(largestDifference(try path.harmonicInterpolation([0: 0, 2: 1]), [0, 0.25, 1]) < 1e-15)
  }

  @Test("Harmonic interpolation gives each unknown node its neighbours' mean and keeps known values exactly")
  func mean() throws {
    let graph = randomConnected(150, extra: 200, weights: 0.1...4)
    let known = [3: 0.1, 70: -2.7, 149: 3.3]
    let values = try graph.harmonicInterpolation(known)
    let image = try graph.laplacian(.combinatorial).multiplied(by: values)
    #expect((0..<150).allSatisfy { known[$0] == nil ? abs(image[$0]) < 1e-11 : values[$0] == known[$0] })
    #expect(values.allSatisfy { $0 >= -2.7 - 1e-12 && $0 <= 3.3 + 1e-12 })
  }

  @Test("Harmonic interpolation gives nodes without a path to a known node the requested value")
  func unreachable() throws {
    let graph = disjointUnion([Family.path.graph(size: 3), Family.cycle.graph(size: 4), undirected(1, [])])
    let values = try graph.harmonicInterpolation([0: 2], unreachable: -1)
    #expect(largestDifference(values, [2, 2, 2, -1, -1, -1, -1, -1]) < 1e-14)
    #expect(try graph.harmonicInterpolation([:]).allSatisfy { $0 == 0 })
    #expect(try graph.harmonicInterpolation([7: 4], unreachable: 1) == [1, 1, 1, 1, 1, 1, 1, 4])
  }

  @Test("Harmonic interpolation does not cross an edge of weight 0")
  func zeroWeight() throws {
    let graph = undirected(5, [(0, 1), (1, 2), (2, 3), (3, 4)], weights: [1, 1, 0, 1])
    let values = try graph.harmonicInterpolation([0: 3], unreachable: -1)
    #expect(largestDifference(values, [3, 3, 3, -1, -1]) < 1e-14)
    #expect(try graph.harmonicClasses([0, -1, -1, -1, -1]) == [0, 0, 0, -1, -1])
  }

  @Test("Harmonic classes from two labelled karate club members are wrong for at most three members")
  func karate() throws {
    let data = try DatasetCatalog().dataset("karate")
    var labels = [Int32](repeating: -1, count: 34)
    for node in [0, 33] { labels[node] = data.labels[node] }
    let classes = try data.graph.harmonicClasses(labels)
    #expect(zip(classes, data.labels).count { $0 != $1 } <= 3)
    #expect(classes[0] == data.labels[0] && classes[33] == data.labels[33])
  }

  @Test("Harmonic classes leave nodes unlabelled if no labelled node is reachable")
  func classes() throws {
    let graph = disjointUnion([Family.path.graph(size: 5), undirected(2, [])])
    #expect(try graph.harmonicClasses([1, -1, -1, -1, 0, -1, 2]) == [1, 1, 0, 0, 0, -1, 2])
    #expect(try graph.harmonicClasses([Int32](repeating: -1, count: 7)) == [Int32](repeating: -1, count: 7))
  }

  @Test("Tikhonov regression makes the gradient of its objective 0", arguments: [1e-3, 1, 100])
  func tikhonov(strength: Double) throws {
    let graph = randomConnected(120, extra: 100, weights: 0.1...4)
    let known = [0: 1.0, 5: -3, 60: 2, 61: 2.5]
    let values = try graph.tikhonovRegression(known, strength: strength)
    let image = try graph.laplacian(.combinatorial).multiplied(by: values)
    let gradient = (0..<120).map { node in
      strength * image[node] + (known[node].map { values[node] - $0 } ?? 0)
    }
    #expect(norm(gradient) < 1e-10 * max(1, strength))
    #expect(values.allSatisfy { $0 > -3 && $0 < 2.5 })
  }

  @Test("Tikhonov regression tends to the interpolation if weak and to the mean if strong")
  func tikhonovLimits() throws {
    let graph = Family.grid.graph(size: 36)
    let known = [0: 0.0, 35: 1, 7: 0.5]
    let weak = try graph.tikhonovRegression(known, strength: 1e-9)
    #expect(largestDifference(weak, try graph.harmonicInterpolation(known)) < 1e-7)
    let strong = try graph.tikhonovRegression(known, strength: 1e7)
    #expect(strong.allSatisfy { abs($0 - 0.5) < 1e-5 })
  }

  @Test("Tikhonov regression throws an error if a component has no known node", arguments: [nil, 0.0])
  func undetermined(weight: Double?) throws {
    // With a weight, the third node's only edge has weight 0, which does not connect.
    let edges = weight == nil ? [(0, 1)] : [(0, 1), (1, 2)]
    let graph = undirected(3, edges, weights: weight.map { [1, $0] })
    #expect(throws: SpectralError.self) { _ = try graph.tikhonovRegression([0: 1], strength: 1) }
  }

  @Test("Interpolation and regression on directed graphs or with negative weights throw an error")
  func refused() {
    let directed = Graph(nodeCount: 2, sources: [0], targets: [1])
    let negative = undirected(2, [(0, 1)], weights: [-1])
    for graph in [directed, negative] {
      #expect(throws: SpectralError.self) { _ = try graph.harmonicInterpolation([0: 1]) }
      #expect(throws: SpectralError.self) { _ = try graph.harmonicClasses([0, -1]) }
      #expect(throws: SpectralError.self) { _ = try graph.tikhonovRegression([0: 1], strength: 1) }
      #expect(throws: SpectralError.self) { _ = try graph.labelPropagation([0, -1]) }
    }
  }
}
