// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Reading GML files")
struct GMLTests {
  @Test("GML nodes are named by their labels, and GML edges have weights and directions")
  func networkX() throws {
    let text = """
      Creator "NetworkX"
      # a comment
      graph [
        directed 1
        multigraph 1
        name "a [name] with brackets"
        node [ id 0 label "Jos&#233; &amp; Ana" graphics [ x 1.5 y -2.0 ] ]
        node [ id 1 label "b" ]
        edge [ source 0 target 1 key 0 weight 2.5 ]
        edge [ source 1 target 0 value 3 ]
        edge [ source 1 target 1 ]
      ]
      """
    let graph = try document("g.gml", text, directed: true)
    #expect(graph.edgeWords == ["José & Ana>b:2.5", "b>José & Ana:3", "b>b:1"])
    #expect(graph.notes.isEmpty)
  }

  @Test("GML on one line, with upper-case keys and edges before nodes, is read")
  func dense() throws {
    let text = "GRAPH[EDGE[source 7 target -3]NODE[id 7]NODE[id -3]]"
    #expect(throws: DataError.self) { try document("g.gml", text.replacing("id 7", with: "label 7")) }
    let graph = try document("g.gml", text, directed: true)
    #expect(graph.edgeWords == ["-3>7", "7>-3"])
    #expect(Array(graph.nodeIdentifiers) == ["7", "-3"])
  }

  @Test("GML nodes are named by their ids, with a note, if their labels are not unique")
  func labels() throws {
    let text = "graph [ node [ id 5 label \"x\" ] node [ id 6 label \"x\" ] edge [ source 5 target 6 ] ]"
    let graph = try document("g.gml", text)
    #expect(Array(graph.nodeIdentifiers) == ["5", "6"])
    #expect(graph.noteWords == ["nodes are named by their id because the label is missing or not unique"])
    let igraph =
      "graph [ node [ id 0 name \"x\" ] node [ id 1 name \"y\" ] edge [ source 0 target 1 ] ]"
    #expect(Array(try document("g.gml", igraph).nodeIdentifiers) == ["x", "y"])
  }

  @Test("GML keys of nodes give labels and features, and keys with several values are not used")
  func attributes() throws {
    let text = """
      graph [ node [ id 0 label "a" community 2 f1 0.5 f2 -1E-3 tag "p" tag "q" ]
      node [ id 1 label "b" community 1 f1 0 f2 4 ]
      edge [ source 0 target 1 ] ]
      """
    let graph = try document("g.gml", text)
    #expect(graph.labelWords == ["2", "1"])
    #expect((0..<2).map { FeatureRow(graph.features, $0).values } == [[0: 0.5, 1: -1e-3], [1: 4]])
    #expect(graph.noteWords.last == "ignored node attributes: 'tag'")
  }

  @Test(
    "GML entities are replaced, and other text with & is unchanged",
    arguments: [
      ("AT&T", "AT&T"), ("a &lt; b", "a < b"), ("&quot;q&quot;", "\"q\""), ("caf&eacute;", "café"),
      ("&#x65E5;", "日"),
      ("&unknown;", "&unknown;"), ("&#0;", "&#0;"), ("&#xD800;", "&#xD800;"), ("&", "&"), ("日本", "日本"),
    ])
  func entities(_ written: String, _ name: String) throws {
    let text = "graph [ node [ id 0 label \"\(written)\" ] edge [ source 0 target 0 ] ]"
    #expect(Array(try document("g.gml", text).nodeIdentifiers) == [name])
  }

  @Test(
    "Invalid GML documents are errors with their line",
    arguments: [
      ("graph [\nnode [ id 0 ]\n", 3, "truncated"), ("graph [\n]\n]", 3, "without a matching"),
      ("graph [\nnode [ label \"a\" ] ]", 2, "the node has no id"), ("graph [\nnode ]", 2, "has no value"),
      ("graph [\n[ ] ]", 2, "expected a key"), ("graph [\nlabel \"x\n", 2, "is not closed"),
      ("graph [ node [ id 0 ]\nedge [ source 0 ] ]", 2, "has no 'source' or 'target'"),
      ("graph [ node [ id 0 ]\nedge [ source 0 target 3 ] ]", 2, "not declared"),
      ("graph [ node [ id 0 ]\nnode [ id 0 ] ]", 2, "duplicate node id"),
      ("graph [ node [ id 0 ]\nedge [ source 0 target 0 weight x ] ]", 2, "expected a finite number"),
      ("graph [\ndirected yes ]", 2, "expected 0 or 1"), ("graph [ ]\ngraph [ ]", 2, "several graphs"),
      ("graph [ node [ id 0\ngraph [ ] ] ]", 2, "nested graphs"),
    ])
  func refusals(_ text: String, _ line: Int, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.gml", text) })
    #expect(error.code == .badData && error.message.contains(message), "\(error)")
    if case .line(_, let found) = error.place {
      #expect(found == line)
    } else {
      Issue.record("no line: \(error)")
    }
  }

  @Test("GML lists that are nested too deeply are an error")
  func depth() {
    let text = "graph [ " + String(repeating: "a [ ", count: 100_000)
    #expect(dataError { _ = try document("g.gml", text) }?.message.contains("nested") == true)
  }
}
