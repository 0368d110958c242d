// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import TensorCore
import Testing

@Suite("Damaged graph documents are read or are bad data")
struct GraphDocumentFuzzTests {
  private static let samples: [(name: String, text: String)] = [
    (
      "g.graphml",
      "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE graphml SYSTEM 'a'><graphml xmlns='u'><key id='w' for='edge' attr.name='weight'><default>2</default></key><key id='f1' for='node' attr.name='f1'/><graph edgedefault='directed'><node id='n0'><data key='f1'>0.5</data></node><node id='n1'><data key='f1'>1</data></node><edge source='n0' target='n1'><data key='w'>1e-3</data></edge></graph></graphml>"
    ),
    (
      "g.gexf",
      "<gexf version='1.3'><graph defaultedgetype='mutual'><attributes class='node'><attribute id='0' title='class'/></attributes><nodes><node id='0' label='&#233;'><attvalues><attvalue for='0' value='x'/></attvalues></node><node id='1' label='b'/></nodes><edges><edge source='0' target='1' weight='2'/></edges></graph></gexf>"
    ),
    (
      "g.gml",
      "Creator \"x\"\ngraph [\n directed 1\n node [ id 0 label \"a &amp; b\" class \"x\" graphics [ x 1 ] ]\n node [ id 1 label \"c\" class \"y\" ]\n edge [ source 0 target 1 weight 2.5 ]\n]\n"
    ),
    (
      "g.net",
      "*Vertices 3\n1 \"a b\" 0.1\n2 \"c\"\n*Arcs\n1 2 3.5\n*Edgeslist\n2 3\n*Partition p\n*Vertices 3\n1\n2\n1\n*Matrix\n0 1 0\n1 0 0\n0 0 0\n"
    ),
    ("g.graph", "% c\n3 2 011 1\n5 2 7\n6 1 7 3 1\n7 2 1\n"), ("g.adjlist", "# c\na b c\nb c\nd\n"),
    ("g.madjlist", "a 2\nb {'weight': 2.5}\nc {}\nb 1\nc\n"),
  ]

  /// Reads bytes, which must give a data set or a badData error.
  private func read(_ bytes: [UInt8], _ name: String, _ folder: TemporaryFolder, _ comment: String) throws {
    let path = try folder.file(name, bytes)
    do throws(DataError) { _ = try NodeDataset(edges: path) } catch {
      #expect(error.code == .badData, "\(name) \(comment): \(error)")
    }
  }

  @Test("Each sample document is read as a graph with edges", arguments: 0..<samples.count)
  func samplesAreRight(_ number: Int) throws {
    let (name, text) = Self.samples[number]
    #expect(try document(name, text).graph.edgeCount > 0)
  }

  @Test("Graph documents truncated anywhere are read or are bad data", arguments: 0..<samples.count)
  func truncated(_ number: Int) throws {
    let (name, text) = Self.samples[number]
    let bytes = Array(text.utf8)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for length in 0..<bytes.count { try read(Array(bytes[..<length]), name, folder, "\(length)") }
  }

  @Test(
    "Graph documents with changed, lost and repeated bytes are read or are bad data",
    arguments: 0..<samples.count)
  func mutated(_ number: Int) throws {
    let (name, text) = Self.samples[number]
    let stream = RandomStream(seed: UInt64(number), purpose: .sampling)
    let signs = Array("<>&;'\"[]*#%{}: \n\t\r-0129e.xX\0\u{FF}\u{80}".utf8)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for round in 0..<400 {
      var bytes = Array(text.utf8)
      for change in 0..<3 {
        let index = UInt64(round * 12 + change * 4)
        let place = stream.integer(below: bytes.count, at: index)
        let bits = stream.bits(at: index + 1)
        switch stream.integer(below: 4, at: index + 2) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: bits)
        case 1: bytes[place] = signs[Int(bits % UInt64(signs.count))]
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + Int(bits % 8)))
        default:
          let piece = Array(bytes[place..<min(bytes.count, place + Int(bits % 40))])
          bytes.insert(contentsOf: piece, at: stream.integer(below: bytes.count, at: index + 3))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      try read(bytes, name, folder, "\(round)")
    }
  }

  @Test(
    "Random bytes after the beginning of a graph document are read or are bad data",
    arguments: 0..<samples.count)
  func garbage(_ number: Int) throws {
    let (name, text) = Self.samples[number]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for seed in 0..<60 as Range<UInt64> {
      let beginning = Array(text.utf8.prefix(Int(seed) * 5))
      try read(beginning + HostileInputTests.garbage(seed), name, folder, "\(seed)")
    }
  }

  @Test("Default features that would exceed the memory are refused")
  func memory() throws {
    let keys = (1...20_000).map {
      "<key id='f\($0)' for='node' attr.name='f\($0)'><default>1</default></key>"
    }.joined()
    let nodes = (0..<20_000).map { "<node id='\($0)'/>" }.joined()
    let text =
      "<graphml>\(keys)<graph edgedefault='directed'>\(nodes)<edge source='0' target='1'/></graph></graphml>"
    #expect(dataError { _ = try document("g.graphml", text) }?.message.contains("too much memory") == true)
  }
}
