// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import TensorCore
import Testing

@Suite("Graph files are written and read back")
struct GraphFileRoundTripTests {
  /// Random draws that depend only on the seed.
  struct Draws {
    private let stream: RandomStream
    private var index: UInt64 = 0

    init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .generation) }

    mutating func below(_ bound: Int) -> Int {
      index += 1
      return stream.integer(below: bound, at: index)
    }

    mutating func coin() -> Bool { below(2) == 0 }
  }

  /// The properties of a random graph, restricted to those that a format can hold.
  struct Traits {
    var isDirected: Bool?
    var isWeighted: Bool?
    var hasWholeWeights = false
    var hasLoops = true
    var hasIsolated = true
    var hasFeatures = true
    var labels = Labels.some
    var ids = Ids.any

    enum Labels { case none, some, all }
    enum Ids { case any, words, from0, from1 }
  }

  private static let letters = Array("abc XYZ019,;:'&<>\"#%/\\äéß日本🙂\u{301}|{}[]()*=+-_.~".unicodeScalars)

  private static func name(_ traits: Traits, _ node: Int, _ draws: inout Draws) -> String {
    switch traits.ids {
    case .from0: return String(node)
    case .from1: return String(node + 1)
    case .any, .words:
      var text = String.UnicodeScalarView()
      for _ in 0...draws.below(6) { text.append(letters[draws.below(letters.count)]) }
      let plain = String(text).unicodeScalars.filter {
        traits.ids == .any || (!" #\"".unicodeScalars.contains($0) && $0.value != 0x301)
      }
      // The letter and the number make the name unique and keep spaces away from its ends.
      return "k" + String(String.UnicodeScalarView(plain)) + String(node)
    }
  }

  static func dataset(_ traits: Traits, seed: UInt64) throws -> NodeDataset {
    var draws = Draws(seed: seed)
    let count = 2 + draws.below(9)
    let isDirected = traits.isDirected ?? draws.coin()
    let isWeighted = traits.isWeighted ?? draws.coin()
    let active = traits.hasIsolated ? max(2, count - draws.below(3)) : count
    var pairs = Set<[Int32]>()
    if !traits.hasIsolated { for node in 1..<count { pairs.insert([0, Int32(node)]) } }
    pairs.insert([0, 1])
    for _ in 0..<draws.below(3 * count) {
      let (a, b) = (Int32(draws.below(active)), Int32(draws.below(active)))
      if a == b && !traits.hasLoops { continue }
      pairs.insert(isDirected ? [a, b] : [min(a, b), max(a, b)])
    }
    let edges = pairs.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    let candidates: [Double] =
      traits.hasWholeWeights
      ? [2, 3, 1_000_000] : [0.1, 2, 1e-7, 1.0 / 3, -2.5, 1e300, .leastNonzeroMagnitude, 123456789012]
    let weights = isWeighted ? edges.map { _ in candidates[draws.below(candidates.count)] } : nil
    let directed = Graph(
      nodeCount: count, sources: edges.map { $0[0] }, targets: edges.map { $0[1] }, weights: weights)
    let graph = (isDirected ? directed : directed.undirected()).coalesced(.once)
    let width = traits.hasFeatures ? 1 + draws.below(3) : 0
    let scalars = (0..<count * width).map { _ in
      [0, 0, 1, 0.1, -3.25, 1e-7, 3e38][draws.below(7)] as Float
    }
    let features: FeatureMatrix
    if width > 0 {
      features = .dense(Tensor(scalars, shape: [count, width]))
    } else {
      features = IndicatorFeatures.degrees(of: LazyGraph(graph))
    }
    let classNames = ["class one", "ä & <b>", "z"].map { traits.ids == .words ? $0.filter { $0 != " " } : $0 }
    let labels = (0..<count).map { node -> Int32 in
      switch traits.labels {
      case .none: -1
      case .all: Int32(draws.below(3))
      // The first node has a class, so that there is at least one.
      case .some: node == 0 ? 1 : Int32(draws.below(4)) - 1
      }
    }
    let names = (0..<count).map { name(traits, $0, &draws) }
    return NodeDataset(
      name: "random", graph: graph, features: features, featureSource: width > 0 ? nil : .degree,
      labels: labels, classNames: traits.labels == .none ? [] : classNames,
      nodeIdentifiers: try NodeIdentifiers(names))
  }

  /// Expects `read` to equal `written` in edges, weights, features and labels, and in the order of nodes
  /// if the format keeps it.
  static func expectSame(
    _ read: NodeDataset, _ written: NodeDataset, keepsOrder: Bool = true, _ comment: String
  ) {
    if keepsOrder {
      #expect(Array(read.nodeIdentifiers) == Array(written.nodeIdentifiers), "\(comment)")
    }
    let hasFeatures = written.featureSource == nil
    #expect((read.featureSource == nil) == hasFeatures, "\(comment)")
    let (left, right) = (NamedGraph(read), NamedGraph(written))
    #expect(left.edges == right.edges, "\(comment)")
    #expect(left.classes == right.classes, "\(comment)")
    if hasFeatures { #expect(left.features == right.features, "\(comment)") }
  }

  private static let cases: [(format: GraphFileFormat, traits: Traits)] = [
    (.graphML, Traits()), (.gexf, Traits()), (.gml, Traits()), (.npz, Traits()), (.npz, Traits(ids: .from0)),
    (.pajek, Traits(hasFeatures: false, labels: .none, ids: .words)),
    (
      .metis,
      Traits(
        isDirected: false, hasWholeWeights: true, hasLoops: false, hasFeatures: false, labels: .none,
        ids: .from1)
    ),
    (.matrixMarket, Traits(hasFeatures: false, labels: .none, ids: .from1)),
    (.adjacencyList, Traits(isWeighted: false, hasFeatures: false, labels: .none, ids: .words)),
    (.linqs, Traits(isWeighted: false, labels: .all, ids: .words)),
    (.tsv, Traits(hasIsolated: false, hasFeatures: false, labels: .none, ids: .from1)),
    (.csv, Traits(hasIsolated: false, hasFeatures: false, labels: .none, ids: .from1)),
  ]

  @Test(
    "Random graphs are the same after writing and reading any format that can hold them",
    arguments: 0..<cases.count)
  func roundTrip(_ number: Int) throws {
    let (format, traits) = Self.cases[number]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for seed in 0..<100 as Range<UInt64> {
      let dataset = try Self.dataset(traits, seed: seed)
      let suffix = [.pajek: "net", .metis: "graph", .linqs: "content"][format] ?? format.rawValue
      let files = try dataset.write(to: folder.path("g.\(suffix)"))
      let directed = dataset.graph.isDirected
      let read =
        switch format {
        case .linqs: try NodeDataset(content: files[0], cites: files[1], directed: directed)
        case .npz: try NodeDataset(npz: files[0], directed: directed)
        default: try NodeDataset(edges: files[0], directed: directed)
        }
      let keepsOrder = ![.tsv, .csv].contains(format)
      Self.expectSame(read, dataset, keepsOrder: keepsOrder, "\(format.rawValue) \(seed)")
      #expect(read.graph.isDirected == directed)
    }
  }

  private static let refusalCases: [(format: GraphFileFormat, what: String, parts: Set<GraphPart>)] = [
    (.metis, "node names", [.names, .weights, .features, .labels, .directions]),
    (.matrixMarket, "node names", [.names, .features, .labels]),
    (.pajek, "node features", [.features, .labels]),
    (.adjacencyList, "edge weights", [.weights, .features, .labels]),
    (.linqs, "edge weights", [.weights]),
    (.tsv, "node features", [.features, .labels]),
  ]

  @Test(
    "Parts of a graph that a format cannot hold are refused by name, and can be left out",
    arguments: 0..<refusalCases.count)
  func refusals(_ number: Int) throws {
    let (format, what, parts) = Self.refusalCases[number]
    let traits = Traits(
      isDirected: true, isWeighted: true, hasLoops: false, hasIsolated: false, labels: .all, ids: .words)
    let dataset = try Self.dataset(traits, seed: 3)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let error = try #require(dataError { try dataset.write(to: folder.path("g"), format: format) })
    #expect(error.code == .usage && error.message.contains("cannot represent \(what)"), "\(error)")
    #expect(error.hint?.namingOptions.contains("--without") == true)
    #expect(error.hint?.description.contains("leavingOut: [") == true)
    try dataset.write(to: folder.path("g"), format: format, leavingOut: parts)
  }

  @Test("Node ids that a format cannot hold are refused, and unusual ids are the same in XML and GML")
  func unwritableIds() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let graph = Graph(nodeCount: 1, sources: [0], targets: [0])
    func dataset(_ name: String) throws -> NodeDataset {
      NodeDataset(
        name: "x", graph: graph, features: IndicatorFeatures.degrees(of: LazyGraph(graph)),
        featureSource: .degree,
        labels: [-1], classNames: [], nodeIdentifiers: try NodeIdentifiers([name]))
    }
    let cases: [(String, [GraphFileFormat])] = [
      ("a\u{1}", [GraphFileFormat.graphML, .gexf]), ("a\"b", [.pajek]), ("a\nb", [.pajek, .adjacencyList]),
      ("a b", [.adjacencyList]), ("a#b", [.adjacencyList]), ("a\u{A0}b", [.adjacencyList]),
    ]
    for (name, formats) in cases {
      for format in formats {
        let error = dataError { try dataset(name).write(to: folder.path("g"), format: format) }
        #expect(
          error?.code == .usage && error?.message.contains("the node id") == true,
          "\(format) \(name.debugDescription)")
      }
    }
    // XML and GML write line ends and tabs as character references.
    for name in ["a\nb", "a\r\nb", "a\tb", " a ", "a  b"] {
      for format in [GraphFileFormat.graphML, .gexf, .gml] {
        let files = try dataset(name).write(to: folder.path("g.xml"), format: format)
        #expect(Array(try NodeDataset(edges: files[0]).nodeIdentifiers) == [name], "\(format)")
      }
    }
  }

  @Test("A suffix that does not name a graph format is a usage error")
  func unknownSuffix() throws {
    let dataset = try Self.dataset(Traits(), seed: 1)
    #expect(dataError { try dataset.write(to: "graph.docx") }?.code == .usage)
  }
}
