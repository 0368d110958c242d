// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Graph directories")
struct GraphDirectoryTests {
  /// Data with all parts that a directory can hold.
  static func data(directed: Bool, weighted: Bool, sparse: Bool, names: [String]) throws -> NodeDataset {
    let weights: [Double]? = weighted ? [0.5, 2, 3, 1, 1.5] : nil
    var graph = Graph(
      nodeCount: 4, sources: [0, 1, 2, 3, 3], targets: [1, 2, 0, 3, 1], weights: weights)
    if !directed { graph = graph.undirected() }
    graph = graph.coalesced(weighted ? .sum : .once)
    let dense = Tensor([1, 0, 0, 2, 0, 0, 0.5, -1], shape: [4, 2])
    let features: FeatureMatrix =
      sparse
      ? .sparse(
        SparseMatrix(rowCount: 4, columnCount: 2, rows: [0, 1, 3], columns: [0, 1, 1], values: [1, 2, -1]))
      : .dense(dense)
    return NodeDataset(
      name: "four", graph: graph, features: features, labels: [0, -1, 1, 1], classNames: ["no", "yes"],
      nodeIdentifiers: try NodeIdentifiers(names),
      publishedSplit: NodeSplit(train: [0], validation: [2], test: [3])
    ).withFeatures(features, names: ["height", "breadth"])
  }

  @Test(
    "Opening a written graph directory gives the same data",
    arguments: [
      (false, false, false), (false, true, true), (true, false, true), (true, true, false),
    ], [["0", "1", "2", "3"], ["7", "3", "900719925474099", "0"], ["a", "naïve", "", "3"]])
  func roundTrip(kind: (directed: Bool, weighted: Bool, sparse: Bool), names: [String]) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(
      directed: kind.directed, weighted: kind.weighted, sparse: kind.sparse, names: names)
    let path = folder.path("graph")
    try data.write(graphDirectory: path)
    let opened = try NodeDataset(graphDirectory: path, directed: true, verifies: true)
    #expect(opened.graph.edges() == data.graph.edges())
    #expect(opened.graph.isDirected == data.graph.isDirected)
    #expect(opened.labels == data.labels && opened.classNames == data.classNames)
    #expect(opened.featureNames == data.featureNames && opened.name == data.name)
    #expect(Array(opened.nodeIdentifiers) == names)
    #expect(names.indices.allSatisfy { opened.nodeIdentifiers.index(of: names[$0]) == $0 })
    #expect(opened.nodeIdentifiers.index(of: "unknown") == nil)
    #expect(opened.publishedSplit == data.publishedSplit)
    let areEqual = (0..<4).allSatisfy { FeatureRow(opened.features, $0) == FeatureRow(data.features, $0) }
    #expect(areEqual)
    if case .sparse = opened.features { #expect(kind.sparse) } else { #expect(!kind.sparse) }
  }

  @Test("A directed graph directory becomes undirected unless directions are kept")
  func directions() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: true, weighted: true, sparse: false, names: ["0", "1", "2", "3"])
    try data.write(graphDirectory: folder.path("graph"))
    let opened = try NodeDataset(graphDirectory: folder.path("graph"))
    #expect(opened.graph.edges() == data.graph.undirected().coalesced(.sum).edges())
    #expect(!opened.graph.isDirected)
  }

  @Test("Features that are computed from the graph are computed again when a directory is opened")
  func computedFeatures() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let table = try folder.file("e.tsv", "a\tb\nb\tc\nd\td\n")
    for directed in [false, true] {
      let data = try NodeDataset(edges: table, directed: directed)
      try data.write(graphDirectory: folder.path("graph"))
      let opened = try NodeDataset(graphDirectory: folder.path("graph"), directed: directed)
      #expect(opened.featureSource == .degree && opened.featureCount == data.featureCount)
      let areEqual = (0..<4).allSatisfy { FeatureRow(opened.features, $0) == FeatureRow(data.features, $0) }
      #expect(areEqual)
    }
    let karate = try DatasetCatalog().dataset("karate")
    try karate.write(graphDirectory: folder.path("karate"))
    #expect(try NodeDataset(graphDirectory: folder.path("karate")).featureSource == .oneHot)
  }

  @Test("A mapped tensor is copied before it is changed, and the file keeps its contents")
  func copyOnWrite() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: false, sparse: false, names: ["0", "1", "2", "3"])
    try data.write(graphDirectory: folder.path("graph"))
    guard case .dense(var tensor) = try NodeDataset(graphDirectory: folder.path("graph")).features else {
      Issue.record("the features are not dense")
      return
    }
    tensor[0, 0] = 5
    #expect(tensor[0, 0] == 5 && tensor[3, 1] == -1)
    let again = try NodeDataset(graphDirectory: folder.path("graph"), verifies: true)
    #expect(FeatureRow(again.features, 0) == FeatureRow(data.features, 0))
  }

  @Test("NumPy's format is used for all arrays, which start at a multiple of 64 bytes")
  func numpyArrays() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: true, sparse: true, names: ["a", "b", "c", "d"])
    try data.write(graphDirectory: folder.path("graph"))
    let manifest = try GraphManifest(directory: folder.path("graph"))
    #expect(manifest.arrays.files.count == 12)
    for (name, file) in manifest.arrays.files {
      let bytes = try FileContents.read(folder.path("graph/\(file.file)"))
      let layout = try NumpyFile.layout(bytes, path: name)
      #expect(layout.shape == file.shape && layout.start == 128 && bytes.count == file.bytes)
      #expect(Checksum.text(Checksum.crc32(bytes)) == file.crc32)
    }
  }

  // MARK: Damage

  @Test("A changed byte in any array of a graph directory is found by its checksum")
  func changedByte() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: true, sparse: true, names: ["a", "b", "c", "d"])
    let path = folder.path("graph")
    try data.write(graphDirectory: path)
    for (_, file) in try GraphManifest(directory: path).arrays.files {
      let name = "graph/\(file.file)"
      let bytes = try FileContents.read(folder.path(name))
      var changed = bytes
      changed[changed.count - 1] ^= 0x10
      _ = try folder.file(name, changed)
      let error = dataError { _ = try NodeDataset(graphDirectory: path, verifies: true) }
      #expect(error?.message.contains("CRC-32") == true && error?.description.contains(file.file) == true)
      _ = try folder.file(name, Array(bytes.dropLast()))
      #expect(
        dataError { _ = try NodeDataset(graphDirectory: path, verifies: true) }?.description.contains(
          file.file) == true)
      _ = try folder.file(name, bytes)
    }
    _ = try NodeDataset(graphDirectory: path, verifies: true)
  }

  @Test("Invalid edges of a graph directory are an error when they are first needed, not a trap")
  func invalidEdges() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: false, sparse: false, names: ["0", "1", "2", "3"])
    let path = folder.path("graph")
    try data.write(graphDirectory: path)
    var bytes = try FileContents.read(folder.path("graph/edge_sources.npy"))
    bytes[bytes.count - 4] = 200
    _ = try folder.file("graph/edge_sources.npy", bytes)
    let opened = try NodeDataset(graphDirectory: path)
    let error = dataError { try opened.requireGraph() }
    #expect(error?.code == .badData && error?.message.contains("out of range") == true)
  }

  @Test(
    "A manifest with a mistake is an error that names the file",
    arguments: [
      ("\"version\": 1", "\"version\": 2", "has version 2"),
      ("\"format\": \"graphlearn graph directory\"", "\"format\": \"x\"", "is not the manifest"),
      ("\"nodes\": 4", "\"nodes\": 5", "expected [6]"),
      ("\"nodes\": 4", "\"nodes\": -4", "expected a positive integer"),
      ("\"entries\": ", "\"entries\": 9", "expected ["),
      ("\"features\": 2", "\"features\": 3", "expected [4, 3]"),
      ("\"directed\": false", "\"directed\": 0", "expected true or false"),
      ("\"file\": \"labels.npy\"", "\"file\": \"../labels.npy\"", "is not the name of a file"),
      ("\"file\": \"labels.npy\"", "\"file\": \"features.npy\"", "another type"),
      ("\"edge_sources\": {", "\"edges\": {", "does not list the array \"edge_sources\""),
      ("\"yes\"", "1", "expected an array of strings"),
    ])
  func wrongManifest(part: String, replacement: String, message: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: false, sparse: false, names: ["0", "1", "2", "3"])
    let path = folder.path("graph")
    try data.write(graphDirectory: path)
    let text = String(
      decoding: try FileContents.read(folder.path("graph/manifest.json")), as: UTF8.self)
    let changed = text.replacingOccurrences(of: part, with: replacement)
    #expect(changed != text)
    _ = try folder.file("graph/manifest.json", changed)
    let error = dataError { _ = try NodeDataset(graphDirectory: path) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(path) == true)
  }

  @Test("A directory with other files is not replaced by a graph directory; a graph directory is")
  func replacing() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let data = try Self.data(directed: false, weighted: false, sparse: false, names: ["0", "1", "2", "3"])
    let path = folder.path("graph")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = try folder.file("graph/thesis.txt", "text")
    #expect(dataError { try data.write(graphDirectory: path) }?.code == .cannotCreate)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["thesis.txt"])
    // The manifest of another program does not make it a graph directory.
    _ = try folder.file("graph/manifest.json", #"{"name": "extension", "version": 1}"#)
    #expect(dataError { try data.write(graphDirectory: path) }?.code == .cannotCreate)
    try FileManager.default.removeItem(atPath: path + "/thesis.txt")
    #expect(dataError { try data.write(graphDirectory: path) }?.code == .cannotCreate)
    try FileManager.default.removeItem(atPath: path + "/manifest.json")
    try data.write(graphDirectory: path)
    try data.withFeatures(data.features, names: ["x", "y"]).write(graphDirectory: path + "/")
    #expect(try NodeDataset(graphDirectory: path).featureNames == ["x", "y"])
    // Nor is a graph directory replaced in which someone keeps other files.
    _ = try folder.file("graph/notes.txt", "text")
    #expect(dataError { try data.write(graphDirectory: path) }?.code == .cannotCreate)
    try FileManager.default.removeItem(atPath: path + "/notes.txt")
    // Nothing else is left next to the directory.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["graph"])
  }
}

@Suite("Edges that do not fit in memory")
struct ExternalEdgesTests {
  /// Returns a table that is read in windows: numbers that repeat, self-loops and edges in both directions.
  private static func table() -> [UInt8] {
    let stream = RandomStream(seed: 9, purpose: .generation)
    var text: [UInt8] = []
    var row: UInt64 = 0
    while text.count < 17 << 20 {
      let first = stream.integer(below: 40_000, at: 2 * row)
      let second = stream.integer(below: row % 3 == 0 ? 50 : 40_000, at: 2 * row + 1)
      text += Array("\(first)\t\(second)\n".utf8)
      row += 1
    }
    return text
  }

  /// Expects that a table of edges gives the same files and notes sorted in memory and on the disk. Returns the data.
  private static func expectSameFiles(
    _ table: String, nodes: String?, directed: Bool, in folder: TemporaryFolder
  ) throws -> NodeDataset {
    let reading = ReadingOptions(dropsUnknown: true)
    let data = try NodeDataset(edges: table, features: nodes, directed: directed, reading: reading)
    try data.write(graphDirectory: folder.path("memory"))
    let written = try ConvertedGraph(
      edges: table, features: nodes, labels: nil, directed: directed, reading: reading,
      to: folder.path("disk"), memory: 12 << 20, inputs: [], syncs: false
    ) { (data) throws(DataError) in data }
    #expect(written?.edgeCount == data.graph.distinctEdgeCount)
    #expect(written?.entryCount == data.graph.edgeCount)
    let first = try FileContents.read(folder.path("memory/manifest.json"))
    let second = try FileContents.read(folder.path("disk/manifest.json"))
    #expect(String(decoding: first, as: UTF8.self) == String(decoding: second, as: UTF8.self))
    #expect(written?.data.notes.map(\.description) == data.notes.map(\.description))
    return data
  }

  @Test(
    "A table that is sorted on the disk gives the same files as one sorted in memory",
    arguments: [false, true])
  func sameFiles(directed: Bool) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let table = try folder.file("e.tsv", Self.table())
    // The features state the order of the nodes and leave some out.
    var features = "id,f\n"
    for node in stride(from: 39_998, through: 0, by: -1) { features += "\(node),\(node % 7)\n" }
    let nodes = try folder.file("f.csv", features)
    for path in [nil, nodes] {
      _ = try Self.expectSameFiles(table, nodes: path, directed: directed, in: folder)
    }
  }

  @Test("A table that fits in the given memory is not sorted on the disk")
  func fits() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let table = try folder.file("e.tsv", Self.table())
    let written = try ConvertedGraph(
      edges: table, features: nil, labels: nil, directed: false, reading: ReadingOptions(),
      to: folder.path("disk"), memory: 1 << 30, inputs: [], syncs: false
    ) { (data) throws(DataError) in data }
    #expect(written == nil && !FileContents.exists(folder.path("disk")))
  }

  @Test("An error in a late row of a table that is sorted on the disk leaves no files")
  func lateError() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = Self.table()
    let table = try folder.file("e.tsv", text + Array("1\t2\t3\n".utf8))
    let error = dataError {
      _ = try ConvertedGraph(
        edges: table, features: nil, labels: nil, directed: false, reading: ReadingOptions(),
        to: folder.path("disk"), memory: 12 << 20, inputs: [], syncs: false
      ) { (data) throws(DataError) in data }
    }
    let line = text.count { $0 == 0x0A } + 1
    #expect(error?.description.contains("e.tsv:\(line):") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["e.tsv"])
  }

  @Test("A large file of edges with dictionaries is read as a whole")
  func dictionaries() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var text: [UInt8] = []
    for row in 0..<600_000 {
      text += Array("\(row % 5000) \(row % 4999) {'weight': 2, 'since': 1999}\n".utf8)
    }
    let written = try ConvertedGraph(
      edges: folder.file("e.txt", text), features: nil, labels: nil, directed: false,
      reading: ReadingOptions(),
      to: folder.path("disk"), memory: 12 << 20, inputs: [], syncs: false
    ) { (data) throws(DataError) in data }
    #expect(written == nil && !FileContents.exists(folder.path("disk")))
  }

  /// How the weights of both directions of an edge are related in a table.
  enum Weights: CaseIterable {
    /// Edges repeat, and some weights are 0 or add up to 0.
    case any
    /// Each edge is there in both directions, with the same weight.
    case symmetric
    /// Each edge is there in both directions, with weights that differ by rounding.
    case rounded
    /// As `rounded`, but the last edge differs.
    case almostRounded
  }

  /// Returns a table with weights that is read in windows.
  private static func table(_ weights: Weights) -> [UInt8] {
    let stream = RandomStream(seed: 11, purpose: .generation)
    var text: [UInt8] = []
    var row: UInt64 = 0
    var last = ""
    while text.count < 17 << 20 {
      let first = stream.integer(below: 4_000, at: 3 * row)
      let second = stream.integer(below: row % 3 == 0 ? 20 : 4_000, at: 3 * row + 1)
      let weight = Double(stream.integer(below: 9, at: 3 * row + 2)) / 3 - (weights == .any ? 1 : -1)
      row += 1
      last = "\(first)\t\(second)\t"
      text += Array("\(last)\(weight)\n".utf8)
      guard weights != .any else { continue }
      let other = weights == .symmetric ? weight : weight * (1 + 1e-8)
      text += Array("\(second)\t\(first)\t\(other)\n".utf8)
    }
    if weights == .almostRounded { text += Array("\(last)7.5\n".utf8) }
    return text
  }

  @Test(
    "A table with weights that is sorted on the disk gives the same files and notes as one sorted in memory",
    arguments: Weights.allCases, [false, true])
  func sameWeights(weights: Weights, directed: Bool) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let table = try folder.file("e.tsv", Self.table(weights))
    var features = "id,f\n"
    for node in stride(from: 3_998, through: 0, by: -1) { features += "\(node),\(node % 7)\n" }
    let nodes = weights == .any ? try folder.file("f.csv", features) : nil
    let data = try Self.expectSameFiles(table, nodes: nodes, directed: directed, in: folder)
    #expect(!data.notes.isEmpty || weights == .symmetric || directed)
  }
}

@Suite("Rows of features that do not fit in memory")
struct StoredRowsTests {
  @Test(
    "Rows read through a cache of any size are those of the file, and what was read is counted",
    arguments: [0, 1, 100, 5_000, 1 << 20])
  func sameRows(cacheByteCount: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var generator = GraphGenerator(.blocks, nodeCount: 700, edgeCount: 900, seed: 3)
    generator.featureCount = 9
    try generator.write(graphDirectory: folder.path("graph"))
    let plain = try NodeDataset(graphDirectory: folder.path("graph"))
    let cached = try NodeDataset(graphDirectory: folder.path("graph"), rowCacheByteCount: cacheByteCount)
    #expect(plain.featureReads == nil && cached.featureReads == FeatureReads())
    let stream = RandomStream(seed: 1, purpose: .generation)
    var needed = 0
    for batch in 0..<40 {
      // Low numbers are frequent, and a batch may need a row twice.
      let rows = (0..<(batch * 3)).map { place in
        let index = UInt64(batch * 1000 + place)
        return Int32(stream.integer(below: place % 2 == 0 ? 20 : 700, at: index))
      }
      guard case .dense(let expected) = plain.features.rows(rows),
        case .dense(let found) = cached.features.rows(rows)
      else {
        Issue.record("the features are not dense")
        return
      }
      #expect(found.scalars == expected.scalars)
      needed += rows.count * 36
    }
    let reads = try #require(cached.featureReads)
    #expect(reads.neededByteCount == needed)
    // Pages of 4 KB contain more than rows of 36 bytes.
    #expect((reads.amplification ?? 0) > 1)
    #expect(cacheByteCount < 36 ? reads.cachedByteCount == 0 : reads.cachedByteCount > 0)
    if cacheByteCount == 1 << 20 { #expect(reads.cachedByteCount > needed / 2) }
  }
}

@Suite("Synthetic graphs of any size")
struct GraphGeneratorTests {
  static func generator(_ kind: GraphGenerator.Kind) -> GraphGenerator {
    var generator = GraphGenerator(kind, nodeCount: 3_000, edgeCount: 12_000, seed: 5)
    generator.classCount = 4
    generator.featureCount = 8
    return generator
  }

  @Test(
    "A graph generated in memory equals the one written as a directory",
    arguments: GraphGenerator.Kind.allCases)
  func directory(kind: GraphGenerator.Kind) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let generator = Self.generator(kind)
    let data = try generator.generate()
    // So little memory divides the edges into several ranges.
    let count = try generator.write(graphDirectory: folder.path("graph"), memory: 1)
    let opened = try NodeDataset(graphDirectory: folder.path("graph"), verifies: true)
    #expect(opened.graph.edges() == data.graph.edges() && count == data.graph.distinctEdgeCount)
    #expect(opened.labels == data.labels && opened.classNames == data.classNames)
    guard case .dense(let first) = data.features, case .dense(let second) = opened.features else {
      Issue.record("the features are not dense")
      return
    }
    #expect(first.scalars == second.scalars)
    #expect(data.graph.selfLoopCount == 0)
  }

  @Test("A generated edge list has one line per drawn edge and reads back as the same graph")
  func edgeList() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let generator = Self.generator(.smallWorld)
    try generator.write(edgeList: folder.path("e.tsv"))
    let text = try FileContents.read(folder.path("e.tsv"))
    #expect(text.count { $0 == 0x0A } == 12_000)
    let data = try NodeDataset(edges: folder.path("e.tsv"))
    #expect(data.graph.distinctEdgeCount == (try generator.generate().graph.distinctEdgeCount))
  }

  @Test("A grid has the edges of a square grid, also if its last row is not full")
  func grid() throws {
    for (nodes, edges) in [(1, 0), (2, 1), (4, 4), (7, 8), (9, 12), (10, 13)] {
      let generator = GraphGenerator(.grid, nodeCount: nodes)
      #expect(generator.edgeCount == edges)
      let graph = try generator.generate().graph
      #expect(graph.distinctEdgeCount == edges && graph.connectedComponents().count == 1)
    }
  }

  @Test("Degrees follow a power law, and the given fraction of edges lies within classes")
  func powerLaw() throws {
    var generator = GraphGenerator(.powerLaw, nodeCount: 20_000, edgeCount: 200_000, seed: 1)
    generator.classCount = 5
    generator.homophily = 0.7
    let data = try generator.generate()
    let degrees = data.graph.inDegrees()
    // The maximum likelihood estimate of the exponent from the degrees above a minimum (Clauset and others 2009).
    let high = degrees.filter { $0 >= 60 }
    let exponent = 1 + Double(high.count) / high.reduce(0) { $0 + log(Double($1) / 59.5) }
    #expect(abs(exponent - 2.5) < 0.25)
    let edges = data.graph.edges()
    let inside = edges.sources.indices.count {
      data.labels[Int(edges.sources[$0])] == data.labels[Int(edges.targets[$0])]
    }
    // A pair of two drawn edges in five lies within a class by chance.
    #expect(abs(Double(inside) / Double(edges.sources.count) - (0.7 + 0.3 / 5)) < 0.02)
    #expect(data.classSizes == [4_000, 4_000, 4_000, 4_000, 4_000])
  }

  @Test("All edges of a small world without rewiring join nearest nodes; with rewiring, none may")
  func smallWorld() throws {
    var generator = GraphGenerator(.smallWorld, nodeCount: 1_000, edgeCount: 2_500, seed: 2)
    func distances() throws -> [Int] {
      let edges = try generator.generate().graph.edges()
      return edges.sources.indices.map {
        let difference = abs(Int(edges.sources[$0]) - Int(edges.targets[$0]))
        return min(difference, 1_000 - difference)
      }
    }
    generator.rewiring = 0
    #expect(try distances().allSatisfy { $0 <= 3 } && distances().count == 5_000)
    generator.rewiring = 1
    let mean = Double(try distances().reduce(0, +)) / Double(try distances().count)
    #expect(abs(mean - 250) < 15)
  }

  @Test("Settings out of range are errors that name the range")
  func wrongSettings() throws {
    for change: (inout GraphGenerator) -> Void in [
      { $0.nodeCount = 0 }, { $0.edgeCount = -1 }, { $0.exponent = 2 }, { $0.homophily = 1.5 },
      { $0.classCount = 5_000 }, { $0.featureNoise = .nan },
    ] {
      var generator = Self.generator(.powerLaw)
      change(&generator)
      let error = dataError { _ = try generator.generate() }
      #expect(error?.code == .usage && error?.message.contains("expected") == true)
    }
    let dense = GraphGenerator(.smallWorld, nodeCount: 5, edgeCount: 11)
    #expect(dataError { _ = try dense.generate() }?.message.contains("expected 0 to 10") == true)
    #expect(dataError { _ = try GraphGenerator(.blocks, nodeCount: 1, edgeCount: 1).generate() } != nil)
  }
}
