// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import Testing

@Suite("Reading SciPy sparse archives in each layout")
struct SparseArchiveTests {
  private typealias Member = (name: String, bytes: [UInt8])

  private static func float64(_ values: [Double], _ shape: String? = nil) -> [UInt8] {
    NumpyFixture.npy(
      "<f8", shape ?? "(\(values.count),)", values.flatMap { NumpyFixture.little($0.bitPattern) })
  }

  private static func matrix(_ format: String, _ members: [Member], shape: [Int64] = [3, 3]) -> [UInt8] {
    NumpyFixture.zip(
      [
        ("format.npy", NumpyFixture.npy("|S3", "()", Array(format.utf8))),
        ("shape.npy", NumpyFixture.int64(shape)),
      ]
        + members)
  }

  /// The matrix [[0, 2, 0], [0, 0, 3], [4, 0, 5]] in each layout.
  static let layouts: [(name: String, archive: [UInt8])] = [
    (
      "csr",
      matrix(
        "csr",
        [
          ("indptr.npy", NumpyFixture.int32([0, 1, 2, 4])),
          ("indices.npy", NumpyFixture.int32([1, 2, 0, 2])),
          ("data.npy", float64([2, 3, 4, 5])),
        ])
    ),
    (
      "csc",
      matrix(
        "csc",
        [
          ("indptr.npy", NumpyFixture.int64([0, 1, 2, 4])),
          ("indices.npy", NumpyFixture.int64([2, 0, 1, 2])),
          ("data.npy", float64([4, 2, 3, 5])),
        ])
    ),
    (
      "coo",
      matrix(
        "coo",
        [
          ("row.npy", NumpyFixture.int32([2, 0, 2, 1])), ("col.npy", NumpyFixture.int32([2, 1, 0, 2])),
          ("data.npy", float64([5, 2, 4, 3])),
        ])
    ),
    (
      "coo with coords and a duplicate",
      matrix(
        "coo",
        [
          (
            "coords.npy",
            NumpyFixture.npy(
              "<i4", "(2, 5)",
              ([2, 0, 2, 1, 2] + [2, 1, 0, 2, 2] as [Int32]).flatMap { NumpyFixture.little($0) })
          ), ("data.npy", float64([1, 2, 4, 3, 4])),
        ])
    ),
    (
      "bsr",
      matrix(
        "bsr",
        [
          ("indptr.npy", NumpyFixture.int32([0, 2, 3, 5])),
          ("indices.npy", NumpyFixture.int32([1, 0, 2, 0, 2])),
          ("data.npy", float64([2, 0, 3, 4, 5], "(5, 1, 1)")),
        ])
    ),
    (
      "dia",
      matrix(
        "dia",
        [
          ("offsets.npy", NumpyFixture.int32([1, -2, 0])),
          ("data.npy", float64([9, 2, 3, 4, 9, 9, 0, 0, 5], "(3, 3)")),
        ])
    ),
  ]

  private func dataset(_ bytes: [UInt8], features: Bool = false) throws -> NodeDataset {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("m.npz", bytes)
    guard features else { return try NodeDataset(edges: path, directed: true) }
    return try NodeDataset(edges: folder.file("e.txt", "0 1\n"), features: path)
  }

  @Test("Entry (i, j) of a SciPy archive in any layout is the edge i -> j", arguments: layouts.map(\.name))
  func graphs(_ name: String) throws {
    let layout = try #require(Self.layouts.first { $0.name == name })
    let (sources, targets, weights) = try dataset(layout.archive).graph.edges()
    let found = Dictionary(
      uniqueKeysWithValues: sources.indices.map { ([sources[$0], targets[$0]], weights?[$0] ?? 1) })
    #expect(found == [[0, 1]: 2, [1, 2]: 3, [2, 0]: 4, [2, 2]: 5])
  }

  @Test("Row i of a SciPy archive in any layout holds the features of node i", arguments: layouts.map(\.name))
  func features(_ name: String) throws {
    let layout = try #require(Self.layouts.first { $0.name == name })
    let data = try dataset(layout.archive, features: true)
    #expect((0..<3).map { FeatureRow(data.features, $0).values } == [[1: 2], [2: 3], [0: 4, 2: 5]])
  }

  @Test("Blocks of several rows and columns in a SciPy archive are read at their places")
  func blocks() throws {
    let bytes = Self.matrix(
      "bsr",
      [
        ("indptr.npy", NumpyFixture.int32([0, 1, 2])), ("indices.npy", NumpyFixture.int32([1, 0])),
        ("data.npy", Self.float64([1, 2, 0, 4, 5, 0, 7, 8], "(2, 2, 2)")),
      ], shape: [4, 4])
    let data = try dataset(bytes, features: true)
    #expect(
      (0..<4).map { FeatureRow(data.features, $0).values } == [[2: 1, 3: 2], [3: 4], [0: 5], [0: 7, 1: 8]])
  }

  @Test("Repeated boolean entries of a SciPy archive give one edge without a weight")
  func booleans() throws {
    let bytes = Self.matrix(
      "coo",
      [
        ("row.npy", NumpyFixture.int32([0, 0])), ("col.npy", NumpyFixture.int32([1, 1])),
        ("data.npy", NumpyFixture.npy("|b1", "(2,)", [1, 1])),
      ])
    let graph = try dataset(bytes).graph
    #expect(graph.edgeCount == 1 && !graph.isWeighted)
  }

  @Test(
    "SciPy archives whose arrays contradict each other are refused",
    arguments: [
      matrix("csc", [("indptr.npy", NumpyFixture.int32([0, 1])), ("indices.npy", NumpyFixture.int32([0]))]),
      matrix("coo", [("row.npy", NumpyFixture.int32([0, 1])), ("col.npy", NumpyFixture.int32([0]))]),
      matrix("coo", [("row.npy", NumpyFixture.int32([3])), ("col.npy", NumpyFixture.int32([0]))]),
      matrix("coo", [("row.npy", NumpyFixture.int32([0])), ("col.npy", NumpyFixture.int32([-1]))]),
      matrix("dia", [("offsets.npy", NumpyFixture.int32([9])), ("data.npy", float64([1, 1, 1], "(1, 3)"))]),
      matrix(
        "dia", [("offsets.npy", NumpyFixture.int32([0, 1])), ("data.npy", float64([1, 1, 1], "(1, 3)"))]),
      matrix(
        "bsr",
        [
          ("indptr.npy", NumpyFixture.int32([0, 1])), ("indices.npy", NumpyFixture.int32([0])),
          ("data.npy", float64([1, 1, 1, 1], "(1, 2, 2)")),
        ]),
      matrix("lil", []), matrix("csr", []),
      matrix(
        "csc",
        [("indptr.npy", NumpyFixture.int32([0, 1])), ("indices.npy", NumpyFixture.int32([0]))],
        shape: [2_147_483_646, 1]),
    ])
  func contradictions(_ bytes: [UInt8]) {
    #expect(dataError { _ = try dataset(bytes) }?.code == .badData)
    #expect(dataError { _ = try dataset(bytes, features: true) }?.code == .badData)
  }

  @Test(
    "A SciPy archive with changed bytes gives another matrix or a badData error",
    arguments: layouts.map(\.name))
  func mutations(_ name: String) throws {
    let layout = try #require(Self.layouts.first { $0.name == name })
    for round in 0..<300 {
      var bytes = layout.archive
      bytes[(round * 7919) % bytes.count] = UInt8(truncatingIfNeeded: round &* 89)
      if round % 3 == 0 { bytes.removeLast(round % bytes.count) }
      do throws(DataError) {
        _ = try NumpyArchive(bytes, path: "m.npz").array("data")?.doubles()
      } catch {
        #expect(error.code == .badData)
      }
      do { _ = try dataset(bytes) } catch let error as DataError { #expect(error.code == .badData) }
    }
  }
}

@Suite("Member names and contents of .npz archives from other programs")
struct ArchiveContentTests {
  private func dataset(_ members: [(name: String, bytes: [UInt8])]) throws -> NodeDataset {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try NodeDataset(npz: folder.file("g.npz", NumpyFixture.zip(members)))
  }

  private func replacing(_ name: String, _ bytes: [UInt8]) -> [(name: String, bytes: [UInt8])] {
    NumpyFixture.members.filter { $0.name != name } + [(name, bytes)]
  }

  /// Returns an array of Python objects: a pickle after a header of type O.
  private static func objects(_ values: [[UInt8]]) -> [UInt8] {
    var pickle = [0x80, 2] + PickleFixture.global("numpy.core.multiarray", "_reconstruct")
    pickle +=
      PickleFixture.global("numpy", "ndarray") + [0x4B, 0, 0x85] + PickleFixture.text("b") + [0x87, 0x52]
    pickle += [0x28, 0x4B, 1, 0x4B, UInt8(values.count), 0x85] + PickleFixture.global("numpy", "dtype")
    pickle +=
      PickleFixture.text("O8") + [0x4B, 0, 0x4B, 1, 0x87, 0x52, 0x28, 0x4B, 3] + PickleFixture.text("|")
    pickle += [
      0x4E, 0x4E, 0x4E, 0x4A, 255, 255, 255, 255, 0x4A, 255, 255, 255, 255, 0x4B, 63, 0x74, 0x62, 0x89,
    ]
    pickle += [0x5D, 0x28] + values.flatMap { $0 } + [0x65, 0x74, 0x62, 0x2E]
    return NumpyFixture.npy("|O", "(\(values.count),)", pickle)
  }

  @Test(
    "Directories, ./ and metadata of macOS in the names of archive members are ignored",
    arguments: ["graph/", "./", "a/b/", "./x/"])
  func packedAnew(_ prefix: String) throws {
    var members = NumpyFixture.members.map { (name: prefix + $0.name, bytes: $0.bytes) }
    members.append((prefix, []))
    members.append(("__MACOSX/" + prefix + "._labels.npy", [1, 2, 3]))
    members.append((prefix + "._labels.npy", [1, 2, 3]))
    #expect(try dataset(members).classNames == ["X", "Y"])
  }

  @Test("Names stored as Python objects are read by the safe reader of pickles")
  func objectNames() throws {
    let names = Self.objects([PickleFixture.text("P"), PickleFixture.text("Q")])
    let data = try dataset(replacing("class_names.npy", names))
    #expect(data.classNames == ["P", "Q"] && data.notes.isEmpty)
  }

  @Test(
    "Names in an archive that cannot be read are left out with a note, and nothing runs",
    arguments: ["class_names.npy", "node_names.npy", "attr_names.npy"])
  func unreadableNames(_ name: String) throws {
    let hostile = NumpyFixture.npy(
      "|O", "(2,)", [0x80, 2] + PickleFixture.global("os", "system") + [0x29, 0x52, 0x2E])
    let data = try dataset(replacing(name, hostile))
    #expect(data.nodeCount == 3 && data.classCount == 2)
    #expect(data.notes.count == 1 && data.notes.first?.message.contains("is ignored") == true)
  }

  @Test("Labels in an archive may be texts, one-hot rows, one column, objects or floats with NaN")
  func labels() throws {
    func classes(_ bytes: [UInt8]) throws -> [String?] {
      let members = replacing("labels.npy", bytes).filter { $0.name != "class_names.npy" }
      let data = try dataset(members)
      return data.labels.map { $0 < 0 ? nil : data.classNames[Int($0)] }
    }
    #expect(try classes(NumpyFixture.unicode(["b", "", "a"])) == ["b", nil, "a"])
    #expect(try classes(NumpyFixture.npy("|u1", "(3, 2)", [0, 1, 0, 0, 1, 0])) == ["1", nil, "0"])
    #expect(try classes(NumpyFixture.npy("|i1", "(3, 1)", [2, 255, 0])) == ["2", nil, "0"])
    #expect(
      try classes(
        NumpyFixture.npy("<f4", "(3,)", [Float(1), .nan, 0].flatMap { NumpyFixture.little($0.bitPattern) }))
        == ["1", nil, "0"])
    #expect(try classes(Self.objects([PickleFixture.text("z"), [0x4E], [0x4B, 7]])) == ["z", nil, "7"])
    #expect(
      dataError { _ = try classes(NumpyFixture.npy("|u1", "(3, 2)", [1, 1, 0, 0, 1, 0])) }?.code == .badData)
  }

  @Test("NodeDataset(edges:) and NodeDataset(npz:) read the same graph from an archive")
  func edges() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("g.npz", NumpyFixture.zip(NumpyFixture.members))
    let (byEdges, byName) = (try NodeDataset(edges: path), try NodeDataset(npz: path))
    #expect(NamedGraph(byEdges).edges == NamedGraph(byName).edges)
    #expect(Array(byEdges.nodeIdentifiers) == Array(byName.nodeIdentifiers))
  }
}
