// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Reading GEXF files")
struct GEXFTests {
  private static func text(_ graph: String, _ attributes: String = "defaultedgetype='undirected'") -> String {
    "<?xml version='1.0' encoding='UTF-8'?>\n<gexf xmlns='http://gexf.net/1.3' version='1.3'>\n<graph \(attributes)>\n\(graph)\n</graph></gexf>"
  }

  private static let nodes = "<nodes><node id='a'/><node id='b'/><node id='c'/></nodes>"

  @Test("GEXF weights are attributes or values of edges, and types come from the graph or the edge")
  func edges() throws {
    let graph = try document(
      "g.gexf",
      Self.text(
        """
        <attributes class='edge'><attribute id='0' title='Weight' type='double'><default>7</default></attribute></attributes>
        \(Self.nodes)
        <edges><edge source='a' target='b' weight='2.5'/>
        <edge source='b' target='c' type='directed'><attvalues><attvalue for='0' value='3'/></attvalues></edge>
        <edge source='c' target='a' type='mutual'/></edges>
        """), directed: true)
    #expect(graph.edgeWords == ["a>b:2.5", "a>c:7", "b>a:2.5", "b>c:3", "c>a:7"])
  }

  @Test("GEXF edges are undirected unless the graph says otherwise")
  func defaultType() throws {
    let body = Self.nodes + "<edges><edge source='a' target='b'/></edges>"
    #expect(try document("g.gexf", Self.text(body, ""), directed: true).edgeWords == ["a>b", "b>a"])
    #expect(
      try document("g.gexf", Self.text(body, "defaultedgetype='directed'"), directed: true).edgeWords == [
        "a>b"
      ])
  }

  @Test("GEXF values of nodes give labels and features, also if they refer to attributes as in GEXF 1.1")
  func values() throws {
    let graph = try document(
      "g.gexf",
      Self.text(
        """
        <attributes class='node'><attribute id='0' title='Modularity Class' type='integer'/><attribute id='1' title='class' type='string'/>
        <attribute id='2' title='f0' type='float'><default>1</default></attribute><attribute id='3' title='f1' type='float'/></attributes>
        <nodes><node id='a' label='A'><attvalues><attvalue for='1' value='x'/><attvalue for='3' value='2'/></attvalues>
        <viz:color xmlns:viz='v' r='1' g='2' b='3'/></node>
        <node id='b' label='B'><attvalues><attvalue id='0' value='4'/><attvalue id='1' value='y'/><attvalue id='2' value='5'/><attvalue id='3' value='6'/></attvalues></node></nodes>
        <edges><edge source='a' target='b'/></edges>
        """))
    #expect(graph.labelWords == ["x", "y"])
    #expect((0..<2).map { FeatureRow(graph.features, $0).values } == [[0: 1, 1: 2], [0: 5, 1: 6]])
    #expect(Array(graph.nodeIdentifiers) == ["a", "b"])
    #expect(graph.noteWords.last == "ignored node attributes: 'Modularity Class'")
  }

  @Test("GEXF labels become the node ids if they are unique and the ids only number the nodes")
  func labels() throws {
    func names(_ nodes: [(String, String)]) throws -> [String] {
      let text = nodes.map { "<node id='\($0.0)' label='\($0.1)'/>" }.joined()
      return Array(
        try document(
          "g.gexf",
          Self.text(
            "<nodes>\(text)</nodes><edges><edge source='\(nodes[0].0)' target='\(nodes[1].0)'/></edges>")
        ).nodeIdentifiers)
    }
    #expect(try names([("0", "Myriel"), ("1", "Valjean")]) == ["Myriel", "Valjean"])
    #expect(try names([("1", "Myriel"), ("2", "Valjean")]) == ["Myriel", "Valjean"])
    #expect(try names([("0", "same"), ("1", "same")]) == ["0", "1"])
    #expect(try names([("5", "Myriel"), ("9", "Valjean")]) == ["5", "9"])
  }

  @Test("Nested GEXF nodes are read as one flat list, with a note")
  func hierarchy() throws {
    let graph = try document(
      "g.gexf",
      Self.text(
        "<nodes><node id='a'><nodes><node id='b'/></nodes></node></nodes><edges><edge source='a' target='b'/></edges>"
      ))
    #expect(Array(graph.nodeIdentifiers) == ["a", "b"])
    #expect(graph.noteWords == ["the hierarchy of nodes is ignored; all nodes are at the same level"])
  }

  @Test(
    "GEXF graphs that change over time, unknown types and contradictions are errors",
    arguments: [
      ("<nodes/>", "mode='dynamic'", "dynamic graphs"),
      ("<nodes><node id='a'><spells><spell start='1'/></spells></node></nodes>", "", "dynamic graphs"),
      ("<nodes/>", "defaultedgetype='sideways'", "invalid edge type 'sideways'"),
      (
        "<nodes><node id='a'/></nodes><edges><edge source='a' target='b'/></edges>", "",
        "'b', which is not declared"
      ),
      ("<nodes><node label='a'/></nodes>", "", "has no attribute 'id'"),
      ("<nodes><node id='a'/><node id='a'/></nodes>", "", "duplicate node id 'a'"),
      (
        "<nodes><node id='a'/></nodes><edges><edge source='a' target='a' weight='1'><attvalues><attvalue for='weight' value='2'/></attvalues></edge></edges>",
        "", "two different weights"
      ),
      (
        "<nodes><node id='a'/></nodes><edges><edge source='a' target='a' weight='inf'/></edges>", "",
        "a finite number"
      ),
    ])
  func refusals(_ body: String, _ attributes: String, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.gexf", Self.text(body, attributes)) })
    #expect(error.code == .badData && error.message.contains(message), "\(error)")
  }
}
