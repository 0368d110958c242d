// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs
import Testing

@Suite("Label propagation by Zhou et al.")
struct LabelPropagationTests {
  /// Returns the scores after `steps` iterations of F = share S F + (1 - share) Y with dense matrices.
  static func scores(_ graph: Graph, _ labels: [Int32], share: Double, steps: Int) -> DenseMatrix {
    let adjacency = denseAdjacency(graph)
    let degrees = adjacency.map { $0.reduce(0, +) }
    let classes = Int((labels.max() ?? -1) + 1)
    let seeds = labels.map { label in (0..<classes).map { Int(label) == $0 ? 1.0 : 0 } }
    var scores = seeds
    for _ in 0..<steps {
      scores = seeds.indices.map { node in
        (0..<classes).map { column in
          let heard = seeds.indices.reduce(0.0) { sum, other in
            let weight = adjacency[node][other]
            guard weight > 0 else { return sum }
            return sum + weight / (degrees[node] * degrees[other]).squareRoot() * scores[other][column]
          }
          return share * heard + (1 - share) * seeds[node][column]
        }
      }
    }
    return scores
  }

  @Test(
    "Label-propagation scores match an iteration with dense matrices", arguments: [0, 1, 7, 50], [0.5, 0.99])
  func dense(steps: Int, share: Double) throws {
    let graph = disjointUnion([
      randomConnected(40, extra: 30, weights: 0.2...3), undirected(3, [(0, 1), (1, 1), (0, 1)]),
    ])
    var labels = [Int32](repeating: -1, count: 43)
    for (node, label) in [(0, 0), (11, 1), (23, 2), (30, 1), (42, 0)] { labels[node] = Int32(label) }
    let scores = try graph.labelPropagationScores(labels, share: share, steps: steps)
    let expected = Self.scores(graph, labels, share: share, steps: steps)
    #expect(scores.nodeCount == 43 && scores.signalCount == 3)
    #expect(largestDifference((0..<43).map { scores.row($0) }, expected) < 1e-14)
  }

  @Test("Label-propagation scores converge to (1 - share) (1 - share S)^-1 Y")
  func limit() throws {
    let graph = randomConnected(30, extra: 20)
    let labels = (0..<30).map { Int32($0 == 4 ? 0 : $0 == 20 ? 1 : -1) }
    let scores = try graph.labelPropagationScores(labels, share: 0.8, steps: 400)
    let laplacian = try graph.laplacian()
    for column in 0..<2 {
      let values = scores.column(column)
      let walked = zip(values, laplacian.multiplied(by: values)).map { $0 - $1 }
      let rest = (0..<30).map { values[$0] - 0.8 * walked[$0] - (Int(labels[$0]) == column ? 0.2 : 0) }
      #expect(norm(rest) < 1e-14)
    }
  }

  @Test("Label propagation leaves isolated nodes with their label or without one")
  func isolated() throws {
    let graph = disjointUnion([Family.path.graph(size: 4), undirected(2, [])])
    #expect(try graph.labelPropagation([0, -1, -1, 1, -1, 1]) == [0, 0, 1, 1, -1, 1])
    let scores = try graph.labelPropagationScores([0, -1, -1, 1, -1, 1], share: 0.9)
    #expect(scores.row(4) == [0, 0])
    #expect(scores[5, 0] == 0 && abs(scores[5, 1] - 0.1) < 1e-15)
  }

  @Test("Label propagation without labels assigns no class to any node")
  func unlabelled() throws {
    let graph = Family.path.graph(size: 4)
    #expect(try graph.labelPropagation([-1, -1, -1, -1]) == [-1, -1, -1, -1])
  }

  @Test("Label propagation from two labelled karate club members is wrong for at most three members")
  func karate() throws {
    let data = try DatasetCatalog().dataset("karate")
    var labels = [Int32](repeating: -1, count: 34)
    for node in [0, 33] { labels[node] = data.labels[node] }
    let classes = try data.graph.labelPropagation(labels)
    #expect(zip(classes, data.labels).count { $0 != $1 } <= 3)
  }
}
