// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import Testing

/// One Planetoid data set, pickled by four generations of Python, NumPy and SciPy with each protocol.
private enum DumpedPickles {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Interop/Fixtures/pickles").path
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  /// The directory that `Tests/Interop/repickle_planetoid.py` has written, or nil.
  static let repickled = ProcessInfo.processInfo.environment["GRAPHLEARN_REPICKLED"]

  static func parts(_ file: String) throws -> [String: [UInt8]] {
    let packed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
    let texts = try JSONDecoder().decode([String: String].self, from: Data(Gzip.unpack(packed, path: file)))
    return try texts.mapValues { [UInt8](try #require(Data(base64Encoded: $0))) }
  }

  /// Writes the parts as files of the data set `small`.
  static func write(_ parts: [String: [UInt8]], to folder: TemporaryFolder) throws {
    for (part, bytes) in parts where part != "names" { _ = try folder.file("ind.small.\(part)", bytes) }
    _ = try folder.file("ind.small.test.index", "507\n505\n508\n506\n")
  }
}

/// The contents of a data set in a form that can be compared exactly.
private struct Fingerprint: Equatable {
  let rowOffsets: [Int]
  let columns: [Int32]
  let values: [UInt32]
  let features: [[Int: Float]]
  let labels: [Int32]
  let split: NodeSplit?

  init(_ data: NodeDataset) {
    let adjacency = data.graph.adjacency(of: Float.self)
    rowOffsets = Array(adjacency.pattern.rowOffsets)
    columns = Array(adjacency.pattern.columnIndices)
    values = adjacency.values.map(\.bitPattern)
    features = (0..<data.nodeCount).map { FeatureRow(data.features, $0).values }
    labels = data.labels
    split = data.publishedSplit
  }
}

@Suite("Pickles of several generations of Python, NumPy and SciPy")
struct PickleVersionTests {
  @Test(
    "Pickles of Python 2.7 to 3.11, NumPy 1 and 2, SciPy 0.19 to 1.17 give the same data set",
    arguments: DumpedPickles.files)
  func sameData(_ file: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try DumpedPickles.write(DumpedPickles.parts(file), to: folder)
    let data = try NodeDataset(planetoid: "small", in: folder.path(""))
    #expect(data.nodeCount == 509 && data.featureCount == 5 && data.classCount == 2)
    // The self-loop at node 0 does not count as a pair.
    #expect(data.graph.undirectedPairCount == 509)
    #expect(data.publishedSplit?.train == [0, 1] && data.publishedSplit?.test == [505, 506, 507, 508])
    for node in 0..<505 {
      var words: [Int: Float] = node == 4 ? [:] : [node % 3: 1]
      if node % 7 == 0 { words[3] = 0.5 }
      #expect(FeatureRow(data.features, node).values == words)
      #expect(data.labels[node] == (node == 3 ? -1 : Int32(node * 5 % 7 % 2)))
    }
    // Row k of tx is the node on line k of test.index.
    #expect(FeatureRow(data.features, 507).values == FeatureRow.words(505))
    #expect(FeatureRow(data.features, 505).values == FeatureRow.words(506))
    #expect(data.graph.edges().sources.contains(508))
  }

  @Test("The fixtures contain pickles of each protocol", arguments: 0...5)
  func protocols(_ version: Int) {
    #expect(DumpedPickles.files.contains { $0.hasSuffix("-\(version).json.gz") })
  }

  @Test("A pickled array of objects gives its texts and numbers as strings", arguments: DumpedPickles.files)
  func objects(_ file: String) throws {
    let bytes = try #require(try DumpedPickles.parts(file)["names"])
    let array = try PickleReader.parse(bytes, path: file).array()
    #expect(try array.strings() == ["caf\u{E9}", "", "7", "2.5", "x", "bytes"])
  }

  @Test(
    "Truncated and changed pickles of any version give other data or a badData error, and never a trap",
    arguments: DumpedPickles.files)
  func damaged(_ file: String) throws {
    let parts = try DumpedPickles.parts(file)
    for (part, bytes) in parts {
      for round in 0..<160 {
        var damaged = bytes
        if round % 2 == 0 {
          damaged.removeLast(1 + (round * 37) % (bytes.count - 1))
        } else {
          for change in 0..<3 {
            damaged[(round * 7919 + change * 104_729) % bytes.count] = UInt8(
              truncatingIfNeeded: round &* 31 &+ change &* 97)
          }
        }
        do throws(DataError) {
          let document = try PickleReader.parse(damaged, path: part)
          _ = try? document.array().strings()
          _ = try? document.array().doubles()
          _ = try? document.matrix().first.integers()
          _ = try? document.neighbours()
        } catch {
          #expect(error.code == .badData)
        }
      }
    }
  }

  @Test("A pickle with out-of-band buffers is refused with the reason")
  func outOfBand() {
    let error = dataError { _ = try PickleReader.parse([0x80, 5, 0x97, 0x2E], path: "x") }
    #expect(error?.message.contains("out-of-band") == true)
  }

  @Test("A text that a pickle encodes again and again cannot grow beyond the size of the file")
  func encodedAgain() {
    var bytes: [UInt8] = [0x80, 2] + PickleFixture.global("_codecs", "encode") + [0x71, 0, 0x30]
    bytes += [0x58, 0, 0x10, 0, 0] + [UInt8](repeating: 65, count: 4096) + [0x71, 1, 0x30]
    bytes += [0x58, 6, 0, 0, 0] + Array("latin1".utf8) + [0x71, 2, 0x30]
    for _ in 0..<4000 { bytes += [0x68, 0, 0x68, 1, 0x68, 2, 0x86, 0x52, 0x30] }
    bytes += [0x4E, 0x2E]
    #expect(
      dataError { _ = try PickleReader.parse(bytes, path: "x") }?.message.contains("copies more") == true)
  }

  @Test(
    "Cora pickled again by this machine's Python is the same as the published data set",
    .enabled(
      if: RealData.isPresent && DumpedPickles.repickled != nil,
      "needs GRAPHLEARN_DATA and GRAPHLEARN_REPICKLED"),
    arguments: 2...5)
  func cora(_ version: Int) throws {
    let published = try NodeDataset(planetoid: "cora", in: RealData.path("planetoid"))
    let dumped = try NodeDataset(planetoid: "cora", in: "\(DumpedPickles.repickled ?? "")/\(version)")
    #expect(Fingerprint(dumped) == Fingerprint(published))
  }
}

extension FeatureRow {
  /// Returns the words of node `node` of the small data set.
  fileprivate static func words(_ node: Int) -> [Int: Float] {
    var words: [Int: Float] = [node % 3: 1]
    if node % 7 == 0 { words[3] = 0.5 }
    return words
  }
}
