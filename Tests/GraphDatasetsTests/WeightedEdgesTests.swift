import GraphCore
import GraphDatasets
import Testing

@Suite("Weights of edges in a list")
struct WeightedEdgesTests {
  /// The data set of these lines.
  private func read(_ lines: String, directed: Bool = false) throws -> NodeDataset {
    try withFiles([("edges.txt", lines)]) { try NodeDataset(edges: $0[0], directed: directed) }
  }

  /// `source-target:weight` of every edge whose names ascend, or of all edges of a directed graph, sorted.
  private func edges(_ data: NodeDataset) -> [String] {
    let (sources, targets, weights) = data.graph.edges()
    return sources.indices.compactMap { edge in
      let ends = (data.nodeIdentifiers[Int(sources[edge])], data.nodeIdentifiers[Int(targets[edge])])
      guard data.graph.isDirected || ends.0 <= ends.1 else { return nil }
      return "\(ends.0)-\(ends.1):\(weights?[edge] ?? 1)"
    }.sorted()
  }

  @Test("An edge of weight 0 joins nothing, and its nodes stay")
  func zero() throws {
    let data = try read("a b 1\nb c 0\nc d 1\nd e -0.0\n")
    #expect(data.nodeCount == 5 && edges(data) == ["a-b:1.0", "c-d:1.0"])
    #expect(data.graph.connectedComponents().count == 3 && data.graph.isolatedNodeCount == 1)
    #expect(data.graph.inDegrees() == [1, 1, 1, 1, 0])
    #expect(data.notes.map(\.message) == ["2 edges of weight 0 left out: such an edge joins nothing"])
    let place = try #require(data.notes.first?.place)
    guard case .file(let path) = place else {
      Issue.record("the place is \(place)")
      return
    }
    #expect(path.hasSuffix("edges.txt"))
  }

  @Test("Weights that add up to 0 leave no edge", arguments: [false, true])
  func cancelled(directed: Bool) throws {
    #expect(edges(try read("a b 1\na b -1\nb c 2\n", directed: directed)) == ["b-c:2.0"])
  }

  @Test("The two directions of an edge may differ by rounding: one edge with their mean")
  func rounding() throws {
    let data = try read("a b 0.30000000000000004\nb a 0.3\nb c 1\nc b 1\n")
    #expect(edges(data) == ["a-b:0.30000000000000004", "b-c:1.0"] || edges(data) == ["a-b:0.3", "b-c:1.0"])
    #expect(data.notes.count == 1)
    #expect(
      data.notes[0].message.hasPrefix("the weights of 1 of 2 edges differ between their two directions"))
    #expect(data.notes[0].message.contains("between 'a' and 'b'"))
  }

  @Test("Single precision in one direction, double in the other is rounding too")
  func singlePrecision() throws {
    let data = try read("a b 0.1\nb a 0.10000000149011612\n")
    let weight = try #require(data.graph.weights).first ?? 0
    #expect(abs(weight - 0.1) < 2e-9)
  }

  @Test("Both directions of every edge with the same weight are one edge, without a note")
  func symmetric() throws {
    let data = try read("a b 0.5\nb a 0.5\nb b 3\nc b -2\nb c -2\n")
    #expect(edges(data) == ["a-b:0.5", "b-b:3.0", "b-c:-2.0"] && data.notes.isEmpty)
  }

  @Test("Directions that differ are added up, which is said with an example")
  func different() throws {
    let data = try read("a b 1\nb a 2\nb c 4\nc b 4\n")
    #expect(edges(data) == ["a-b:3.0", "b-c:8.0"])
    let note = try #require(data.notes.first?.message)
    #expect(
      note
        == "2 of 2 pairs of nodes stand in both directions, 1 of them with different weights, as 1.0 and 2.0 between 'a' and 'b': the weights of both were added up; directed: true keeps directions"
        || note.contains("as 2.0 and 1.0 between 'a' and 'b'"))
    #expect(edges(try read("a b 1\nb a 2\n", directed: true)) == ["a-b:1.0", "b-a:2.0"])
    #expect(try read("a b 1\nb a 2\n", directed: true).notes.isEmpty)
  }

  @Test("Where only some edges stand in both directions their weights are added up")
  func some() throws {
    let data = try read("a b 1\nb a 1\nb c 1\n")
    #expect(edges(data) == ["a-b:2.0", "b-c:1.0"])
    #expect(
      data.notes.map(\.message) == [
        "1 of 2 pairs of nodes stand in both directions: the weights of both were added up; directed: true keeps directions"
      ])
  }

  @Test("Repeated edges add their weights, which is said")
  func repeated() throws {
    let data = try read("a b 1\na b 2\na b 3\nb c 1\n")
    #expect(edges(data) == ["a-b:6.0", "b-c:1.0"])
    #expect(
      data.notes.map(\.message) == [
        "2 edges repeat others: their weights were added up"
      ])
  }

  @Test("Without weights nothing is added and nothing is said")
  func unweighted() throws {
    let data = try read("a b\nb a\na b\nb c\n")
    #expect(edges(data) == ["a-b:1.0", "b-c:1.0"] && data.notes.isEmpty && !data.graph.isWeighted)
  }

  @Test("A list of weights 0 has nodes and no edges")
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
