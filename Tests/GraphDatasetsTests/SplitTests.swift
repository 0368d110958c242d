// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Splits into training, validation and test nodes")
struct SplitTests {
  /// Returns a data set of sixty nodes n0 ... n59 of the classes even and odd; every tenth node has no label.
  private func dataset(_ split: SplitRule? = nil) throws -> NodeDataset {
    NodeDataset(
      name: "sixty", graph: Graph(nodeCount: 60, sources: [0], targets: [1]),
      features: IndicatorFeatures.identities(nodeCount: 60),
      labels: (0..<60).map { $0 % 10 == 0 ? -1 : Int32($0 % 2) }, classNames: ["even", "odd"],
      nodeIdentifiers: try NodeIdentifiers((0..<60).map { "n\($0)" }), split: split)
  }

  @Test("A random split takes a number of nodes per class, and all other labelled nodes are test nodes")
  func random() throws {
    let data = try dataset(.random(perClass: 5, validationPerClass: 7))
    let split = try data.resolvedSplit(seed: 1)
    for (nodes, count) in [(split.train, 5), (split.validation, 7), (split.test, nil)] as [([Int32], Int?)] {
      #expect(nodes == nodes.sorted())
      for label in 0..<2 {
        let found = nodes.count { data.labels[Int($0)] == label }
        #expect(found == count ?? (data.classSizes[label] - 12))
      }
    }
    let all = split.train + split.validation + split.test
    #expect(Set(all).count == all.count && all.count == data.labelledNodeCount)
  }

  @Test("A random split is drawn from the seed of the run unless the split has a seed")
  func seeds() throws {
    let free = try dataset(.random(perClass: 5, validationPerClass: 5))
    #expect(try free.resolvedSplit(seed: 1) == free.resolvedSplit(seed: 1))
    #expect(try free.resolvedSplit(seed: 1) != free.resolvedSplit(seed: 2))
    let fixed = try dataset(.random(perClass: 5, validationPerClass: 5, seed: 1))
    #expect(try fixed.resolvedSplit(seed: 7) == free.resolvedSplit(seed: 1))
  }

  @Test("The fractions of a split refer to the labelled nodes")
  func fractions() throws {
    let split = try dataset(.fractions(train: 0.5, validation: 0.25)).resolvedSplit(seed: 3)
    #expect(split.train.count == 27 && split.validation.count == 14 && split.test.count == 13)
  }

  @Test("A class with too few nodes for a split is named with its count and the requested numbers")
  func tooFew() throws {
    let error = dataError {
      _ = try dataset(.random(perClass: 20, validationPerClass: 30)).resolvedSplit(seed: 0)
    }
    #expect(
      error?.message == "class 'even' has 24 nodes, but the split needs 20 for training and 30 for validation"
    )
    #expect(error?.code == .badData)
  }

  @Test("An error about a split contains its numbers or the name of the data set")
  func wording() throws {
    let bare = try NodeDataset(edges: [("a", "b"), ("b", "c")], labels: ["a": "x", "b": "x", "c": "y"])
    func failure(_ rule: SplitRule) -> String? {
      dataError { _ = try bare.withSplit(rule).resolvedSplit(seed: 0) }?.message
    }
    #expect(
      failure(.random(perClass: 1, validationPerClass: 1))
        == "class 'y' has 1 node, but the split needs 1 for training and 1 for validation")
    #expect(
      failure(.fractions(train: 0.8, validation: 0.4))
        == "the fractions for training (0.8) and validation (0.4) add up to 1.2; expected at most 1")
    #expect(failure(.published) == "data set 'graph' has no published split")
    let unlabelled = try NodeDataset(edges: [("a", "b")])
    #expect(
      dataError { _ = try unlabelled.resolvedSplit(seed: 0) }?.message
        == "data set 'graph' has no labels to train on")
  }

  @Test("A split rule that only code can state wrongly is an error")
  func impossibleRules() throws {
    for rule in [
      .random(perClass: 0, validationPerClass: 1), .random(perClass: 1, validationPerClass: -1),
      .random(perClass: .max, validationPerClass: .max), .fractions(train: 0),
      .fractions(train: 0.9, validation: 0.2),
      .fractions(train: .nan), .published, .explicit(NodeSplit(train: [60], test: [])),
      .explicit(NodeSplit(train: [1], validation: [1], test: [2])),
      .explicit(NodeSplit(train: [1, 1], test: [2])),
      .explicit(NodeSplit(train: [], test: [2])), .explicit(NodeSplit(train: [0], test: [2])),
    ] as [SplitRule] {
      _ = dataError { _ = try dataset(rule).resolvedSplit(seed: 0) }
    }
  }

  @Test(
    "The forms of a split on the command line give the corresponding split rules",
    arguments: [
      ("public", .published), ("random:20,30", .random(perClass: 20, validationPerClass: 30)),
      ("random:20", .random(perClass: 20, validationPerClass: 0)),
      ("random:20,30,9", .random(perClass: 20, validationPerClass: 30, seed: 9)),
      ("random:0.6,0.2", .fractions(train: 0.6, validation: 0.2)), ("random:0.6", .fractions(train: 0.6)),
      ("random:0.6,0.2,5", .fractions(train: 0.6, validation: 0.2, seed: 5)), ("a/b.json", .file("a/b.json")),
      ("x.txt", .file("x.txt")),
    ] as [(String, SplitRule)])
  func parsing(_ text: String, _ rule: SplitRule) throws { #expect(try SplitRule(parsing: text) == rule) }

  @Test(
    "Other forms of a split on the command line are usage errors",
    arguments: [
      "", "random", "random:", "random:a,b", "random:-1,2", "random:0,5", "random:1,2,3,4", "random:1,2,x",
      "random:0.7,0.5",
      "random:0.0,0.5", "random:nan.", "file.xlsx",
    ])
  func unknownForms(_ text: String) {
    #expect(dataError { _ = try SplitRule(parsing: text) }?.code == .usage)
  }

  @Test("A JSON split file names ids as strings or numbers")
  func jsonFile() throws {
    try withFiles([("s.json", #"{"train": ["n1", "n2"], "validation": ["n3"], "test": ["n9", "n8"]}"#)]) {
      let split = try dataset().withSplit(.file($0[0])).resolvedSplit(seed: 0)
      #expect(split == NodeSplit(train: [1, 2], validation: [3], test: [8, 9]))
    }
    let numbered = NodeDataset(
      name: "n", graph: Graph(nodeCount: 3, sources: [], targets: []),
      features: IndicatorFeatures.identities(nodeCount: 3),
      labels: [0, 0, 0],
      classNames: ["x"])
    try withFiles([("s.json", #"{"train": [0], "test": [2, "1"]}"#)]) {
      let split = try numbered.withSplit(.file($0[0])).resolvedSplit(seed: 0)
      #expect(split == NodeSplit(train: [0], test: [1, 2]))
    }
  }

  @Test("A text split file names the training ids, and all other labelled nodes are test nodes")
  func textFile() throws {
    try withFiles([("s.txt", "# ids\nn1\r\nn2\n\nn3")]) {
      let split = try dataset().withSplit(.file($0[0])).resolvedSplit(seed: 0)
      #expect(split.train == [1, 2, 3] && split.validation.isEmpty)
      #expect(split.test.count == 54 - 3 && !split.test.contains(10))
    }
  }

  @Test(
    "Mistakes in split files are bad data",
    arguments: [
      ("s.json", "{"), ("s.json", "[]"), ("s.json", #"{"train": 3}"#), ("s.json", #"{"train": [true]}"#),
      ("s.json", #"{"train": ["n1"], "tset": []}"#), ("s.json", #"{"train": ["zz"], "test": []}"#),
      ("s.json", #"{"train": ["n10"], "test": []}"#), ("s.json", #"{"train": ["n1"], "test": ["n1"]}"#),
      ("s.json", #"{"train": [], "test": ["n1"]}"#), ("s.json", String(repeating: "[", count: 100_000)),
      ("s.txt", ""),
      ("s.txt", "n1\nzz\n"), ("s.txt", "n1\nn1\n"), ("s.txt", "n10\n"), ("s.txt", "n1\tn2\n"),
    ])
  func fileMistakes(_ name: String, _ text: String) throws {
    try withFiles([(name, text)]) { files in
      #expect(dataError { _ = try dataset().withSplit(.file(files[0])) }?.code == .badData)
    }
  }

  @Test("An explicit split follows its nodes when a data set is restricted, and drops removed nodes")
  func restriction() throws {
    let data = try dataset().withSplit(.explicit(NodeSplit(train: [1, 2], validation: [3], test: [4, 5])))
    let part = data.restricted(to: [5, 3, 1])
    #expect(try part.resolvedSplit(seed: 0) == NodeSplit(train: [2], validation: [1], test: [0]))
    #expect(part.nodeIdentifiers.elementsEqual(["n5", "n3", "n1"]))
  }
}
