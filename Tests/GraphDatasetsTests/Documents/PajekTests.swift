// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Reading Pajek files")
struct PajekTests {
  @Test("Pajek vertices, arcs, edges, weights, comments and drawing parameters are read")
  func network() throws {
    let text = """
      % made by hand
      *Network test
      *Vertices 4
      1 "Ada Lovelace" 0.1 0.2 0.5 ellipse
      2 Bob ic Red
      4 "d"
      *Arcs
      1 2 2.5 c Blue
      *Edges
      2 4 c Green
      3 3 1e-3
      """
    let graph = try document("g.net", text, directed: true)
    #expect(Array(graph.nodeIdentifiers) == ["Ada Lovelace", "Bob", "3", "d"])
    #expect(graph.edgeWords == ["3>3:0.001", "Ada Lovelace>Bob:2.5", "Bob>d:1", "d>Bob:1"])
  }

  @Test("Pajek lists of arcs and edges, CR line ends and vertices without lines are read")
  func lists() throws {
    let text = "*vertices 4\r*arcslist\r1 2 3\r*edgeslist\r3 4\r"
    let graph = try document("g.net", text, directed: true)
    #expect(graph.edgeWords == ["1>2", "1>3", "3>4", "4>3"])
  }

  @Test("A Pajek matrix gives one arc for each entry that is not zero")
  func matrix() throws {
    let graph = try document("g.net", "*Vertices 2\n*Matrix\n0 2\n1 0\n", directed: true)
    #expect(graph.edgeWords == ["1>2:2", "2>1:1"])
    let twoModes = try document("g.net", "*Vertices 3 1\n*Matrix\n0 1\n", directed: true)
    #expect(twoModes.edgeWords == ["1>3", "3>1"])
    #expect(twoModes.noteWords == ["is a two-mode network; its 1 and 2 nodes are not distinguished by kind"])
  }

  @Test("The first partition of a Pajek project gives labels, and a note names the parts not used")
  func project() throws {
    let text = """
      *Network n
      *Vertices 3
      *Edges
      1 2
      *Partition classes
      *Vertices 3
      5
      7
      5
      *Vector degrees
      *Vertices 3
      0.5
      0.5
      0
      """
    let graph = try document("g.paj", text)
    #expect(graph.labelWords == ["5", "7", "5"])
    #expect(graph.nodeCount == 3)
    #expect(
      graph.noteWords == [
        "ignored parts: *vector", "labels are read from the attribute 'class'",
      ])
  }

  @Test("Pajek vertices are named by their numbers, with a note, if names are not unique")
  func duplicateNames() throws {
    let graph = try document("g.net", "*Vertices 2\n1 \"a\"\n2 \"a\"\n*Edges\n1 2\n")
    #expect(Array(graph.nodeIdentifiers) == ["1", "2"])
    #expect(graph.noteWords == ["nodes are named by their id because the name is missing or not unique"])
  }

  @Test(
    "Pajek numbers out of range, wrong counts and second networks are errors with their line",
    arguments: [
      ("*Vertices 2\n*Edges\n1 3\n", 3, "invalid vertex '3'; expected a number from 1 to 2"),
      ("*Vertices 2\n*Edges\n1\n", 3, "expected '<vertex> <vertex> [weight]'"),
      ("*Vertices 2\n*Edges\n1 2 nan\n", 3, "a finite number"),
      ("*Vertices 2\n1 \"a\n", 2, "is not closed"), ("*Vertices 2\n1 a\n1 b\n", 3, "duplicate vertex 1"),
      ("*Vertices x\n", 1, "expected '*Vertices <count>'"),
      ("*Vertices 2000000000\n", 1, "the file is too small"),
      ("*Edges\n1 2\n", 1, "precedes"),
      ("*Vertices 2\n*Matrix\n0 1\n*Edges\n", 4, "rows in the matrix, found 1"),
      ("*Vertices 2\n*Matrix\n0 1 2\n", 3, "numbers in the row, found 3"),
      ("*Vertices 2\n*Vertices 2\n", 2, "several networks"),
      ("*Vertices 1\n*Edges\n1 1\n*Partition\n*Vertices 1\n1\n2\n", 7, "values in the partition, found more"),
      ("% only\n*Network a\n", 0, "contains no '*Vertices'"),
    ])
  func refusals(_ text: String, _ line: Int, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.net", text) })
    #expect(error.code == .badData && error.message.contains(message), "\(error)")
    if case .line(_, let found) = error.place { #expect(found == line) } else { #expect(line == 0) }
  }
}
