// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("The graphlearn convert command")
struct ConvertCommandTests {
  private static let graphML = """
    <graphml><key id='w' for='edge' attr.name='weight'/><key id='c' for='node' attr.name='class'/>
    <key id='f1' for='node' attr.name='f1'/>
    <graph edgedefault='directed'>
    <node id='a'><data key='c'>x</data><data key='f1'>0.5</data></node>
    <node id='b &amp; c'><data key='c'>y</data><data key='f1'>1</data></node><node id='d'><data key='f1'>2</data></node>
    <edge source='a' target='b &amp; c'><data key='w'>0.1</data></edge></graph></graphml>
    """

  @Test("convert through a chain of formats that can hold the whole graph returns the same graph")
  func chain() async throws {
    let folder = try Folder()
    _ = try folder.write(Self.graphML, to: "a.graphml")
    var previous = "a.graphml"
    for next in ["b.gexf", "c.gml", "d.npz", "e.graphml", "f.gml", "g.graphml"] {
      let outcome = try await Command.run(["convert", previous, next, "--json"], in: folder)
      #expect(outcome.status == 0, "\(next): \(outcome.errors)")
      let json = try outcome.json()
      #expect(json["input"]?.string == previous && json["output"]?.string == next)
      #expect(json["nodes"]?.integer == 3 && json["edges"]?.integer == 1 && json["directed"]?.bool == true)
      #expect(json["features"]?.integer == 1 && json["classes"]?.integer == 2)
      previous = next
    }
    let first = try String(contentsOf: folder.url(of: "e.graphml"), encoding: .utf8)
    #expect(first == (try String(contentsOf: folder.url(of: "g.graphml"), encoding: .utf8)))
    #expect(first.contains("<edge source=\"a\" target=\"b &amp; c\"><data key=\"weight\">0.1</data></edge>"))
  }

  @Test("convert writes an embedded data set without generated features, and notes the omitted split")
  func embedded() async throws {
    let folder = try Folder()
    let outcome = try await Command.run(["convert", "--dataset", "karate", "k.gexf"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output == "wrote k.gexf: 34 nodes, 78 undirected edges\n")
    #expect(outcome.errors == "note: the published split is not written\n")
    let info = try await Command.run(["info", "--edges", "k.gexf", "--json"], in: folder)
    #expect(try info.json()["edges"]?.integer == 78)
  }

  @Test("convert to an edge list needs extra files for features and labels, and they read back")
  func sideFiles() async throws {
    let folder = try Folder()
    _ = try folder.write(Self.graphML, to: "a.graphml")
    let refused = try await Command.run(["convert", "a.graphml", "e.tsv"], in: folder)
    #expect(refused.status == 64 && refused.errors.contains("cannot represent node features"))
    #expect(!FileManager.default.fileExists(atPath: folder.url(of: "e.tsv").path))
    let outcome = try await Command.run(
      ["convert", "a.graphml", "e.tsv", "--output-features", "f.csv", "--output-labels", "l.tsv"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("read it with --directed"))
    let back = try await Command.run(
      [
        "convert", "--edges", "e.tsv", "--features", "f.csv", "--labels", "l.tsv", "--directed", "b.graphml",
        "--json",
      ], in: folder)
    #expect(back.status == 0, "\(back.errors)")
    #expect(try back.json()["nodes"]?.integer == 3)
  }

  @Test(
    "convert refuses invalid arguments with status 64 and writes nothing",
    arguments: [
      ["a.graphml"], ["a.graphml", "b.gml", "c.gml"], ["a.graphml", "b.unknown"], ["a.graphml", "b.gml.gz"],
      ["a.graphml", "a.graphml"], ["a.graphml", "b.gml", "--to", "docx"],
      ["a.graphml", "b.gml", "--without", "ids"],
      ["--dataset", "karate", "a.graphml", "b.gml"], ["--dataset", "karate", "b.gml", "--split", "public"],
      ["a.graphml", "b.net"], ["a.graphml", "b.tsv", "--output-labels", "b.tsv"],
      ["--dataset", "southern-women", "b.gml"],
    ])
  func mistakes(_ arguments: [String]) async throws {
    let folder = try Folder()
    _ = try folder.write(Self.graphML, to: "a.graphml")
    let outcome = try await Command.run(["convert"] + arguments, in: folder)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("b.") }
        .isEmpty)
  }

  @Test("convert exits with status 66 for a missing input file and 65 for an invalid one")
  func inputs() async throws {
    let folder = try Folder()
    _ = try folder.write("<graphml>", to: "broken.graphml")
    #expect(try await Command.run(["convert", "missing.gml", "b.gml"], in: folder).status == 66)
    #expect(try await Command.run(["convert", "broken.graphml", "b.gml"], in: folder).status == 65)
  }

  @Test("convert --without leaves out the named parts of a graph")
  func without() async throws {
    let folder = try Folder()
    _ = try folder.write(Self.graphML, to: "a.graphml")
    let outcome = try await Command.run(
      ["convert", "a.graphml", "b.graph", "--without", "names,weights,features,labels,directions"], in: folder
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try String(contentsOf: folder.url(of: "b.graph"), encoding: .utf8) == "3 1\n2\n1\n\n")
  }
}
