// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Embedded data sets")
struct EmbeddedDatasetTests {
  private let catalog = DatasetCatalog()

  @Test("The karate club has 34 members, 78 ties, two factions and a split that trains on its two leaders")
  func karate() throws {
    let club = try catalog.dataset("karate")
    #expect(club.nodeCount == 34 && club.graph.undirectedPairCount == 78 && !club.graph.isWeighted)
    #expect(club.classNames == ["Mr. Hi", "Officer"] && club.classSizes == [17, 17])
    #expect(club.nodeIdentifiers[0] == "1" && club.nodeIdentifiers[33] == "34")
    let split = try club.resolvedSplit(seed: 5)
    #expect(split == NodeSplit(train: [0, 33], test: Array(1..<33)))
    #expect(club.labels[0] == 0 && club.labels[33] == 1)
    #expect(FeatureRow(club.features, 7).values == [7: 1] && club.featureCount == 34)
    // The leaders' degrees, as Zachary gives them.
    #expect(club.graph.inDegrees()[0] == 16 && club.graph.inDegrees()[33] == 17)
  }

  @Test("Les Miserables has 77 characters and 254 weighted ties with a total weight of 820")
  func lesMiserables() throws {
    let novel = try catalog.dataset("les-miserables")
    #expect(novel.nodeCount == 77 && novel.graph.undirectedPairCount == 254)
    #expect(novel.graph.edges().weights?.reduce(0, +) == 1640.0)
    #expect(novel.labelledNodeCount == 0)
    #expect(dataError { _ = try novel.resolvedSplit(seed: 0) }?.message.contains("has no labels") == true)
  }

  @Test("The Southern Women data set has 18 women, 14 events and 89 attendances")
  func southernWomen() throws {
    let women = try catalog.dataset("southern-women")
    #expect(women.nodeCount == 18 && women.graph.isWeighted)
    #expect(women.hypergraph?.hyperedgeCount == 14 && women.hypergraph?.incidenceCount == 89)
  }

  @Test("An unknown data set name is missing input, with the nearest name and all known ones")
  func unknown() {
    let error = dataError { _ = try DatasetCatalog(directories: []).dataset("karte") }
    #expect(error?.code == .missingInput)
    #expect(error?.message.contains("did you mean 'karate'?") == true)
    #expect(
      error?.hint?.description
        == "available data sets: karate, les-miserables, southern-women; for others, set GRAPHLEARN_DATA to their directory, or pass it as DatasetCatalog(directories:)"
    )
    for name in ["", "../etc/passwd", "a/b"] {
      #expect(dataError { _ = try catalog.dataset(name) }?.code == .missingInput)
    }
  }

  @Test("A data directory that does not exist contains no data sets and is not an error")
  func missingFolder() {
    let names = DatasetCatalog(directories: ["/nowhere/at/all"]).list().map(\.name)
    #expect(names == ["karate", "les-miserables", "southern-women"])
  }
}

@Suite("Synthetic citation networks")
struct CitationGraphGeneratorTests {
  @Test("The same generator settings give the same network, and another seed gives another network")
  func determinism() throws {
    let generator = CitationGraphGenerator(nodeCount: 500, seed: 4)
    let (first, second) = (try generator.generate(), try generator.generate())
    #expect(NamedGraph(first) == NamedGraph(second))
    let other = try CitationGraphGenerator(nodeCount: 500, seed: 5).generate()
    #expect(NamedGraph(first) != NamedGraph(other))
  }

  @Test("Generated networks have the requested degree, homophily and classes, and a long tail of degrees")
  func statistics() throws {
    var generator = CitationGraphGenerator(nodeCount: 20_000, seed: 1)
    generator.averageDegree = 8
    generator.homophily = 0.7
    generator.classCount = 5
    let network = try generator.generate()
    let mean = Double(network.graph.edgeCount) / 20_000
    #expect(mean > 7.2 && mean <= 8)
    let edges = network.graph.edges()
    let within = edges.sources.indices.count {
      network.labels[Int(edges.sources[$0])] == network.labels[Int(edges.targets[$0])]
    }
    #expect(abs(Double(within) / Double(edges.sources.count) - 0.7) < 0.02)
    #expect(network.classSizes.allSatisfy { abs($0 - 4000) < 300 })
    #expect((network.graph.inDegrees().max() ?? 0) > 60)
    #expect(network.graph.selfLoopCount == 0)
    guard case .sparse = network.features else {
      Issue.record("words are sparse")
      return
    }
  }

  @Test("A network with one node, one class and no words can be generated")
  func smallest() throws {
    var generator = CitationGraphGenerator(nodeCount: 1)
    generator.classCount = 1
    generator.averageDegree = 0
    generator.wordsPerNode = 0
    let network = try generator.generate()
    #expect(network.nodeCount == 1 && network.graph.edgeCount == 0)
  }

  static let impossible = [
    ("homophily", 1.5, "homophily is 1.5; expected 0.0 to 1.0"),
    ("topicality", -1, "topicality is -1.0; expected 0.0 to 1.0"),
    ("averageDegree", 10, "averageDegree is 10.0; expected 0.0 to 9.0"),
  ]

  @Test(
    "An impossible setting of the generator is an error that names the setting", arguments: impossible.indices
  )
  func impossibleSetting(number: Int) throws {
    let (setting, value, message) = Self.impossible[number]
    var generator = CitationGraphGenerator(nodeCount: 10)
    switch setting {
    case "homophily": generator.homophily = value
    case "topicality": generator.topicality = value
    default: generator.averageDegree = value
    }
    let asked = generator
    let error = #expect(throws: DataError.self) { _ = try asked.generate() }
    #expect(error?.code == .usage && error?.message == message)
    let none = #expect(throws: DataError.self) { _ = try CitationGraphGenerator(nodeCount: 0).generate() }
    #expect(none?.message == "nodeCount is 0; expected 1 to 2147483646")
  }
}
