// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Random and damaged input")
struct HostileInputTests {
  /// Returns random bytes: of any value if `seed` is even, and characters of text formats if it is odd.
  static func garbage(_ seed: UInt64) -> [UInt8] {
    let stream = RandomStream(seed: seed, purpose: .sampling)
    let alphabet = Array("0123456789.,-+eE \t\n\r:#%ab\"<>/&=;'{}[]nul\u{FEFF}".utf8)
    let length = stream.integer(below: 400, at: 0)
    return (0..<length).map { index in
      let bits = stream.bits(at: UInt64(index) + 1)
      return seed % 2 == 0 ? UInt8(truncatingIfNeeded: bits) : alphabet[Int(bits % UInt64(alphabet.count))]
    }
  }

  private static let readers: [(name: String, read: @Sendable (String, String) throws -> Void)] = [
    ("x.content", { path, other in _ = try NodeDataset(content: path, cites: other) }),
    ("x.cites", { path, other in _ = try NodeDataset(content: other, cites: path) }),
    ("x.tsv", { path, _ in _ = try NodeDataset(edges: path) }),
    (
      "x.csv",
      { path, _ in
        _ = try NodeDataset(
          edges: path, reading: ReadingOptions(edges: TableOptions(hasHeader: true)))
      }
    ),
    ("x.mtx", { path, _ in _ = try NodeDataset(edges: path) }),
    ("x.graphml", { path, _ in _ = try NodeDataset(edges: path) }),
    ("y.npz", { path, _ in _ = try NodeDataset(edges: path) }),
    ("x.npz", { path, _ in _ = try NodeDataset(npz: path) }),
    ("f.csv", { path, other in _ = try NodeDataset(edges: other, features: path) }),
    ("f.npy", { path, other in _ = try NodeDataset(edges: other, features: path) }),
    ("f.npz", { path, other in _ = try NodeDataset(edges: other, features: path) }),
    ("f.svm", { path, other in _ = try NodeDataset(edges: other, features: path) }),
    ("l.tsv", { path, other in _ = try NodeDataset(edges: other, labels: path) }),
    ("h.tsv", { path, _ in _ = try NodeDataset(hyperedges: path) }),
    ("s.json", { path, _ in _ = try DatasetCatalog().dataset("karate").withSplit(.file(path)) }),
    ("s.txt", { path, _ in _ = try DatasetCatalog().dataset("karate").withSplit(.file(path)) }),
  ]

  @Test("Each reader turns random bytes into a data set or a badData error, and never traps")
  func garbage() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let other = try folder.file("other", "a 1 X\nb 0 Y\n")
    var cases = 0
    for (name, read) in Self.readers {
      for seed in 0..<60 as Range<UInt64> {
        let bytes = Self.garbage(seed)
        for variant in [bytes, Self.prefix(name) + bytes, ArchiveTests.storedGzip(bytes)] {
          let path = try folder.file(name, variant)
          do {
            try read(path, other)
          } catch let error as DataError {
            #expect(error.code == .badData, "\(name) \(seed): \(error)")
          }
          cases += 1
        }
      }
    }
    #expect(cases == 16 * 60 * 3)
  }

  /// Returns a valid beginning of a file, so that random bytes get further into the reader.
  private static func prefix(_ name: String) -> [UInt8] {
    switch name {
    case "x.mtx": Array("%%MatrixMarket matrix coordinate real general\n".utf8)
    case "x.graphml": Array("<graphml><graph edgedefault='directed'>".utf8)
    case "f.npy": [0x93] + Array("NUMPY".utf8) + [1, 0]
    case "x.npz", "y.npz", "f.npz": [0x50, 0x4B, 3, 4]
    case "s.json": Array("{\"train\": [".utf8)
    default: Array("a 1 b\n".utf8)
    }
  }

  @Test("An .npz archive with changed bytes gives a data set or a badData error")
  func mutatedArchives() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let stream = RandomStream(seed: 21, purpose: .sampling)
    let original = NumpyFixture.zip(NumpyFixture.members)
    for round in 0..<600 {
      var bytes = original
      for change in 0..<2 {
        let index = UInt64(round * 4 + change * 2)
        // Checksums cover most bytes, but not the directory in the last third.
        let low = round % 2 == 0 ? 0 : original.count * 2 / 3
        bytes[low + stream.integer(below: original.count - low, at: index)] = UInt8(
          truncatingIfNeeded: stream.bits(at: index + 1))
      }
      let path = try folder.file("g.npz", bytes)
      do throws(DataError) { _ = try NodeDataset(npz: path) } catch { #expect(error.code == .badData) }
    }
  }

  @Test("Arrays with changed bytes in an .npz archive give a data set or a badData error")
  func mutatedMembers() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let stream = RandomStream(seed: 22, purpose: .sampling)
    for round in 0..<1100 {
      var member = NumpyFixture.members[round % NumpyFixture.members.count]
      let index = UInt64(round * 2)
      member.bytes[stream.integer(below: member.bytes.count, at: index)] = UInt8(
        truncatingIfNeeded: stream.bits(at: index + 1))
      let path = try folder.file("g.npz", NumpyFixture.replacing(member.name, member.bytes))
      do throws(DataError) { _ = try NodeDataset(npz: path) } catch { #expect(error.code == .badData) }
    }
  }

  @Test(
    "Planetoid files that are damaged or missing are errors",
    .enabled(if: RealData.isPresent, "needs GRAPHLEARN_DATA"))
  func damagedPlanetoid() throws {
    let parts = ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for part in parts {
      _ = try folder.file("ind.cora.\(part)", RealData.bytes("planetoid/ind.cora.\(part)"))
    }
    let root = folder.path("")
    _ = try NodeDataset(planetoid: "cora", in: root)
    for part in parts where part != "x" {
      let original = try RealData.bytes("planetoid/ind.cora.\(part)")
      for bytes in [[], Array(original[..<(original.count / 2)]), Array("cos\nsystem\n(S'true'\ntR.".utf8)] {
        _ = try folder.file("ind.cora.\(part)", bytes)
        #expect(dataError { _ = try NodeDataset(planetoid: "cora", in: root) }?.code == .badData)
      }
      _ = try folder.file("ind.cora.\(part)", original)
    }
    #expect(dataError { _ = try NodeDataset(planetoid: "nothing", in: root) }?.code == .missingInput)
  }

  @Test("Node ids that a text file cannot hold are refused when labels are written")
  func unwritableIds() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("labels.tsv", "")
    for name in ["", "a\u{0}b"] {
      let dataset = NodeDataset(
        name: "x", graph: Graph(nodeCount: 1, sources: [], targets: []),
        features: IndicatorFeatures.identities(nodeCount: 1),
        labels: [0],
        classNames: ["c"], nodeIdentifiers: try NodeIdentifiers([name]))
      _ = dataError { try dataset.write(labels: path) }
    }
  }
}
