// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import Testing

@Suite(
  "Published data sets have the published counts",
  .enabled(if: RealData.isPresent, "GRAPHLEARN_DATA does not name the folder of published data"))
struct PublishedDataTests {
  @Test("The pickles of Cora give the published counts and split")
  func coraPlanetoid() throws {
    let cora = try NodeDataset(planetoid: "cora", in: RealData.path("planetoid"))
    #expect(cora.nodeCount == 2708)
    #expect(cora.featureCount == 1433)
    #expect(cora.classNames == (0..<7).map(String.init))
    #expect(cora.features.nonZeroCount == 49_216)
    #expect(cora.graph.undirectedPairCount == 5278)
    #expect(cora.graph.edgeCount == 2 * 5278)
    #expect(cora.graph.connectedComponents().count == 78)
    #expect(cora.graph.isolatedNodeCount == 0)
    let split = try cora.resolvedSplit(seed: 0)
    #expect(split.train == Array(0..<140))
    #expect(split.validation == Array(140..<640))
    #expect(split.test == Array(1708..<2708))
    guard case .sparse = cora.features else {
      Issue.record("Cora's words are sparse")
      return
    }
  }

  @Test(
    "The pickles of Citeseer give the published counts and 15 nodes without words and class"
  )
  func citeseerPlanetoid() throws {
    let citeseer = try NodeDataset(planetoid: "citeseer", in: RealData.path("planetoid"))
    #expect(citeseer.nodeCount == 3327)
    #expect(citeseer.featureCount == 3703)
    #expect(citeseer.classCount == 6)
    #expect(citeseer.graph.undirectedPairCount == 4552)
    #expect(citeseer.graph.connectedComponents().count == 438)
    #expect(citeseer.graph.isolatedNodeCount == 48)
    #expect(citeseer.graph.selfLoopCount == 124)
    let unlabelled = citeseer.labels.indices.filter { citeseer.labels[$0] < 0 }
    #expect(unlabelled.count == 15)
    for node in unlabelled { #expect(FeatureRow(citeseer.features, node).values.isEmpty) }
    let split = try citeseer.resolvedSplit(seed: 0)
    #expect(split.train.count == 120 && split.validation.count == 500 && split.test.count == 1000)
  }

  @Test("The text files of Cora give the published counts and keep the ids of the papers")
  func coraText() throws {
    let cora = try RealData.coraText()
    #expect(cora.nodeCount == 2708)
    #expect(cora.featureCount == 1433)
    #expect(cora.features.nonZeroCount == 49_216)
    #expect(cora.graph.undirectedPairCount == 5278)
    #expect(cora.graph.connectedComponents().count == 78)
    #expect(cora.classNames.first == "Case_Based" && cora.classNames.count == 7)
    #expect(cora.nodeIdentifiers[0] == "1000012")
    #expect(cora.nodeIdentifiers.index(of: "1000012") == 0)
    let directed = try NodeDataset(
      content: RealData.path("cora/cora.content"), cites: RealData.path("cora/cora.cites"), directed: true)
    #expect(directed.graph.isDirected)
    #expect(directed.graph.edgeCount == 5429)
  }

  @Test("The archives of Cora and Citeseer give the published counts")
  func archives() throws {
    let cora = try NodeDataset(npz: RealData.path("npz/cora.npz"))
    #expect(cora.nodeCount == 2708 && cora.graph.undirectedPairCount == 5278)
    #expect(cora.features.nonZeroCount == 49_216)
    let citeseer = try NodeDataset(npz: RealData.path("npz/citeseer.npz"))
    #expect(citeseer.nodeCount == 3312 && citeseer.graph.undirectedPairCount == 4536)
    #expect(citeseer.classNames.prefix(2) == ["AI", "Agents"])
  }

  @Test("Cora is the same graph in text files, in an archive and in files written from it")
  func sameGraphInAllFormats() throws {
    let text = try RealData.coraText()
    let archive = try NodeDataset(npz: RealData.path("npz/cora.npz"))
    #expect(NamedGraph(text) == NamedGraph(archive))
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (edges, features, labels) = (folder.path("e.tsv"), folder.path("f.csv"), folder.path("l.tsv"))
    try text.write(edges: edges, features: features, labels: labels)
    let written = try NodeDataset(edges: edges, features: features, labels: labels)
    #expect(NamedGraph(text) == NamedGraph(written))
    #expect(written.nodeIdentifiers.elementsEqual(text.nodeIdentifiers))
  }

  @Test(
    "In text files and archives of Cora, directed edges lead from the citing to the cited paper"
  )
  func sameDirections() throws {
    let text = try NodeDataset(
      content: RealData.path("cora/cora.content"), cites: RealData.path("cora/cora.cites"), directed: true)
    let archive = try NodeDataset(npz: RealData.path("npz/cora.npz"), directed: true)
    #expect(NamedGraph(text) == NamedGraph(archive))
    // The first line of cora.cites: paper 1033 cites paper 35.
    let cited = try #require(text.nodeIdentifiers.index(of: "35"))
    let citing = try #require(text.nodeIdentifiers.index(of: "1033"))
    let edges = text.graph.edges()
    #expect(zip(edges.sources, edges.targets).contains { Int($0) == citing && Int($1) == cited })
  }

  @Test("The Cora co-authorship hypergraph has the published counts, and its split files can be used")
  func coauthorship() throws {
    let catalog = DatasetCatalog(directories: [RealData.root])
    let dataset = try catalog.dataset("cora-coauthorship")
    #expect(dataset.nodeCount == 2708)
    #expect(dataset.hypergraph?.hyperedgeCount == 1072)
    #expect(dataset.featureCount == 1433)
    #expect(dataset.classCount == 7)
    let file = RealData.path("hypergraph/cora-coauthorship/train-1.txt")
    let split = try dataset.withSplit(SplitRule(parsing: file)).resolvedSplit(seed: 0)
    #expect(split.train.count == 140 && split.validation.isEmpty && split.test.count == 2708 - 140)
  }

  @Test("The data set catalog prefers pickles to text and text to archives, and lists what it finds")
  func catalog() throws {
    let catalog = DatasetCatalog(directories: [RealData.root])
    #expect(try catalog.dataset("cora").publishedSplit != nil)
    let text = try DatasetCatalog(directories: [RealData.path("cora"), RealData.path("npz")]).dataset("cora")
    #expect(text.publishedSplit == nil && text.nodeIdentifiers[0] == "1000012")
    let names = catalog.list().map(\.name)
    #expect(names.starts(with: ["karate", "les-miserables", "southern-women"]))
    #expect(Set(names.dropFirst(3)).isSuperset(of: ["citeseer", "cora", "cora-coauthorship"]))
    let error = #expect(throws: DataError.self) { try catalog.dataset("citseer") }
    #expect(error?.code == .missingInput)
    #expect(error?.message.contains("did you mean 'citeseer'?") == true)
  }

  @Test("The largest component of Cora has 2,485 papers and keeps their ids, words and classes")
  func largestComponent() throws {
    let cora = try RealData.coraText()
    let largest = cora.largestComponent()
    #expect(largest.nodeCount == 2485)
    #expect(largest.graph.connectedComponents().count == 1)
    for node in stride(from: 0, to: largest.nodeCount, by: 97) {
      let before = try #require(cora.nodeIdentifiers.index(of: largest.nodeIdentifiers[node]))
      #expect(largest.labels[node] == cora.labels[before])
      #expect(FeatureRow(largest.features, node) == FeatureRow(cora.features, before))
    }
    _ = try largest.resolvedSplit(seed: 3)
  }
}
