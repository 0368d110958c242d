// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Notes on data, split and model before training")
struct TrainingNotesTests {
  private static func notes(_ data: NodeDataset, _ model: String = "gcn", loops: Bool = false) throws
    -> [String]
  {
    var blueprint = try #require(ModelRegistry.standard[model]).model
    if loops { blueprint = try blueprint.changed(by: .object([("addsSelfLoops", .bool(true))])) }
    let split = try data.resolvedSplit(seed: 0)
    return data.trainingNotes(for: [blueprint], split: split).map(\.message)
  }

  private static func data(
    labels: [Int32], classNames: [String], graph: Graph? = nil, hypergraph: Hypergraph? = nil,
    split: SplitRule? = nil
  ) -> NodeDataset {
    let count = labels.count
    let path = Graph(
      nodeCount: count, sources: Array(0..<Int32(count - 1)), targets: Array(1..<Int32(count))
    ).undirected()
    return NodeDataset(
      name: "small", graph: graph ?? path, hypergraph: hypergraph, features: Sample.identity(count),
      labels: labels, classNames: classNames, split: split)
  }

  @Test("The default split uses fractions if classes are small, and a note says so")
  func standardSplit() throws {
    let labels = (0..<30).map { Int32($0 % 2) }
    let data = Self.data(labels: labels, classNames: ["a", "b"])
    #expect(data.split == .standard)
    let split = try data.resolvedSplit(seed: 4)
    #expect(split.train.count == 18 && split.validation.count == 6 && split.test.count == 6)
    #expect(split == (try data.withSplit(.fractions(train: 0.6, validation: 0.2)).resolvedSplit(seed: 4)))
    #expect(try Self.notes(data).first?.contains("split: .fractions(train: 0.6, validation: 0.2)") == true)
    #expect(throws: DataError.self) {
      try data.withSplit(.random(perClass: 20, validationPerClass: 30)).resolvedSplit(seed: 4)
    }
  }

  @Test(
    "The default split has 20 training nodes per class for large classes and needs no note",
    arguments: [100, 101])
  func largeClasses(count: Int) throws {
    let data = Self.data(labels: (0..<count).map { Int32($0 % 2) }, classNames: ["a", "b"])
    let split = try data.resolvedSplit(seed: 4)
    // With two classes of 50 nodes the standard split would leave no test nodes.
    #expect(split.train.count == (count == 100 ? 60 : 40) && !split.test.isEmpty)
    #expect(try Self.notes(data).isEmpty == (count == 101))
  }

  @Test("The default split is chosen again for the largest component")
  func component() throws {
    let count = 140
    let graph = Graph(
      nodeCount: count, sources: Array(0..<29 as Range<Int32>), targets: Array(1..<30 as Range<Int32>)
    ).undirected()
    let data = Self.data(
      labels: (0..<count).map { Int32($0 % 2) }, classNames: ["a", "b"], graph: graph)
    #expect(try data.resolvedSplit(seed: 1).train.count == 40)
    #expect(try data.largestComponent().resolvedSplit(seed: 1).train.count == 18)
  }

  @Test("Nodes without edges give a note for models that use edges and not for others")
  func isolated() throws {
    let graph = Graph(nodeCount: 4, sources: [0], targets: [1]).undirected()
    let split = SplitRule.explicit(NodeSplit(train: [0, 2], validation: [1], test: [3]))
    let data = Self.data(labels: [0, 0, 1, 1], classNames: ["a", "b"], graph: graph, split: split)
    #expect(try Self.notes(data) == ["2 nodes of 4 have no edges to other nodes, so no message reaches them"])
    #expect(try Self.notes(data, "mlp").isEmpty)
  }

  @Test("Nodes in no hyperedge give a note for hypergraph models without self-loops")
  func hyperedges() throws {
    let hypergraph = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2]])
    let split = SplitRule.explicit(NodeSplit(train: [0, 2], validation: [1], test: [3]))
    let data = Self.data(
      labels: [0, 0, 1, 1], classNames: ["a", "b"], graph: hypergraph.cliqueExpansion(),
      hypergraph: hypergraph, split: split)
    #expect(
      try Self.notes(data, "hgnn") == [
        "1 node of 4 belongs to no hyperedge, so hgnn learns nothing about it; addsSelfLoops: true adds a hyperedge for each node"
      ])
    #expect(try Self.notes(data, "hgnn", loops: true).isEmpty)
    #expect(try Self.notes(data, "mlp").isEmpty)
  }

  @Test("Notes report a single class, classes without training nodes and empty parts of the split")
  func classes() throws {
    let one = Self.data(
      labels: [0, 0, 0], classNames: ["only"],
      split: .explicit(NodeSplit(train: [0], validation: [1], test: [2])))
    #expect(try Self.notes(one) == ["there is only one class, 'only', so every prediction is correct"])
    let untrained = Self.data(
      labels: [0, 1, 2], classNames: ["a", "b", "c"],
      split: .explicit(NodeSplit(train: [0], validation: [1], test: [2])))
    #expect(
      try Self.notes(untrained) == [
        "2 classes ('b', 'c') have no training nodes, so no model can learn them"
      ])
    let bare = Self.data(
      labels: [0, 1], classNames: ["a", "b"], split: .explicit(NodeSplit(train: [0, 1], test: [])))
    #expect(
      try Self.notes(bare) == [
        "there are no validation nodes, so there is no early stopping and the weights of the last epoch are used",
        "there are no test nodes, so there is no test accuracy",
      ])
  }

  /// Returns three people with the given feature columns.
  private static func people(_ columns: [[Float]], names: [String]? = nil) -> NodeDataset {
    let rows = (0..<3).flatMap { row in columns.map { $0[row] } }
    return data(
      labels: [0, 1, 0], classNames: ["a", "b"],
      split: .explicit(NodeSplit(train: [0, 1], validation: [2], test: []))
    ).withFeatures(.dense(Tensor(rows, shape: [3, columns.count])), names: names)
  }

  private static func scaleNotes(_ data: NodeDataset, _ scaling: FeatureScaling? = nil) throws -> [DataNote] {
    let split = try data.resolvedSplit(seed: 0)
    return data.trainingNotes(for: [ModelBlueprint(GCN.self)], split: split, scaling: scaling).filter {
      $0.message.contains("scale")
    }
  }

  @Test("Unscaled features of different scales give a note with their names and ranges")
  func scales() throws {
    let columns: [[Float]] = [[20, 64, 30], [0, 1, 0.5], [7, 7, 7]]
    let data = Self.people(columns, names: ["age", "length", "constant"])
    let note = try #require(try Self.scaleNotes(data).first)
    #expect(
      note.message
        == "features differ in scale ('age': 20 to 64, 'length': 0 to 1); featureScaling: .standard scales each to mean 0 and standard deviation 1"
    )
    #expect(note.wording.namingOptions.contains("; --feature-scaling standard scales"))
    #expect(try Self.scaleNotes(data, .unscaled).count == 1)
    #expect(try Self.scaleNotes(data, .standard).isEmpty && Self.scaleNotes(data, .row).isEmpty)
    let unnamed = try Self.scaleNotes(Self.people(columns))
    #expect(
      unnamed.first?.message.hasPrefix("features differ in scale (feature 0: 20 to 64, feature 1: 0 to 1)")
        == true)
  }

  @Test("Features of similar scales, binary features and sparse features give no scale note")
  func alikeScales() throws {
    #expect(try Self.scaleNotes(Self.people([[0, 1, 0.5], [-3, 3, 6]])).isEmpty)
    #expect(try Self.scaleNotes(Self.people([[0, 1, 1], [0, 0, 1]])).isEmpty)
    #expect(try Self.scaleNotes(Self.people([[5, 5, 5]])).isEmpty)
    let sparse = SparseMatrix<Float>(
      rowCount: 3, columnCount: 2, rows: [0, 1, 2], columns: [0, 1, 0], values: [100, 1, 3])
    #expect(try Self.scaleNotes(Self.people([[0, 1, 0]]).withFeatures(.sparse(sparse))).isEmpty)
    for name in ["karate", "les-miserables", "southern-women", "generated"] {
      let data = try name == "generated" ? Sample.generated(100) : DatasetCatalog().dataset(name)
      let notes = data.trainingNotes(
        for: [ModelBlueprint(GCN.self)], split: NodeSplit(train: [], test: []))
      #expect(!notes.contains { $0.message.contains("scale") }, "\(name)")
    }
  }

  @Test("Differing edge weights give a note that names the models that ignore them")
  func unusedWeights() throws {
    func notes(_ weights: [Double]?, _ models: [String]) throws -> [String] {
      let graph = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2], weights: weights).undirected()
      let data = Self.data(
        labels: [0, 1, 0], classNames: ["a", "b"], graph: graph,
        split: .explicit(NodeSplit(train: [0, 1], validation: [2], test: [2])))
      return data.trainingNotes(
        for: try models.map { try #require(ModelRegistry.standard[$0]).model },
        split: NodeSplit(train: [0, 1], validation: [2], test: [2])
      ).map(\.message)
    }
    #expect(try notes([1, 2], ["gat"]) == ["gat does not use the weights of the edges"])
    #expect(
      try notes([1, 2], ["mlp", "gat", "gcn", "hgnn"]) == ["gat, hgnn do not use the weights of the edges"])
    #expect(
      try notes([2, 2], ["gat"]).isEmpty && notes(nil, ["gat"]).isEmpty && notes([1, 2], ["gcn"]).isEmpty)
  }

  @Test("A run has the notes of its data, split and model, and continued training omits class notes")
  func notesOfRun() throws {
    let data = Self.data(
      labels: [0, 1, 0, 1], classNames: ["a", "b"], split: .explicit(NodeSplit(train: [0, 1], test: [2])))
    let run = try Trainer(epochs: 2).fit(GCN(for: data), to: data)
    #expect(
      run.notes.map(\.message) == [
        "there are no validation nodes, so there is no early stopping and the weights of the last epoch are used",
        "the test accuracy is that of 1 node, so its standard error is up to 50 percentage points; several runs, each with a random split, estimate it better (Experiment)",
      ])
    let other = try data.withSplit(.explicit(NodeSplit(train: [0], test: [3])))
    let further = try Trainer(epochs: 2).fit(run.classifier, to: other)
    #expect(further.notes == run.notes)
    let club = try Sample.karate()
    #expect(try Trainer(epochs: 2).fit(GCN(for: club), to: club).notes.isEmpty)
  }

  @Test("A classification report lists classes that are never predicted")
  func neverPredicted() {
    let report = ClassificationReport(
      predictions: [0, 0, 2], labels: [0, 1, 2], classNames: ["a", "b", "c", "d"])
    #expect(report.classesNeverPredicted == ["b"] && report.nodeCount == 3)
  }
}

@Suite("The split saved with a model")
struct SavedSplitTests {
  @Test("A saved split is loaded unchanged and applies to the same data")
  func roundTrip() throws {
    let (model, data) = try TrainedClassifierTests.trained()
    let split = try data.resolvedSplit(seed: 1)
    #expect(model.split == split && model.split(in: data) == split)
    try TrainedClassifierTests.withFile { path in
      try model.save(to: path)
      #expect(try TrainedClassifier(contentsOf: path).split == split)
    }
  }

  @Test("A saved split follows node names in reordered data and in a part of the graph")
  func names() throws {
    let (model, data) = try TrainedClassifierTests.trained()
    let order = (0..<Int32(34)).reversed().map { $0 }
    let reversed = data.restricted(to: order)
    let split = try #require(model.split(in: reversed))
    #expect(Set(split.train.map { reversed.nodeIdentifiers[Int($0)] }) == ["1", "34"])
    let part = data.restricted(to: [0, 1, 2, 3])
    #expect(model.split(in: part) == NodeSplit(train: [0], test: [1, 2, 3]))
    #expect(model.trainedNodes(in: part) == [0])
  }

  @Test("A saved split does not apply to a graph without its nodes")
  func otherGraph() throws {
    let (model, data) = try TrainedClassifierTests.trained()
    let other = NodeDataset(
      name: "other", graph: data.graph, features: data.features, labels: data.labels,
      classNames: data.classNames, nodeIdentifiers: try NodeIdentifiers((100..<134).map(String.init)))
    #expect(model.split(in: other) == nil && model.trainedNodes(in: other).isEmpty)
  }

  @Test("A model saved without a split is loaded without a split")
  func none() throws {
    let (model, data) = try TrainedClassifierTests.trained()
    let bare = TrainedClassifier(model.model, preparation: FeaturePreparation(for: data), data: data)
    try TrainedClassifierTests.withFile { path in
      try bare.save(to: path)
      let read = try TrainedClassifier(contentsOf: path)
      #expect(read.split == nil && read.split(in: data) == nil)
    }
  }

  @Test("An evaluation uses the model's test nodes by default and adds a note about training nodes")
  func evaluatedNodes() throws {
    let (model, data) = try TrainedClassifierTests.trained()
    let split = try #require(model.split)
    let evaluation = try model.evaluate(data)
    #expect(evaluation.nodes == split.test && evaluation.trainedCount == 0 && evaluation.notes.isEmpty)
    #expect(evaluation.nodesDescription == "test nodes of the model's own split")
    #expect(evaluation.description.hasPrefix("test nodes of the model's own split, "))
    let all = try model.evaluate(data, on: .all)
    #expect(all.nodes.count == 34 && all.trainedCount == 2)
    #expect(
      all.notes.map(\.message) == [
        "the model was trained on 2 of the 34 evaluated nodes, on which it is usually more accurate than on others"
      ])
    #expect(try model.evaluate(data, on: .train).nodes == split.train)
    let other = try data.withSplit(.explicit(NodeSplit(train: [0, 1], test: [2, 3, 33])))
    let others = try model.evaluate(other, splitBy: .data)
    #expect(others.nodes == [2, 3, 33] && others.trainedCount == 1)
    let error = #expect(throws: DataError.self) { _ = try model.evaluate(data, on: .validation) }
    #expect(error?.message == "there are no validation nodes of the model's own split")
  }

  @Test("An evaluation without known test nodes omits the training nodes with a note")
  func leftOut() throws {
    let data = try Sample.karate().withSplit(.explicit(NodeSplit(train: [0, 1, 33], test: [])))
    let bare = NodeDataset(
      name: "club", graph: data.graph, features: data.features, labels: data.labels,
      classNames: data.classNames, nodeIdentifiers: data.nodeIdentifiers, split: data.split)
    let run = try Trainer(epochs: 2).fit(GCN(for: bare), to: bare)
    let evaluation = try run.classifier.evaluate(bare)
    #expect(evaluation.nodes.count == 31 && evaluation.omittedCount == 3 && evaluation.trainedCount == 0)
    #expect(
      evaluation.notes.map(\.message) == [
        "3 labelled nodes were excluded because the model was trained on them"
      ])
  }

  @Test("A run that reaches the limit of epochs while it waits for early stopping has a note")
  func limit() throws {
    let data = try Sample.generated(300)
    func notes(_ rule: EarlyStopping.Rule, epochs: Int) throws -> [String] {
      let trainer = Trainer(epochs: epochs, earlyStopping: EarlyStopping(rule, keeping: .lowestLoss))
      return try trainer.fit(GCN(for: data), to: data).notes.map(\.message)
    }
    let note =
      "training reached the limit of 3 epochs before early stopping; more epochs (epochs) may give better weights"
    #expect(try notes(.loss(patience: 50), epochs: 3).contains(note))
    #expect(try !notes(.never, epochs: 3).contains { $0.contains("limit") })
    #expect(try !notes(.windowMean(window: 10, start: 10), epochs: 3).contains { $0.contains("limit") })
    #expect(try !notes(.accuracy(patience: 2), epochs: 200).contains { $0.contains("limit") })
  }

  @Test("A run that the window rule stops in the first quarter of the epochs has a note")
  func early() throws {
    let data = try Sample.generated(300)
    let settings = Trainer(
      optimizer: .adam(learningRate: 0.5), epochs: 400,
      earlyStopping: EarlyStopping(.windowMean(window: 2, start: 2), keeping: .last))
    let run = try settings.fit(GCN(for: data), to: data)
    try #require(run.ending == .earlyStopping && run.history.count < 100)
    #expect(
      run.notes.contains {
        $0.message.hasPrefix("training stopped after \(run.history.count) epochs of 400, because")
      })
  }

  @Test("Means of missing features other than those of the training data are noted")
  func otherMeans() throws {
    let (classifier, _) = try TrainedClassifierTests.trained()
    #expect(classifier.readingOptions == ReadingOptions(featureNames: classifier.featureNames))
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("means-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (edges, features) = (
      directory.appendingPathComponent("e.csv"), directory.appendingPathComponent("f.csv")
    )
    try Data("a b\nb c\nc d\n".utf8).write(to: edges)
    try Data("id,p,q\na,1,2\nb,,4\nc,3,1\nd,5,2\n".utf8).write(to: features)
    let labels = directory.appendingPathComponent("l.csv")
    try Data("a,x\nb,x\nc,y\nd,y\n".utf8).write(to: labels)
    let data = try NodeDataset(
      edges: edges, features: features, labels: labels, reading: ReadingOptions(missingFeatures: .mean),
      split: .nodes(train: ["a", "c"]))
    let own = try Trainer(epochs: 2).fit(GCN(for: data), to: data).classifier
    #expect(own.notes(on: data).isEmpty)
    try Data("id,p,q,team\na,10,2,red\nb,,4,blue\nc,30,1,red\nd,50,2,red\n".utf8).write(to: features)
    let asTrained = try NodeDataset(edges: edges, features: features, reading: own.readingOptions)
    #expect(own.notes(on: asTrained).isEmpty && asTrained.featureNames == ["p", "q"])
    #expect(asTrained.features.scalars[2] == 3)
    let other = try NodeDataset(
      edges: edges, features: features,
      reading: ReadingOptions(features: TableOptions(columns: ["id", "p", "q"]), missingFeatures: .mean))
    #expect(
      own.notes(on: other).first?.message.contains("as its own means, not as the means of the training data")
        == true)
  }

  @Test("Labelled nodes that the training data did not contain are noted and can be evaluated alone")
  func unseen() throws {
    let (classifier, club) = try TrainedClassifierTests.trained()
    #expect(try classifier.evaluate(club).unseenCount == 0)
    let error = #expect(throws: DataError.self) { try classifier.evaluate(club, on: .unseen) }
    #expect(error?.message == "there are no labelled nodes that are in no part of the model's split")
    let grown = NodeDataset(
      name: "grown", graph: Graph(nodeCount: 36, sources: [0, 1], targets: [34, 35]).undirected(),
      features: .dense(
        .concatenated([Tensor(club.features.scalars, shape: [34, 34]), Tensor(zeros: [2, 34])], axis: 0)),
      labels: club.labels + [0, 1], classNames: club.classNames)
    let renamed = NodeDataset(
      name: "grown", graph: grown.graph, features: grown.features, labels: grown.labels,
      classNames: club.classNames, nodeIdentifiers: try NodeIdentifiers((1...36).map(String.init)))
    let evaluation = try classifier.evaluate(renamed)
    #expect(evaluation.unseenCount == 2 && evaluation.nodes.count == 32)
    #expect(
      evaluation.notes.contains {
        $0.message.hasPrefix("2 labelled nodes that the training data did not contain")
      })
    #expect(try classifier.evaluate(renamed, on: .unseen).nodes == [34, 35])
    #expect(try classifier.evaluate(renamed, nodes: ["35", "36"]).nodeCount == 2)
    let name = #expect(throws: DataError.self) { try classifier.evaluate(club, nodes: ["nobody"]) }
    #expect(name?.place == .argument("nodes[0]"))
    let outside: [Int32] = [500]
    let number = #expect(throws: DataError.self) { try classifier.evaluate(club, nodes: outside) }
    #expect(number?.description == "nodes[0]: node 500 is not in 0..<34")
  }

  @Test(
    "The summary of a classifier and the text of an explanation have the names of classes, nodes and features"
  )
  func texts() throws {
    let (classifier, club) = try TrainedClassifierTests.trained()
    let summary = classifier.summary
    for part in [
      "gcn, 594 parameters", "settings: ", "features: 34", "classes: Mr. Hi, Officer", "trained with",
    ] {
      #expect(summary.contains(part), "\(summary)")
    }
    let why = try classifier.explanation(of: "9", in: club)
    let text = classifier.description(of: why, in: club)
    #expect(text.hasPrefix("node 9: class ") && text.contains("from  to") && text.contains("feature"))
  }
}
