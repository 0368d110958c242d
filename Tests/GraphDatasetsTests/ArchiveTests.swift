// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

/// Builds files in NumPy's formats byte by byte.
enum NumpyFixture {
  static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func npy(_ type: String, _ shape: String, _ data: [UInt8], fortran: Bool = false, version: UInt8 = 1)
    -> [UInt8]
  {
    let header = Array(
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n".utf8)
    let size = version == 1 ? little(UInt16(header.count)) : little(UInt32(header.count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + header + data
  }

  static func int32(_ values: [Int32]) -> [UInt8] {
    npy("<i4", "(\(values.count),)", values.flatMap(little))
  }

  static func int64(_ values: [Int64]) -> [UInt8] { npy("<i8", "(\(values.count),)", values.flatMap(little)) }

  static func float32(_ values: [Float]) -> [UInt8] {
    npy("<f4", "(\(values.count),)", values.flatMap { little($0.bitPattern) })
  }

  static func unicode(_ values: [String], width: Int = 8) -> [UInt8] {
    npy(
      "<U\(width)", "(\(values.count),)",
      values.flatMap { value in
        let scalars = value.unicodeScalars.map(\.value)
        return (scalars + Array(repeating: 0, count: width - scalars.count)).flatMap(little)
      })
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { state, byte in
      (0..<8).reduce(state ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  /// Returns a ZIP archive of uncompressed files.
  static func zip(_ files: [(name: String, bytes: [UInt8])], method: UInt16 = 0, flags: UInt16 = 0) -> [UInt8]
  {
    var archive = [UInt8]()
    var directory = [UInt8]()
    for (name, bytes) in files {
      let common =
        little(UInt16(20)) + little(flags) + little(method) + [0, 0, 0, 0] + little(crc(bytes))
        + little(UInt32(bytes.count)) + little(UInt32(bytes.count)) + little(UInt16(name.utf8.count)) + [
          0, 0,
        ]
      directory +=
        [0x50, 0x4B, 1, 2, 20, 0] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + little(UInt32(archive.count))
      directory += Array(name.utf8)
      archive += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + bytes
    }
    let count = little(UInt16(files.count))
    let end = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + little(UInt32(directory.count))
    return archive + directory + end + little(UInt32(archive.count)) + [0, 0]
  }

  /// Three papers with five words and two classes: 0 and 1 cite each other, and 2 cites 1.
  static let members: [(name: String, bytes: [UInt8])] = [
    ("adj_data.npy", float32([1, 1, 1])), ("adj_indices.npy", int32([1, 0, 1])),
    ("adj_indptr.npy", int32([0, 1, 2, 3])),
    ("adj_shape.npy", int64([3, 3])), ("attr_data.npy", float32([1])), ("attr_indices.npy", int32([1])),
    ("attr_indptr.npy", int32([0, 0, 1, 1])), ("attr_shape.npy", int64([3, 5])),
    ("labels.npy", int64([1, 0, 1])),
    ("node_names.npy", unicode(["a", "b", "ä"])), ("class_names.npy", unicode(["X", "Y"])),
  ]

  static func replacing(_ name: String, _ bytes: [UInt8]?) -> [UInt8] {
    zip(members.compactMap { $0.name == name ? bytes.map { (name, $0) } : $0 })
  }
}

@Suite("Reading NumPy arrays")
struct NumpyTests {
  private func parse(_ bytes: [UInt8]) throws -> NumpyArray { try NumpyFile.parse(bytes, path: "a.npy") }

  @Test("All three versions of the .npy header are read", arguments: [1, 2, 3] as [UInt8])
  func versions(_ version: UInt8) throws {
    let array = try parse(NumpyFixture.npy("<i2", "(2,)", [1, 0, 255, 255], version: version))
    #expect(try array.integers() == [1, -1])
  }

  @Test(
    "Integers, floats and booleans of each width and byte order are read from .npy files",
    arguments: [
      ("|b1", [0, 1], [0, 1]), ("|i1", [255, 2], [-1, 2]), ("|u1", [255, 2], [255, 2]),
      (">i2", [0, 1, 255, 254], [1, -2]),
      (">u4", [0, 0, 1, 0, 0, 0, 0, 7], [256, 7]),
      ("<i8", [1] + [UInt8](repeating: 0, count: 14) + [128], [1, Double(Int64.min)]),
      ("<f2", [0, 0x3C, 0, 0xC0], [1, -2]), (">f4", [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], [1, -2]),
      (">f8", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1, -2]),
    ] as [(String, [UInt8], [Double])])
  func elements(_ type: String, _ data: [UInt8], _ expected: [Double]) throws {
    let array = try parse(NumpyFixture.npy(type, "(2,)", data))
    #expect(try array.doubles() == expected)
    #expect(try array.floats() == expected.map { Float($0) })
  }

  @Test("An .npy array in Fortran order is returned row by row")
  func fortranOrder() throws {
    let array = try parse(NumpyFixture.npy("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], fortran: true))
    #expect(try array.integers() == [1, 2, 3, 4, 5, 6])
    let cube = try parse(NumpyFixture.npy("|u1", "(2, 2, 2)", [0, 4, 2, 6, 1, 5, 3, 7], fortran: true))
    #expect(try cube.integers() == Array(0..<8))
  }

  @Test("Strings of characters and of bytes in .npy files are returned without padding")
  func strings() throws {
    #expect(try parse(NumpyFixture.unicode(["a", "", "äöü"])).strings() == ["a", "", "äöü"])
    #expect(try parse(NumpyFixture.npy("|S3", "()", Array("csr".utf8))).strings() == ["csr"])
    #expect(try parse(NumpyFixture.npy(">U1", "(1,)", [0, 0, 0, 65])).strings() == ["A"])
  }

  @Test(
    "An .npy file with an unsupported type or inconsistent sizes is refused",
    arguments: [
      NumpyFixture.npy("|O", "(1,)", [0]), NumpyFixture.npy("<c8", "(1,)", [UInt8](repeating: 0, count: 8)),
      NumpyFixture.npy("<f16", "(1,)", [UInt8](repeating: 0, count: 16)),
      NumpyFixture.npy("<i4", "(3,)", [1, 2, 3, 4]),
      NumpyFixture.npy("<i4", "(1,)", [1, 2, 3, 4, 5]), NumpyFixture.npy("<i4", "(-1,)", []),
      NumpyFixture.npy("<i4", "(4611686018427387904, 4)", []), NumpyFixture.npy("<U0", "(999999999999,)", []),
      NumpyFixture.npy("<i4", "(999999999999999999999,)", []),
      NumpyFixture.npy("<i4", "(1, 0, 4611686018427387904, 8)", []),
      NumpyFixture.npy("<i4", "1", [0, 0, 0, 0]), NumpyFixture.npy("<i4", "(1,), 'x': 1", [0, 0, 0, 0]), [],
      [0x93],
    ])
  func refuses(_ bytes: [UInt8]) { _ = dataError { _ = try parse(bytes) } }

  @Test("An .npy array of Python objects is refused with a message that says so")
  func objects() {
    #expect(
      dataError { _ = try parse(NumpyFixture.npy("|O", "(1,)", [0])) }?.message.contains("Python objects")
        == true)
  }

  @Test("An .npy file truncated anywhere is an error")
  func truncation() {
    let bytes = NumpyFixture.int32([1, 2, 3])
    for length in 0..<bytes.count { _ = dataError { _ = try parse(Array(bytes[..<length])) } }
  }
}

@Suite("Reading ZIP, .npz and gzip archives")
struct ArchiveTests {
  private func dataset(_ bytes: [UInt8], directed: Bool = false) throws -> NodeDataset {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try NodeDataset(npz: folder.file("g.npz", bytes), directed: directed)
  }

  @Test("An .npz archive of a small graph is read completely")
  func small() throws {
    let graph = try dataset(NumpyFixture.zip(NumpyFixture.members))
    #expect(graph.name == "g")
    #expect(Array(graph.nodeIdentifiers) == ["a", "b", "ä"])
    #expect(graph.classNames == ["X", "Y"] && graph.labels == [1, 0, 1])
    #expect(graph.graph.undirectedPairCount == 2)
    #expect(FeatureRow(graph.features, 1).values == [1: 1] && graph.featureCount == 5)
  }

  @Test("An .npz archive truncated anywhere is an error")
  func truncation() {
    let bytes = NumpyFixture.zip(NumpyFixture.members)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      _ = dataError { _ = try dataset(Array(bytes[..<length])) }
    }
  }

  @Test(
    "The published archive of Cora truncated anywhere is an error",
    .enabled(if: RealData.isPresent, "needs GRAPHLEARN_DATA"))
  func truncatedCora() throws {
    let bytes = try RealData.bytes("npz/cora.npz")
    for length in stride(from: 0, to: bytes.count, by: 9973) {
      _ = dataError { _ = try ZipArchive(Array(bytes[..<length]), path: "cora.npz") }
    }
  }

  @Test("A changed byte of a file in a ZIP archive is detected by its checksum")
  func checksums() {
    let bytes = NumpyFixture.zip([("a.npy", Array(repeating: 7, count: 40))])
    for place in 35..<75 {
      var damaged = bytes
      damaged[place] ^= 1
      _ = dataError { _ = try ZipArchive(damaged, path: "a.zip").contents(of: "a.npy") }
    }
  }

  @Test("ZIP archives with encrypted files, unknown compression or duplicate names are refused")
  func refusals() {
    let file = ("a.npy", [1, 2, 3] as [UInt8])
    #expect(
      dataError { _ = try ZipArchive(NumpyFixture.zip([file], flags: 1), path: "z") }?.message.contains(
        "encrypted") == true)
    #expect(
      dataError { _ = try ZipArchive(NumpyFixture.zip([file], method: 12), path: "z") }?.message.contains(
        "method 12") == true)
    #expect(
      dataError { _ = try ZipArchive(NumpyFixture.zip([file, file]), path: "z") }?.message.contains(
        "duplicate file")
        == true)
  }

  @Test("A ZIP header that claims more than the archive can hold is refused before memory is allocated")
  func promises() {
    var bytes = NumpyFixture.zip([("a.npy", [1, 2, 3])])
    let directory = 30 + 5 + 3
    for offset in 24..<28 { bytes[directory + offset] = 0xFE }
    #expect(dataError { _ = try ZipArchive(bytes, path: "z") }?.message.contains("can hold") == true)
  }

  @Test(
    "An .npz archive whose arrays contradict each other is refused",
    arguments: [
      ("adj_shape.npy", NumpyFixture.int64([3, 4])), ("adj_indptr.npy", NumpyFixture.int32([0, 2, 1, 3])),
      ("adj_indptr.npy", NumpyFixture.int32([0, 1, 3])), ("adj_indices.npy", NumpyFixture.int32([1, 0, 3])),
      ("adj_indices.npy", NumpyFixture.int32([1, 0, -1])),
      ("adj_data.npy", NumpyFixture.float32([1, .nan, 1])),
      ("attr_data.npy", NumpyFixture.float32([.infinity])), ("labels.npy", NumpyFixture.int64([0, 1])),
      ("labels.npy", NumpyFixture.int64([0, 1, 2])), ("labels.npy", NumpyFixture.int64([0, 1, .max])),
      ("labels.npy", NumpyFixture.int64([0, -2, 0])), ("node_names.npy", NumpyFixture.unicode(["a", "b"])),
      ("node_names.npy", NumpyFixture.unicode(["a", "b", "a"])),
      ("attr_shape.npy", NumpyFixture.int64([2, 5])),
      ("attr_shape.npy", NumpyFixture.int64([3, 2_000_000_000])),
      ("adj_shape.npy", NumpyFixture.int64([.max, .max])), ("adj_indptr.npy", nil), ("adj_shape.npy", nil),
    ] as [(String, [UInt8]?)])
  func contradictions(_ name: String, _ bytes: [UInt8]?) {
    #expect(dataError { _ = try dataset(NumpyFixture.replacing(name, bytes)) }?.code == .badData)
  }

  @Test("Classes and nodes without names are named by their numbers, and entries without data are 1")
  func defaults() throws {
    let graph = try dataset(NumpyFixture.replacing("class_names.npy", nil))
    #expect(graph.classNames == ["0", "1"])
    #expect(
      try Array(dataset(NumpyFixture.replacing("node_names.npy", nil)).nodeIdentifiers) == ["0", "1", "2"])
    #expect(try dataset(NumpyFixture.replacing("adj_data.npy", nil)).graph.undirectedPairCount == 2)
  }

  @Test("Gzipped text is read like plain text, and is an error if truncated or followed by other bytes")
  func gzip() throws {
    let text = "a\tb\nb\tc\n"
    let packed = Self.storedGzip(Array(text.utf8))
    #expect(try Gzip.unpack(packed, path: "e.gz") == Array(text.utf8))
    #expect(try Gzip.unpack(packed + packed, path: "e.gz") == Array((text + text).utf8))
    for length in 2..<packed.count {
      _ = dataError { _ = try Gzip.unpack(Array(packed[..<length]), path: "e.gz") }
    }
    for tail in [[0], [1, 2, 3], [0x1F], [0x1F, 0x8B]] as [[UInt8]] {
      _ = dataError { _ = try Gzip.unpack(packed + tail, path: "e.gz") }
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let graph = try NodeDataset(edges: folder.file("e.tsv.gz", packed))
    #expect(graph.nodeCount == 3 && graph.name == "e")
  }

  /// Returns a gzip member with one uncompressed block.
  static func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
    let size = NumpyFixture.little(UInt16(bytes.count))
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + size + size.map { ~$0 } + bytes
      + NumpyFixture.little(NumpyFixture.crc(bytes)) + NumpyFixture.little(UInt32(bytes.count))
  }
}
