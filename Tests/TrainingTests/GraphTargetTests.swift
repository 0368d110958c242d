// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import SpectralGraphs
import TensorCore
import Testing
import Training

@Suite("Numbers of nodes, and classes and numbers of edges")
struct GraphTargetTests {
  /// A ring with chords; features are random.
  private struct Ring {
    let edges: [(String, String, Double)]
    let features: [String: [Float]]
    let pairs: [(Int, Int)]
    let values: [[Float]]

    init(_ count: Int = 60) {
      let stream = RandomStream(seed: 4, purpose: .generation)
      let values = (0..<count).map { node in
        (0..<3).map { Float(stream.uniform(at: UInt64(node * 3 + $0))) * 2 - 1 }
      }
      pairs = (0..<count).flatMap { node in
        [(node, (node + 1) % count), (node, (node + 7) % count), (node, (node + 18) % count)]
      }
      edges = pairs.enumerated().map { ("n\($1.0)", "n\($1.1)", Double($0 % 5 + 1)) }
      features = Dictionary(uniqueKeysWithValues: values.enumerated().map { ("n\($0)", $1) })
      self.values = values
    }

    func data(directed: Bool = false, weighted: Bool = false) throws -> NodeDataset {
      weighted
        ? try NodeDataset(edges: edges, features: features, directed: directed)
        : try NodeDataset(edges: edges.map { ($0.0, $0.1) }, features: features, directed: directed)
    }
  }

  private let trainer = Trainer(epochs: 400, earlyStopping: .loss(patience: 100), featureScaling: .unscaled)

  @Test("Numbers of nodes that depend on the neighbours are learnt from the neighbours")
  func nodeRegression() throws {
    let ring = Ring()
    let data = try ring.data()
    var neighbours = [Int: [Int]]()
    for (one, other) in ring.pairs {
      neighbours[one, default: []].append(other)
      neighbours[other, default: []].append(one)
    }
    let values = Dictionary(
      uniqueKeysWithValues: (0..<60).map { node in
        let around = neighbours[node] ?? []
        let mean = around.reduce(0) { $0 + ring.values[$1][0] } / Float(around.count)
        return ("n\(node)", 500 + 100 * Double(mean + ring.values[node][1]))
      })
    let targets = try GraphTargets(values: values, in: data)
    let blueprint = ModelBlueprint(
      GraphSAGE.self, GraphSAGE.Configuration(hiddenSize: 16, dropout: 0, inputDropout: 0))
    let run = try trainer.fit(blueprint, to: targets, of: data)
    #expect(run.split.train.count == 36 && run.split.validation.count == 12 && run.split.test.count == 12)
    let alone = try trainer.fit(
      ModelBlueprint(MLP.self, MLP.Configuration(hiddenSize: 16, dropout: 0, inputDropout: 0)),
      to: targets,
      of: data)
    let error = try #require(run.test.meanAbsoluteError)
    let aloneError = try #require(alone.test.meanAbsoluteError)
    #expect(error < 0.6 * aloneError)
    let predictions = try run.predictor.predictions(for: data)
    var sum = 0.0
    for node in run.split.test {
      let prediction = predictions[Int(node)]
      sum += abs((prediction.value ?? .nan) - (values[prediction.node] ?? 0))
    }
    let mean = sum / Double(run.split.test.count)
    #expect(abs(mean - error) < 1e-3 * error, "figures and predictions are in the original unit")
  }

  @Test(
    "Classes of edges follow from their ends and their features",
    arguments: [false, true])
  func edgeClasses(isDirected: Bool) throws {
    let ring = Ring()
    let data = try ring.data(directed: isDirected)
    let edges = ring.pairs.enumerated().map { index, pair in
      let sum = ring.values[pair.0][0] + (isDirected ? -1 : 1) * ring.values[pair.1][0]
      return ("n\(pair.0)", "n\(pair.1)", sum > 0 ? "up" : "down")
    }
    let targets = try GraphTargets(edges: edges, in: data)
    #expect(targets.classNames == ["down", "up"] && targets.count == 180)
    let run = try trainer.fit(
      ModelBlueprint(MLP.self, MLP.Configuration(hiddenSize: 16, dropout: 0, inputDropout: 0)),
      to: targets,
      of: data)
    #expect(run.test.accuracy ?? 0 > 0.85 && run.test.areaUnderROC ?? 0 > 0.93)
    #expect(run.test.meanAbsoluteError == nil)
    let predictions = try run.predictor.evaluate(targets, of: data)
    #expect(predictions.macroF1 ?? 0 > 0.85 && predictions.macroF1 != predictions.accuracy)
  }

  @Test(
    "Training that diverges names the epoch and the layer",
    arguments: [
      ([3e38, 3e38, 3e38] as [Float], "the loss of epoch 1 is not finite, first at layer conv1"),
      ([1, 1, 1], "is not finite"),
    ])
  func divergence(row: [Float], message: String) throws {
    let ring = Ring()
    let data = try NodeDataset(
      edges: ring.edges, features: ring.features.mapValues { _ in row })
    let targets = try GraphTargets(edges: ring.edges.map { ($0.0, $0.1, Double($0.2)) }, in: data)
    let trainer = Trainer(
      optimizer: .sgd(learningRate: 1e30), epochs: 60, earlyStopping: .never, featureScaling: .unscaled)
    let error = #expect(throws: DataError.self) {
      try trainer.fit(
        ModelBlueprint(GCN.self, GCN.Configuration(hiddenSize: 8, dropout: 0)), to: targets, of: data)
    }
    #expect(error?.message.contains(message) == true)
    #expect(error?.code == .badData && error?.message.contains("epoch") == true)
  }

  @Test("Numbers of edges that only their features explain are learnt, and weights are features")
  func edgeRegression() throws {
    let ring = Ring()
    let data = try ring.data(weighted: true)
    let features = ring.pairs.indices.map { [Float($0 * 7 % 11)] }
    let edges = ring.edges.enumerated().map { index, edge in
      (edge.1, edge.0, 10 * edge.2 + 3 * Double(index * 7 % 11))
    }
    let targets = try GraphTargets(edges: edges, features: features, in: data)
    #expect(targets.edgeFeatureNames == ["weight", "1"])
    #expect((0..<180).allSatisfy { targets.edgeFeatures?[$0, 0] == Float(ring.edges[$0].2) })
    let run = try trainer.fit(
      ModelBlueprint(GCN.self, GCN.Configuration(hiddenSize: 8, dropout: 0)), to: targets, of: data)
    #expect(run.test.determination ?? 0 > 0.97)
  }

  @Test("A saved predictor predicts the same, bit for bit, and another graph can be predicted")
  func saving() throws {
    let ring = Ring()
    let data = try ring.data(weighted: true)
    let targets = try GraphTargets(
      edges: ring.edges.map { ($0.0, $0.1, $0.2 > 2 ? "strong" : "weak") }, in: data)
    let run = try Trainer(epochs: 5).fit(ModelBlueprint(GCN.self), to: targets, of: data)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("predictor-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    try run.predictor.save(to: url.path)
    let loaded = try TrainedPredictor(contentsOf: url.path)
    #expect(try loaded.predictions(for: data) == run.predictor.predictions(for: data))
    #expect(loaded.task == .edgeClassification && loaded.classNames == ["strong", "weak"])
    #expect(try loaded.evaluate(targets, of: data) == run.predictor.evaluate(targets, of: data))
    let other = try NodeDataset(
      edges: [("a", "b", 2.0), ("b", "c", 4.0)],
      features: ["a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]])
    let predictions = try loaded.predictions(for: other)
    #expect(predictions.map { [$0.node, $0.end ?? ""] } == [["a", "b"], ["b", "c"]])
    let error = #expect(throws: DataError.self) { try TrainedClassifier(contentsOf: url.path) }
    #expect(error?.message == "contains a model of numbers of nodes or of edges, not of classes of nodes")
  }

  @Test("Large numbers keep their digits, and figures are those of the predictions")
  func largeNumbers() throws {
    let ring = Ring()
    let data = try ring.data()
    let values = Dictionary(
      uniqueKeysWithValues: (0..<60).map { ("n\($0)", 1.7e9 + 30 * Double(ring.values[$0][0])) })
    let targets = try GraphTargets(values: values, in: data)
    let run = try trainer.fit(ModelBlueprint(MLP.self), to: targets, of: data)
    let predictions = try run.predictor.predictions(for: data)
    var sum = 0.0
    for node in run.split.test {
      let prediction = predictions[Int(node)]
      sum += abs((prediction.value ?? .nan) - (values[prediction.node] ?? 0))
    }
    let error = try #require(run.test.meanAbsoluteError)
    #expect(abs(sum / Double(run.split.test.count) - error) < 0.01 * error && error < 30)
  }

  @Test("A saved predictor is evaluated on its test part, matched by name in data of another order")
  func testPart() throws {
    let ring = Ring()
    let data = try ring.data()
    let targets = try GraphTargets(edges: ring.edges.map { ($0.0, $0.1, $0.2 > 2 ? "a" : "b") }, in: data)
    let run = try Trainer(epochs: 5, seed: 2).fit(ModelBlueprint(GCN.self), to: targets, of: data)
    let reversed = ring.edges.reversed().map { ($0.1, $0.0) }
    let other = try NodeDataset(edges: reversed, features: ring.features)
    let again = try GraphTargets(
      edges: ring.edges.reversed().map { ($0.1, $0.0, $0.2 > 2 ? "a" : "b") }, in: other)
    let result = try run.predictor.evaluate(again, of: other, on: .test)
    #expect(result.count == 36 && result.trained == 0)
    #expect(abs((result.figures.accuracy ?? 0) - (run.test.accuracy ?? 1)) < 1e-9)
    #expect(try run.predictor.evaluate(again, of: other, on: .all).trained == 108)
  }

  @Test("One-hot features follow the ids of the nodes, and unknown nodes are an error")
  func oneHot() throws {
    let data = try NodeDataset(edges: [("d", "c"), ("c", "b"), ("b", "a"), ("a", "d")])
      .withFeatures(from: .oneHot)
    let targets = try GraphTargets(values: ["a": 1, "b": 20, "c": 300, "d": 4000], in: data)
      .withSplit(.fractions(train: 1))
    let run = try Trainer(epochs: 200).fit(ModelBlueprint(MLP.self), to: targets, of: data)
    let other = try NodeDataset(edges: [("a", "d"), ("b", "a"), ("c", "b"), ("d", "c")])
      .withFeatures(from: .oneHot)
    let first = try run.predictor.predictions(for: data)
    let second = try run.predictor.predictions(for: other)
    #expect(first.map(\.node) != second.map(\.node))
    for prediction in second {
      #expect(prediction.value == first.first { $0.node == prediction.node }?.value)
    }
    let foreign = try NodeDataset(edges: [("a", "x")]).withFeatures(from: .oneHot)
    let error = #expect(throws: DataError.self) { try run.predictor.predictions(for: foreign) }
    #expect(error?.message.contains("node 'x'") == true)
  }

  @Test("A model that knows nodes by number refuses data in another order")
  func order() throws {
    let ring = Ring()
    let data = try ring.data()
    let targets = try GraphTargets(
      values: [Double](repeating: 1, count: 60).enumerated().map { Double($0.offset) }, in: data)
    let run = try Trainer(epochs: 2).fit(ModelBlueprint(LINKX.self), to: targets, of: data)
    #expect(try run.predictor.predictions(for: data).count == 60)
    let other = try NodeDataset(edges: ring.edges.reversed().map { ($0.0, $0.1) }, features: ring.features)
    let error = #expect(throws: DataError.self) { try run.predictor.predictions(for: other) }
    #expect(error?.message.contains("in the same order") == true)
  }

  @Test("A predictor refuses a graph whose edges have a direction if it was trained on one without")
  func direction() throws {
    let ring = Ring()
    let targets = try GraphTargets(edges: ring.edges.map { ($0.0, $0.1, $0.2) }, in: ring.data())
    let run = try Trainer(epochs: 2).fit(ModelBlueprint(GCN.self), to: targets, of: ring.data())
    let error = #expect(throws: DataError.self) {
      try run.predictor.predictions(for: ring.data(directed: true))
    }
    #expect(error?.message.contains("an undirected graph") == true)
  }

  @Test("The same seed gives the same figures with any number of threads")
  func repeatable() throws {
    let ring = Ring()
    let data = try ring.data()
    let targets = try GraphTargets(edges: ring.edges.map { ($0.0, $0.1, $0.2) }, in: data)
    let figures = try [1, 2, 3].map { threads in
      try Parallelism.$threadCount.withValue(threads) {
        try Trainer(epochs: 10, seed: 3).fit(ModelBlueprint(GAT.self), to: targets, of: data).test
      }
    }
    #expect(figures[0] == figures[1] && figures[1] == figures[2])
  }

  @Test("Targets that do not fit the graph are refused with the element that is wrong")
  func mistakes() throws {
    let data = try Ring().data()
    func message(_ body: () throws(DataError) -> GraphTargets) -> String {
      do throws(DataError) {
        _ = try body()
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message { () throws(DataError) in try GraphTargets(values: ["x": 1], in: data) }.contains(
        "values[\"x\"]"))
    #expect(
      message { () throws(DataError) in try GraphTargets(values: [Double](repeating: 1, count: 3), in: data) }
        .contains("expected 60 numbers, one per node, found 3"))
    #expect(
      message { () throws(DataError) in try GraphTargets(edges: [("n0", "n30", "a")], in: data) }
        .contains("the graph has no edge from 'n0' to 'n30'"))
    #expect(
      message { () throws(DataError) in
        try GraphTargets(edges: [("n0", "n1", "a"), ("n1", "n0", "b")], in: data)
      }.contains("the edge 'n1', 'n0' has the label 'a'; expected the same, found 'b'"))
    #expect(
      message { () throws(DataError) in try GraphTargets(edges: [("n0", "n1", "")], in: data) }
        .contains("there are no numbers or classes to train on"))
    #expect(
      message { () throws(DataError) in
        try GraphTargets(edges: [("n0", "n1", 1.0)], in: data).withSplit(
          .random(perClass: 2, validationPerClass: 1))
      }.contains("does not apply to edges; expected fractions"))
  }

  @Test("Figures of a regression and of classes equal those computed by hand")
  func figures() throws {
    let data = try NodeDataset(
      edges: [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")],
      features: ["a": [1, 0], "b": [2, 0], "c": [3, 0], "d": [4, 0]])
    let targets = try GraphTargets(values: ["a": 2, "b": 4, "c": 6, "d": 9], in: data)
      .withSplit(.explicit(NodeSplit(train: [0, 1], validation: [], test: [2, 3])))
    let run = try Trainer(epochs: 20).fit(ModelBlueprint(MLP.self), to: targets, of: data)
    let predicted = try run.predictor.predictions(for: data).map { $0.value ?? .nan }
    let errors = [predicted[2] - 6, predicted[3] - 9]
    let squares = errors[0] * errors[0] + errors[1] * errors[1]
    #expect(abs((run.test.meanAbsoluteError ?? .nan) - (abs(errors[0]) + abs(errors[1])) / 2) < 1e-5)
    #expect(abs((run.test.rootMeanSquaredError ?? .nan) - (squares / 2).squareRoot()) < 1e-5)
    #expect(abs((run.test.determination ?? .nan) - (1 - squares / 4.5)) < 1e-5)
    #expect(run.validation.meanAbsoluteError?.isNaN == true)
    #expect(run.notes.contains { $0.message.contains("without validation nodes") })
  }
}

@Suite("The decoder of edges")
struct EdgeDecoderTests {
  private let samples = Samples(seed: 3)

  @Test("Scores of undirected edges do not depend on the order of the ends, those of directed edges do")
  func order() {
    let h = Variable(samples.tensor([5, 3]))
    for isDirected in [false, true] {
      let decoder = EdgeDecoder(
        encodingSize: 3, edgeFeatureCount: 2, hiddenSize: 4, outputSize: 2, isDirected: isDirected
      ).initialized(seed: 1)
      let features = samples.tensor([3, 2])
      let there = decoder(h, sources: [0, 1, 4], targets: [1, 2, 3], features: features, ForwardContext())
        .value
      let back = decoder(h, sources: [1, 2, 3], targets: [0, 1, 4], features: features, ForwardContext())
        .value
      #expect((there.scalars == back.scalars) == !isDirected)
    }
  }

  @Test("Scores follow the formula, and gradients agree with finite differences", arguments: [false, true])
  func formula(isDirected: Bool) {
    let h = samples.tensor([4, 2])
    let e = samples.tensor([2, 1], ordinal: 2)
    let decoder = EdgeDecoder(
      encodingSize: 2, edgeFeatureCount: 1, hiddenSize: 3, outputSize: 1, isDirected: isDirected
    ).initialized(seed: 2)
    let scores = decoder(Variable(h), sources: [0, 3], targets: [2, 1], features: e, ForwardContext()).value
    for (edge, (u, v)) in [(0, 2), (3, 1)].enumerated() {
      let ends = [0, 1].map { (h[u, $0], h[v, $0]) }
      let z =
        (isDirected
          ? ends.map(\.0) + ends.map(\.1) : ends.map { $0.0 + $0.1 } + ends.map { abs($0.0 - $0.1) })
        + [e[edge, 0]]
      var expected = decoder.output.bias?.value[0] ?? 0
      for unit in 0..<3 {
        let sum = z.indices.reduce(decoder.hidden.bias?.value[unit] ?? 0) {
          $0 + z[$1] * decoder.hidden.weight.value[$1, unit]
        }
        expected += max(0, sum) * decoder.output.weight.value[unit, 0]
      }
      #expect(abs(scores[edge, 0] - expected) < 1e-5)
    }
    let deviations = decoder.gradientDeviations { decoder, context in
      decoder(Variable(h), sources: [0, 3], targets: [2, 1], features: e, context).square().sum()
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.02 })
  }
}
