// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Weights in edge lists")
struct WeightedEdgesTests {
  /// Reads the lines of an edge list as a data set.
  private func read(_ lines: String, directed: Bool = false) throws -> NodeDataset {
    try withFiles([("edges.txt", lines)]) { try NodeDataset(edges: $0[0], directed: directed) }
  }

  /// Returns `source-target:weight` for each edge, sorted; in an undirected graph, only for ascending names.
  private func edges(_ data: NodeDataset) -> [String] {
    let (sources, targets, weights) = data.graph.edges()
    return sources.indices.compactMap { edge in
      let ends = (data.nodeIdentifiers[Int(sources[edge])], data.nodeIdentifiers[Int(targets[edge])])
      guard data.graph.isDirected || ends.0 <= ends.1 else { return nil }
      return "\(ends.0)-\(ends.1):\(weights?[edge] ?? 1)"
    }.sorted()
  }

  @Test("An edge of weight 0 is left out with a note, and its nodes stay")
  func zero() throws {
    let data = try read("a b 1\nb c 0\nc d 1\nd e -0.0\n")
    #expect(data.nodeCount == 5 && edges(data) == ["a-b:1.0", "c-d:1.0"])
    #expect(data.graph.connectedComponents().count == 3 && data.graph.isolatedNodeCount == 1)
    #expect(data.graph.inDegrees() == [1, 1, 1, 1, 0])
    #expect(data.notes.map(\.message) == ["ignored 2 edges of weight 0"])
    let place = try #require(data.notes.first?.place)
    guard case .file(let path) = place else {
      Issue.record("the place is \(place)")
      return
    }
    #expect(path.hasSuffix("edges.txt"))
  }

  @Test("Repeated edges whose weights add up to 0 leave no edge", arguments: [false, true])
  func cancelled(directed: Bool) throws {
    #expect(edges(try read("a b 1\na b -1\nb c 2\n", directed: directed)) == ["b-c:2.0"])
  }

  @Test("Directions of an edge whose weights differ by rounding give one edge with their mean and a note")
  func rounding() throws {
    let data = try read("a b 0.30000000000000004\nb a 0.3\nb c 1\nc b 1\n")
    #expect(edges(data) == ["a-b:0.30000000000000004", "b-c:1.0"] || edges(data) == ["a-b:0.3", "b-c:1.0"])
    #expect(data.notes.count == 1)
    #expect(
      data.notes[0].message.hasPrefix(
        "the weights of 1 of 2 edges differ by rounding between their two directions"))
    #expect(data.notes[0].message.contains("between 'a' and 'b'"))
  }

  @Test("Weights in single precision in one direction and double in the other differ by rounding")
  func singlePrecision() throws {
    let data = try read("a b 0.1\nb a 0.10000000149011612\n")
    let weight = try #require(data.graph.weights).first ?? 0
    #expect(abs(weight - 0.1) < 2e-9)
  }

  @Test("Each edge given in both directions with equal weights is one edge, without a note")
  func symmetric() throws {
    let data = try read("a b 0.5\nb a 0.5\nb b 3\nc b -2\nb c -2\n")
    #expect(edges(data) == ["a-b:0.5", "b-b:3.0", "b-c:-2.0"] && data.notes.isEmpty)
  }

  @Test("Different weights of the two directions are added up, with an example in a note")
  func different() throws {
    let data = try read("a b 1\nb a 2\nb c 4\nc b 4\n")
    #expect(edges(data) == ["a-b:3.0", "b-c:8.0"])
    let note = try #require(data.notes.first?.message)
    #expect(
      note
        == "2 of 2 pairs of nodes have edges in both directions, 1 of them with different weights (such as 1.0 and 2.0 between 'a' and 'b'), and the weights of both were added; to keep directions, use directed: true"
        || note.contains("as 2.0 and 1.0 between 'a' and 'b'"))
    #expect(edges(try read("a b 1\nb a 2\n", directed: true)) == ["a-b:1.0", "b-a:2.0"])
    #expect(try read("a b 1\nb a 2\n", directed: true).notes.isEmpty)
  }

  @Test("If only some edges are given in both directions, their weights are added up, with a note")
  func some() throws {
    let data = try read("a b 1\nb a 1\nb c 1\n")
    #expect(edges(data) == ["a-b:2.0", "b-c:1.0"])
    #expect(
      data.notes.map(\.message) == [
        "1 of 2 pairs of nodes have edges in both directions, and the weights of both were added; to keep directions, use directed: true"
      ])
  }

  @Test("The weights of repeated edges are added up, with a note")
  func repeated() throws {
    let data = try read("a b 1\na b 2\na b 3\nb c 1\n")
    #expect(edges(data) == ["a-b:6.0", "b-c:1.0"])
    #expect(
      data.notes.map(\.message) == [
        "added the weights of 2 edges to those of earlier edges with the same ends"
      ])
  }

  @Test("Repeated edges without weights are merged without a note")
  func unweighted() throws {
    let data = try read("a b\nb a\na b\nb c\n")
    #expect(edges(data) == ["a-b:1.0", "b-c:1.0"] && data.notes.isEmpty && !data.graph.isWeighted)
  }

  @Test("An edge list in which all weights are 0 has nodes and no edges")
  func onlyZeros() throws {
    let data = try read("a b 0\nb c 0\n")
    #expect(data.nodeCount == 3 && data.graph.edgeCount == 0)
  }

  @Test("Extreme weights keep their bits", arguments: ["1e-320", "1.7e308", "5e-324"])
  func extreme(weight: String) throws {
    let data = try read("a b \(weight)\nb a \(weight)\n")
    #expect(data.graph.weights?.allSatisfy { $0 == Double(weight) } == true)
  }
}
