// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import Testing

@Suite("Reading GraphML files")
struct GraphMLTests {
  /// Returns a document with the given keys and edges and, unless `nodes` has others, the nodes a, b and c.
  private static func text(keys: String = "", nodes: String = "", edges: String, kind: String = "undirected")
    -> String
  {
    let nodes = nodes.isEmpty ? "<node id='a'/><node id='b'/><node id='c'/>" : nodes
    return
      "<?xml version='1.0'?>\n<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>\(keys)\n<graph edgedefault='\(kind)'>\n\(nodes)\n\(edges)\n</graph></graphml>"
  }

  private static let twoEdges =
    "<edge source='a' target='b'><data key='d0'>2</data></edge><edge source='b' target='c'><data key='d1'>0.25</data></edge>"

  @Test(
    "Each GraphML key named weight gives weights, whatever its type, case and domain",
    arguments: [
      "<key id='d0' for='edge' attr.name='weight' attr.type='long'/><key id='d1' for='edge' attr.name='weight' attr.type='double'/>",
      "<key id='d0' for='all' attr.name='Weight' attr.type='string'/><key id='d1' attr.name='WEIGHT' attr.type='float'/>",
    ])
  func weightKeys(_ keys: String) throws {
    let graph = try document("g.graphml", Self.text(keys: keys, edges: Self.twoEdges), directed: true)
    #expect(graph.edgeWords == ["a>b:2", "b>a:2", "b>c:0.25", "c>b:0.25"])
  }

  @Test("A GraphML key without a name or a declaration gives weights if its id is weight")
  func weightIds() throws {
    let edges = "<edge source='a' target='b'><data key='weight'>3</data></edge>"
    for keys in ["", "<key id='weight' for='edge'/>"] {
      let graph = try document("g.graphml", Self.text(keys: keys, edges: edges), directed: true)
      #expect(graph.edgeWords == ["a>b:3", "b>a:3"])
    }
  }

  @Test("GraphML keys of nodes or with other names do not give weights of edges")
  func otherKeys() throws {
    let keys =
      "<key id='d0' for='node' attr.name='weight'/><key id='d1' for='edge' attr.name='length'/>"
    let graph = try document("g.graphml", Self.text(keys: keys, edges: Self.twoEdges), directed: true)
    #expect(graph.edgeWords == ["a>b", "b>a", "b>c", "c>b"])
  }

  @Test("GraphML directions come from the graph or the edge, and edges may come before nodes")
  func directions() throws {
    let edges =
      "<edge source='b' target='a' directed='true'/><edge source='c' target='c'/><edge source='a' target='c'/>"
    let text = Self.text(nodes: edges, edges: "<node id='c'/><node id='a'/><node id='b'/>")
    let graph = try document("g.graphml", text, directed: true)
    #expect(graph.edgeWords == ["a>c", "b>a", "c>a", "c>c"])
    #expect(Array(graph.nodeIdentifiers) == ["c", "a", "b"])
  }

  @Test(
    "GraphML with character references, comments, prefixes and a document type is read",
    arguments: [
      ("<graphml><graph edgedefault='directed'><node id='Jos&#233;'/><node id='b'/><edge source='Jos&#xE9;' target='b'/></graph></graphml>"),
      ("<!DOCTYPE graphml><g:graphml xmlns:g='u'><g:graph edgedefault='directed'><g:node id='José'/><g:node id='b'/><g:edge source='José' target='b'/></g:graph></g:graphml>"),
      ("<!DOCTYPE graphml SYSTEM 'http://example.org/graphml.dtd'>\n<!-- <graph> --><graphml><graph edgedefault='directed'><node id='José'/><node id='b'/><edge source='José' target='b'/></graph></graphml>"),
    ])
  func vocabulary(_ text: String) throws {
    #expect(try document("g.graphml", text, directed: true).edgeWords == ["José>b"])
  }

  @Test("GraphML in Latin-1 and in UTF-16 is read")
  func encodings() throws {
    let text =
      "<graphml><graph edgedefault='directed'><node id='é'/><edge source='é' target='é'/></graph></graphml>"
    let latin: [UInt8] =
      Array("<?xml version='1.0' encoding='ISO-8859-1'?>".utf8) + text.unicodeScalars.map { UInt8($0.value) }
    let wide: [UInt8] =
      [0xFF, 0xFE]
      + text.utf16.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for bytes in [latin, wide] {
      let path = try folder.file("g.graphml", bytes)
      #expect(try NodeDataset(edges: path).edgeWords == ["é>é"])
    }
  }

  @Test("GraphML attributes give labels and features, and a note names those that are not used")
  func attributes() throws {
    let keys = """
      <key id='k0' for='node' attr.name='Club' attr.type='string'/><key id='k1' for='node' attr.name='x1' attr.type='double'><default>0</default></key>
      <key id='k2' for='node' attr.name='x2' attr.type='string'/><key id='k3' for='node' attr.name='age'/>
      """
    let nodes = """
      <node id='a'><data key='k0'>red</data><data key='k2'>1</data><data key='k3'>9</data></node>
      <node id='b'><data key='k0'>blue</data><data key='k1'>0.5</data><data key='k2'>2</data></node>
      <node id='c'><data key='k2'><![CDATA[3]]></data></node>
      """
    let graph = try document(
      "g.graphml", Self.text(keys: keys, nodes: nodes, edges: "<edge source='a' target='b'/>"))
    #expect(graph.labelWords == ["red", "blue", ""])
    #expect(graph.featureCount == 2 && graph.featureSource == nil)
    #expect(FeatureRow(graph.features, 1) == FeatureRow(graph.features, 1))
    #expect((0..<3).map { FeatureRow(graph.features, $0).values } == [[1: 1], [0: 0.5, 1: 2], [1: 3]])
    #expect(
      graph.noteWords == [
        "labels are read from the attribute 'Club'", "features are read from the attributes 'x1' to 'x2'",
        "ignored node attributes: 'age'",
      ])
  }

  @Test("GraphML features that are missing or not numbers are not used, and a note says why")
  func unusableFeatures() throws {
    let keys = "<key id='f1' for='node' attr.name='f1'/><key id='f2' for='node' attr.name='f2'/>"
    for (second, reason) in [
      ("", "node 'b' has no 'f2'"), ("<data key='f2'>x</data>", "'x' is not a finite 32-bit number"),
    ] {
      let nodes =
        "<node id='a'><data key='f1'>1</data><data key='f2'>1</data></node><node id='b'><data key='f1'>1</data>\(second)</node>"
      let graph = try document(
        "g.graphml", Self.text(keys: keys, nodes: nodes, edges: "<edge source='a' target='b'/>"))
      #expect(graph.featureSource == .degree)
      #expect(graph.noteWords == ["no features are read from the attributes 'f1' to 'f2': \(reason)"])
    }
  }

  @Test("Unique names that igraph and yEd store next to generated ids become the node ids")
  func displayNames() throws {
    func names(_ ids: [String], _ names: [String]) throws -> [String] {
      let nodes = zip(ids, names).map { "<node id='\($0)'><data key='v_name'>\($1)</data></node>" }.joined()
      let graph = try document(
        "g.graphml",
        Self.text(
          keys: "<key id='v_name' for='node' attr.name='name' attr.type='string'/>", nodes: nodes,
          edges: "<edge source='\(ids[0])' target='\(ids[1])'/>"))
      return Array(graph.nodeIdentifiers)
    }
    #expect(try names(["n0", "n1"], ["ada", "bob"]) == ["ada", "bob"])
    #expect(try names(["1", "2"], ["ada", "bob"]) == ["ada", "bob"])
    #expect(try names(["n0", "n1"], ["ada", "ada"]) == ["n0", "n1"])
    #expect(try names(["p17", "p4"], ["ada", "bob"]) == ["p17", "p4"])
    let yEd = """
      <key for="node" id="d6" yfiles.type="nodegraphics"/>
      """
    let nodes = ["Ada", "Bob"].enumerated().map {
      "<node id='n\($0)'><data key='d6'><y:ShapeNode xmlns:y='u'><y:Fill color='red'/><y:NodeLabel x='1'>\($1)<y:Model/></y:NodeLabel></y:ShapeNode></data></node>"
    }.joined()
    let texts = nodes.replacing("<y:Model/>", with: "")
    let graph = try document(
      "g.graphml", Self.text(keys: yEd, nodes: texts, edges: "<edge source='n0' target='n1'/>"))
    #expect(Array(graph.nodeIdentifiers) == ["Ada", "Bob"])
    #expect(graph.noteWords == ["nodes are named by their yEd label instead of their id"])
  }

  @Test(
    "Unsupported, missing or contradictory parts of GraphML are errors with their line",
    arguments: [
      (
        "<graphml><graph edgedefault='directed'>\n<node id='a'/>\n<node id='a'/></graph></graphml>", 3,
        "duplicate node id 'a'"
      ),
      (
        "<graphml><graph edgedefault='directed'>\n<node id='a'/>\n<edge source='a' target='z'/></graph></graphml>",
        3, "'z', which is not declared"
      ),
      ("<graphml><graph edgedefault='directed'>\n<node id=''/></graph></graphml>", 2, "an id is empty"),
      ("<graphml>\n<graph edgedefault='sideways'/></graphml>", 2, "edgedefault is 'sideways'"),
      ("<graphml>\n<graph/></graphml>", 2, "has no attribute 'edgedefault'"),
      (
        "<graphml><graph edgedefault='directed'/>\n<graph edgedefault='directed'/></graphml>", 2,
        "several graphs"
      ),
      (
        "<graphml><graph edgedefault='directed'><node id='a'>\n<graph edgedefault='directed'/></node></graph></graphml>",
        2, "nested graphs"
      ),
      (
        "<graphml><graph edgedefault='directed'><node id='a'>\n<port name='p'/></node></graph></graphml>", 2,
        "ports"
      ),
      ("<graphml><graph edgedefault='directed'>\n<hyperedge/></graph></graphml>", 2, "hyperedges"),
      (
        "<graphml><graph edgedefault='directed'><node id='a'/>\n<edge source='a' target='a' directed='maybe'/></graph></graphml>",
        2, "directed is 'maybe'"
      ),
      (
        "<graphml><graph edgedefault='directed'><node id='a'/>\n<edge source='a' target='a'><data key='weight'>heavy</data></edge></graph></graphml>",
        2, "the weight is 'heavy'"
      ),
      (
        "<graphml><graph edgedefault='directed'><node id='a'/>\n<edge source='a' target='a'><data key='weight'>1</data><data key='weight'>2</data></edge></graph></graphml>",
        2, "two weights"
      ),
      ("<svg>\n</svg>", 1, "the root element is <svg>"),
      ("<graphml>\n<!-- cut", 2, "truncated"),
      ("<graphml>\n<graph></graphml>", 2, "has no attribute"),
      ("<!DOCTYPE g [\n<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;'>]><graphml/>", 2, "declares entities"),
      (
        "<!DOCTYPE g SYSTEM 'x.dtd'>\n<graphml><graph edgedefault='directed'><node id='a&foo;b'/></graph></graphml>",
        2, "entity '&foo;'"
      ),
      ("<!DOCTYPE g SYSTEM 'x.dtd'>\n<graphml>&foo;</graphml>", 2, "entity '&foo;'"),
      ("<graphml>\n&foo;</graphml>", 2, "undefined entity"),
    ])
  func refusals(_ text: String, _ line: Int, _ message: String) throws {
    let error = try #require(dataError { _ = try document("g.graphml", text) })
    #expect(error.code == .badData)
    #expect(error.message.contains(message), "\(error)")
    if case .line(_, let found) = error.place {
      #expect(found == line)
    } else {
      Issue.record("no line: \(error)")
    }
  }

  @Test("GraphML elements that are nested too deeply are an error")
  func depth() throws {
    let inside = String(repeating: "<a>", count: 100_000)
    #expect(
      dataError { _ = try document("g.graphml", "<graphml>" + inside) }?.message.contains("nested") == true)
  }
}
