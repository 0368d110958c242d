// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Reading METIS files")
struct METISTests {
  @Test("METIS neighbours, comments and isolated nodes are read, also without a last line end")
  func graph() throws {
    let graph = try document("g.graph", "% from the manual\n4 2\n2 3\n1\n% inside\n1\n\n", directed: true)
    #expect(graph.edgeWords == ["1>2", "1>3", "2>1", "3>1"])
    #expect(graph.nodeCount == 4)
    #expect(throws: DataError.self) { try document("g.graph", "4 2\n2 3\n1\n1") }
    #expect(try document("g.graph", "3 2\n2 3\n1\n1").nodeCount == 3)
  }

  @Test("METIS weights of edges are read if the header says so, and those of nodes skipped with a note")
  func weights() throws {
    let plain = try document("g.metis", "2 1 1\n2 7\n1 7\n")
    #expect(plain.edgeWords == ["1>2:7", "2>1:7"])
    #expect(plain.notes.isEmpty)
    let full = try document("g.metis", "2 1 111 2\n9 1 2 2 7\n9 3 4 1 7\n")
    #expect(full.edgeWords == ["1>2:7", "2>1:7"])
    #expect(full.noteWords == ["the weights and sizes of nodes are ignored"])
    #expect(try document("g.metis", "2 1 010\n5 2\n5 1\n").edgeWords == ["1>2", "2>1"])
  }

  @Test(
    "METIS files that contradict themselves are errors with their line",
    arguments: [
      ("3 2\n2\n1 3\n\n", 3, "node 2 lists neighbour 3, but node 3 does not list node 2"),
      ("2 1\n\n1\n", 3, "node 2 lists neighbour 1"), ("2 1 1\n2 5\n1 6\n", 2, "different weights"),
      ("2 1\n2\n3\n", 3, "invalid neighbour '3'; expected a number from 1 to 2"),
      ("2 1\n2\n0\n", 3, "invalid neighbour '0'"),
      ("2 1\n1\n\n", 2, "its own neighbour"), ("2 1\n2\n", 2, "the file is truncated"),
      ("2 1\n2\n1\n1\n", 4, "expected 2 lines, one per node, found more"),
      ("2 2\n2\n1\n", 0, "expected 2 edges, found 1"),
      ("2\n", 1, "expected '<nodes> <edges>"), ("a b\n", 1, "expected '<nodes> <edges>"),
      ("2 1 2\n2\n1\n", 1, "invalid format 2"), ("2 1 1\n2\n1\n", 2, "the weight of the edge to node 2"),
      ("2 1 10\n\n1\n", 2, "has no weight"), ("2000000000 1\n", 1, "the file is too small"),
    ])
  func refusals(_ text: String, _ line: Int, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.graph", text) })
    #expect(error.code == .badData && error.message.contains(message), "\(error)")
    if case .line(_, let found) = error.place { #expect(found == line) } else { #expect(line == 0) }
  }
}

@Suite("Reading adjacency lists")
struct AdjacencyListTests {
  @Test("Each word after the first on a line of an adjacency list is a neighbour, and comments are skipped")
  func list() throws {
    let text = "#/usr/bin/python\n# GMT Tue\n#\na b c # seen twice\nc\nd\n#b is a tag\nb #x\n"
    let graph = try document("g.adjlist", text, directed: true)
    #expect(graph.edgeWords == ["a>b", "a>c", "b>#x"])
    #expect(Array(graph.nodeIdentifiers) == ["a", "c", "d", "b", "#x"])
    #expect(try document("g.adjlist", "0 1 2\n1 2 3\n2 3 0\n3 0 1\n").graph.undirectedPairCount == 6)
  }

  @Test("Multi-line adjacency lists may have data for each edge, from which the weight is read")
  func multiline() throws {
    let text =
      "# c\na 2\nb {'weight': 2.5, 'color': 'weight'}\nc {\"color\": 1}\nb 1\na 0 {'weight': 1e-3}\nc 0\n"
    #expect(throws: DataError.self) { try document("g.multiline_adjlist", text) }
    let graph = try document("g.multiline_adjlist", text.replacing("a 0 {", with: "a {"), directed: true)
    #expect(graph.edgeWords == ["a>b:2.5", "a>c:1", "b>a:0.001"])
  }

  @Test(
    "Missing neighbours and invalid weights in adjacency lists are errors",
    arguments: [
      ("a 2\nb\n", "the file is truncated: expected 2 neighbours of node 'a', found 1"),
      ("a\n", "expected '<node>"),
      ("a -1\n", "expected '<node>"), ("a 1\nb {'weight': 'x'}\n", "expected a finite number"),
    ])
  func refusals(_ text: String, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.madjlist", text) })
    #expect(error.code == .badData && error.message.contains(message), "\(error)")
  }
}
