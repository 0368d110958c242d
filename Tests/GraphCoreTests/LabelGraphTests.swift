// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("A graph of labels that occur together")
struct LabelGraphTests {
  /// P(1 | 0) = 2/3, P(0 | 1) = 2/2, P(2 | 0) = 1/3, P(0 | 2) = 1, P(2 | 1) = 1/2, P(1 | 2) = 1;
  /// label 3 occurs without others, and label 4 never occurs.
  let sets: [[Int32]] = [[0, 1], [2, 1, 0, 1], [0], [3]]

  private func weights(threshold: Double) throws -> [[Double]] {
    let graph = try Graph(labelSets: sets, labelCount: 5, threshold: threshold, neighbourShare: 0.4)
    var rows = [[Double]](repeating: [0, 0, 0, 0, 0], count: 5)
    let edges = graph.edges()
    for (edge, weight) in (edges.weights ?? []).enumerated() {
      rows[Int(edges.targets[edge])][Int(edges.sources[edge])] += weight
    }
    return rows
  }

  @Test("A label has edges from itself and, in equal parts, from labels that are likely to occur with it")
  func rows() throws {
    #expect(
      try weights(threshold: 0.6) == [
        [0.6, 0.4, 0, 0, 0], [0.4, 0.6, 0, 0, 0], [0.2, 0.2, 0.6, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1],
      ])
  }

  @Test("A conditional probability that equals the threshold gives an edge")
  func equal() throws {
    #expect(try weights(threshold: 0.5)[1] == [0.2, 0.6, 0.2, 0, 0])
    #expect(try weights(threshold: 0.51)[1] == [0.4, 0.6, 0, 0, 0])
  }

  @Test("The edges between labels are directed, and the weights into each label add up to 1")
  func sums() throws {
    let graph = try Graph(labelSets: sets, labelCount: 5, threshold: 0.4, neighbourShare: 0.4)
    #expect(graph.isDirected && graph.selfLoopCount == 5)
    for row in try weights(threshold: 0.4) { #expect(abs(row.reduce(0, +) - 1) < 1e-15) }
  }
}
