// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphNetworks
import SpectralGraphs
import TensorCore
import Testing
import Training

@Suite("Adding nodes and edges to a data set")
struct AddedNodeTests {
  private static let edges = [("ada", "bob"), ("bob", "cyd")]
  private static let features: [String: [Float]] = ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]]

  private func people(isDirected: Bool = false) throws -> NodeDataset {
    try NodeDataset(
      edges: Self.edges, features: Self.features, labels: ["ada": "x", "bob": "y", "cyd": "x"],
      featureNames: ["old", "tall"], directed: isDirected, split: .nodes(train: ["ada", "bob"]))
  }

  @Test("The result equals a data set created with all nodes at once", arguments: [false, true])
  func equalsWhole(isDirected: Bool) throws {
    let grown = try people(isDirected: isDirected).adding(
      edges: [("eve", "ada"), ("ada", "bob"), ("eve", "fay")], features: ["eve": [2, 3], "fay": [4, 5]])
    let whole = try NodeDataset(
      edges: Self.edges + [("eve", "ada"), ("eve", "fay")],
      features: Self.features.merging(["eve": [2, 3], "fay": [4, 5]]) { $1 },
      labels: ["ada": "x", "bob": "y", "cyd": "x"], nodes: ["ada", "bob", "cyd", "eve", "fay"],
      directed: isDirected)
    #expect(Array(grown.nodeIdentifiers) == Array(whole.nodeIdentifiers))
    #expect(Array(grown.graph.incoming.rowOffsets) == Array(whole.graph.incoming.rowOffsets))
    #expect(Array(grown.graph.incoming.columnIndices) == Array(whole.graph.incoming.columnIndices))
    #expect(grown.graph.isDirected == isDirected && grown.features.scalars == whole.features.scalars)
    #expect(grown.labels == whole.labels && grown.featureNames == ["old", "tall"])
    #expect(try grown.resolvedSplit(seed: 1) == people(isDirected: isDirected).resolvedSplit(seed: 1))
  }

  @Test("New edges have the given weights, and existing edges keep theirs")
  func weights() throws {
    let plain = try people().adding(edges: [("cyd", "ada", 2.5)])
    let weights = plain.graph.weights.map(Array.init) ?? []
    #expect(weights.sorted() == [1, 1, 1, 1, 2.5, 2.5])
    let weighted = try NodeDataset(edges: [("a", "b", 3.0)]).adding(edges: [("b", "a"), ("b", "c")])
    #expect(weighted.graph.weights.map(Array.init)?.sorted() == [1, 1, 3, 3])
    let summed = try people().adding(edges: [("cyd", "ada", 2), ("ada", "cyd", 3), ("ada", "bob", 1)])
    #expect(summed.graph.weights.map(Array.init)?.sorted() == [1, 1, 1, 1, 5, 5])
    let error = #expect(throws: DataError.self) { try people().adding(edges: [("bob", "ada", 5)]) }
    #expect(
      error?.description.contains("exists already with weight 1.0; expected the same weight, found 5.0")
        == true)
  }

  @Test("New nodes can have labels, of known and of new classes, and old nodes too if they had none")
  func labels() throws {
    enum Kind: String { case x, y, a }
    let one = try people().adding(edges: [("eve", "ada")], features: ["eve": [1, 2]], labels: ["eve": "y"])
    #expect(one.classNames == ["x", "y"] && one.labels == [0, 1, 0, 1])
    let other = try people().adding(
      edges: [("eve", "ada")], features: ["eve": [1, 2]], labels: ["eve": Kind.a])
    #expect(other.classNames == ["a", "x", "y"] && other.labels == [1, 2, 1, 0])
    for (labels, message) in [
      (["zoe": "x"], "labels[\"zoe\"]: no node has this name"), (["ada": "y"], "already has the label 'x'"),
      (["ada": ""], "the label is empty"),
    ] {
      let error = #expect(throws: DataError.self) {
        try people().adding(edges: [("cyd", "ada")], labels: labels)
      }
      #expect(error?.description.contains(message) == true, "\(labels)")
    }
  }

  @Test("A node without edges can be added, and sparse and derived features grow too")
  func otherFeatures() throws {
    let alone = try people().adding(edges: [], features: ["zoe": [7.0, 8.0]])
    #expect(alone.nodeCount == 4 && alone.graph.isolatedNodeCount == 1)
    let words = NodeDataset(
      name: "words", graph: Graph(nodeCount: 3, sources: [0], targets: [1]).undirected(),
      features: Sample.identity(3), labels: [0, 0, 0], classNames: ["only"])
    let grown = try words.adding(edges: [("3", "0")], features: ["3": [0, 5, 0]])
    #expect(grown.features.scalars == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 5, 0])
    if case .dense = grown.features { Issue.record("the features became dense") }
    let derived = try NodeDataset(edges: Self.edges).adding(edges: [("bob", "dan")])
    let whole = try NodeDataset(edges: Self.edges + [("bob", "dan")])
    #expect(derived.featureSource == .degree && derived.features.scalars == whole.features.scalars)
  }

  @Test("A classifier predicts a new node as on a data set created with it")
  func prediction() throws {
    let classifier = try Trainer(epochs: 20).fit(GCN(for: people(), seed: 1), to: people()).classifier
    let grown = try people().adding(edges: [("eve", "bob")], features: ["eve": [0, 1]])
    let whole = try NodeDataset(
      edges: Self.edges + [("eve", "bob")], features: Self.features.merging(["eve": [0, 1]]) { $1 },
      featureNames: ["old", "tall"])
    let (one, other) = (
      try classifier.nodePredictions(for: grown)["eve"], try classifier.nodePredictions(for: whole)["eve"]
    )
    #expect(one != nil && one?.probability == other?.probability)
  }

  @Test("Mistakes are errors that name the element")
  func mistakes() throws {
    func message(_ features: [String: [Float]], weight: Double = 1) throws -> String {
      let people = try people()
      let error = #expect(throws: DataError.self) {
        try people.adding(edges: [("eve", "bob", weight)], features: features)
      }
      return error?.description ?? ""
    }
    #expect(try message([:]).contains("new node 'eve' has no features"))
    #expect(try message(["eve": [1]]).contains("features[\"eve\"]: expected 2 features, found 1"))
    #expect(try message(["eve": [1, .nan]]).contains("feature 'tall' is nan; expected a finite number"))
    #expect(try message(["ada": [1, 1], "eve": [1, 1]]).contains("node 'ada' exists already"))
    #expect(try message(["eve": [1, 1]], weight: .infinity).contains("edges[0]: the weight is inf"))
    let hypergraph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1, 2]])
    let women = NodeDataset(
      name: "women", graph: hypergraph.cliqueExpansion(), hypergraph: hypergraph,
      features: Sample.identity(3), labels: [0, 0, 0], classNames: ["only"])
    #expect(throws: DataError.self) { try women.adding(edges: [("0", "1")]) }
  }

  @Test(
    "NaN of a new node becomes the mean if the data were read so, and is an error with the name otherwise")
  func missing() throws {
    let error = #expect(throws: DataError.self) {
      try people().adding(edges: [("eve", "ada")], features: ["eve": [Float.nan, 1]])
    }
    #expect(error?.message == "feature 'old' is nan; expected a finite number" && error?.hint != nil)
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("added-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (edges, features) = (directory.appendingPathComponent("e"), directory.appendingPathComponent("f"))
    try Data("a b\nb c\n".utf8).write(to: edges)
    try Data("id,p,q\na,1,2\nb,,4\nc,3,1\n".utf8).write(to: features)
    let data = try NodeDataset(
      edges: edges, features: features, reading: ReadingOptions(missingFeatures: .mean))
    let grown = try data.adding(edges: [("z", "a")], features: ["z": [Float.nan, 9]])
    #expect(grown.features.scalars.suffix(2) == [2, 9])
  }
}
