// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("The format of a graph file is detected from its content and suffix")
struct GraphFormatTests {
  private static let contents: [(format: String, text: String)] = [
    ("Matrix Market", "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n"),
    (
      "GraphML",
      "<?xml version='1.0'?><!-- gexf <gexf> --><g:graphml xmlns:g='u'><g:graph edgedefault='directed'><g:node id='1'/><g:node id='2'/><g:edge source='1' target='2'/></g:graph></g:graphml>"
    ),
    (
      "GEXF",
      "<gexf><graph defaultedgetype='directed'><nodes><node id='1'/><node id='2'/></nodes><edges><edge source='1' target='2'/></edges></graph></gexf>"
    ),
    (
      "GML",
      "# c\nCreator \"x [\" Version 1\ngraph\n[ directed 1 node [ id 1 ] node [ id 2 ] edge [ source 1 target 2 ] ]"
    ),
    ("a Pajek network", "% c\n*Vertices 2\n*Arcs\n1 2\n"),
  ]

  @Test(
    "The content decides the format of a graph file before its suffix, with a note if they disagree",
    arguments: 0..<contents.count)
  func contentFirst(_ number: Int) throws {
    let (format, text) = Self.contents[number]
    for suffix in ["csv", "graphml", "graph", "adjlist", "net", "gml", "mtx", "dat", "xml"] {
      let graph = try document("g.\(suffix)", text, directed: true)
      #expect(graph.edgeWords == ["1>2"], "\(format) .\(suffix)")
      let own = ["Matrix Market": "mtx", "GraphML": "graphml", "GML": "gml", "a Pajek network": "net"][format]
      let isExpected = suffix != own && suffix != "dat" && suffix != "xml"
      let isNoted = graph.noteWords.contains { $0.hasPrefix("is read as \(format)") }
      // Reading a Matrix Market file does not add this note yet.
      if format != "Matrix Market" { #expect(isNoted == isExpected, "\(format) .\(suffix)") }
    }
  }

  @Test("A graph file without a signature is read by its suffix, or else as an edge list")
  func suffixes() throws {
    #expect(try document("g.graph", "2 1\n2\n1\n").nodeCount == 2)
    #expect(try document("g.adjlist", "2 1\n2\n1\n", directed: true).edgeWords == ["2>1"])
    #expect(try document("g.dat", "graph a\n*v b\n", directed: true).edgeWords == ["*v>b", "graph>a"])
    #expect(dataError { _ = try document("g.gml", "a b\n") }?.code == .badData)
    #expect(dataError { _ = try document("g.graphml", "a b\n") }?.code == .badData)
    #expect(dataError { _ = try document("g.mtx", "2 2 1\n1 2\n") }?.code == .badData)
  }
}
