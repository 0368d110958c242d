// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training and prediction stop at values that are not finite")
struct FiniteNumberTests {
  private static let split = NodeSplit(train: [0, 1, 4, 5], validation: [2], test: [3])

  private static func path(_ scale: Float, split: NodeSplit = split) -> NodeDataset {
    // A product with weights of many large features overflows; their mean over neighbours does not.
    let width = scale > 1 ? 32 : 4
    let features = Tensor((0..<6 * width).map { $0 % 5 == 0 ? -scale : scale }, shape: [6, width])
    return Sample.path(6, features: .dense(features), split: split)
  }

  /// Returns the error thrown by a run.
  private func error(_ body: () throws -> Void) -> DataError? {
    #expect(throws: DataError.self) { try body() }
  }

  @Test("Training on features of 3e38 throws an error with the epoch and the layer")
  func features() {
    let data = Self.path(3e38)
    let error = error {
      _ = try Trainer(epochs: 5).fit(GCN(GCN.Configuration(dropout: 0), for: data), to: data)
    }
    #expect(error?.code == .badData)
    #expect(error?.message == "the loss of epoch 1 is not finite, first at layer conv1")
    #expect(error?.hint?.description.description.contains("smaller learningRate") == true)
  }

  @Test(
    "A diverging learning rate throws an error with and without validation nodes", arguments: [true, false])
  func learningRate(validates: Bool) {
    let split = validates ? Self.split : NodeSplit(train: [0, 1, 4, 5], test: [3])
    let data = Self.path(1, split: split)
    let trainer = Trainer(
      optimizer: .sgd(learningRate: 1e30), epochs: 60, earlyStopping: .never)
    let error = error { _ = try trainer.fit(GCN(GCN.Configuration(dropout: 0), for: data), to: data) }
    #expect(error?.message.contains("finite") == true && error?.message.contains("epoch") == true)
  }

  @Test("Training checks the weights after the last step, which no loss has used")
  func lastStep() {
    let data = Self.path(1, split: NodeSplit(train: [0, 1, 4, 5], test: [3]))
    var model = GCN(GCN.Configuration(dropout: 0), for: data)
    model.convolutions[0].lin.weight = Parameter(Tensor(repeating: 1, shape: [4, 16]))
    let trainer = Trainer(
      optimizer: .sgd(learningRate: .infinity), epochs: 1, earlyStopping: .never)
    let error = error { _ = try trainer.fit(model, to: data) }
    #expect(error?.message.contains("after epoch 1 is not finite") == true)
  }

  @Test("Training checks the scores of all nodes, even if the loss is finite")
  func otherNodes() {
    var values = [Float](repeating: 1, count: 24)
    for place in 12..<16 { values[place] = 3e38 }
    let data = NodeDataset(
      name: "apart", graph: Graph(nodeCount: 6, sources: [0, 1], targets: [1, 0]).undirected(),
      features: .dense(Tensor(values, shape: [6, 4])), labels: [0, 1, -1, -1, 0, 1], classNames: ["a", "b"],
      split: .explicit(NodeSplit(train: [0, 1, 4, 5], test: [])))
    var model = MLP(MLP.Configuration(dropout: 0), for: data)
    model.layers[0].weight = Parameter(Tensor(repeating: 2, shape: [4, 16]))
    let error = error { _ = try Trainer(epochs: 2).fit(model, to: data) }
    #expect(error?.message == "a score after epoch 2 is not finite, first at layer lin1")
  }

  @Test(
    "Training a model with weights that are not finite throws an error that names the layer",
    arguments: [Float.nan, .infinity])
  func weights(value: Float) {
    let data = Self.path(1)
    var model = GCN(GCN.Configuration(dropout: 0), for: data)
    model.convolutions[1].lin.weight = Parameter(Tensor(repeating: value, shape: [16, 2]))
    let error = error { _ = try Trainer(epochs: 2).fit(model, to: data) }
    #expect(error?.message == "the loss of epoch 1 is not finite, first in the weights of layer conv2")
  }

  @Test("Batch training that diverges throws an error with the epoch")
  func batches() {
    var model = Linear(inputSize: 1, outputSize: 1).initialized(seed: 1)
    let trainer = BatchTrainer(optimizer: .sgd(learningRate: 1e30), epochs: 9, batchSize: 2)
    let error = error {
      try trainer.fit(&model, exampleCount: 4) { model, examples, context in
        model(Variable(Tensor(repeating: 1, shape: [examples.count, 1])), context).map(.square).sum()
      }
    }
    #expect(error?.message.contains("finite") == true && error?.message.contains("epoch") == true)
  }

  @Test("Loading a model whose weights are not finite throws an error that names the layer")
  func saved() throws {
    let data = try Sample.karate()
    var model = GCN(GCN.Configuration(dropout: 0), for: data)
    model.convolutions[0].lin.weight = Parameter(Tensor(repeating: .nan, shape: [34, 16]))
    try TrainedClassifierTests.withFile { path in
      try TrainedClassifier(model, preparation: FeaturePreparation(for: data), data: data).save(to: path)
      let error = error { _ = try TrainedClassifier(contentsOf: path) }
      #expect(error?.message == "the weights of layer conv1 are not finite numbers")
    }
  }

  @Test("A prediction that overflows throws an error with the data set and the layer")
  func prediction() throws {
    let data = Self.path(1.5)
    let model = try Trainer(epochs: 2).fit(GCN(GCN.Configuration(dropout: 0), for: data), to: data).classifier
      .model
    let saved = TrainedClassifier(
      model, preparation: FeaturePreparation(for: data, scaling: .unscaled), data: data)
    #expect(try saved.probabilities(for: data).scalars.allSatisfy(\.isFinite))
    let error = error { _ = try saved.probabilities(for: Self.path(3e38)) }
    #expect(
      error?.message.hasPrefix("a score of data set 'path' is not finite, first at layer conv1") == true)
  }

  @Test(
    "Feature scaling whose result is not finite throws an error", arguments: [FeatureScaling.row, .unscaled])
  func scaling(scaling: FeatureScaling) throws {
    let data = Self.path(scaling == .unscaled ? .infinity : 3e38)
    let error = error { _ = try FeaturePreparation(for: data, scaling: scaling).features(of: data) }
    #expect(error?.code == .badData && error?.message.contains("finite") == true)
  }

  @Test("PNA has finite losses and scores on graphs with nodes without edges", arguments: [true, false])
  func isolatedNodes(hasEdges: Bool) throws {
    let graph = Graph(nodeCount: 6, sources: hasEdges ? [0] : [], targets: hasEdges ? [1] : []).undirected()
    let data = NodeDataset(
      name: "isolated", graph: graph,
      features: .dense(Tensor((0..<12).map { Float($0) - 6 }, shape: [6, 2])),
      labels: [0, 0, 0, 1, 1, 1], classNames: ["a", "b"],
      split: .explicit(NodeSplit(train: [0, 3], validation: [1], test: [2, 4, 5])))
    let settings = PaperSettings(PNANetwork.self, for: data)
    let result = try Experiment(settings, on: data, seeds: [0]).run()
    #expect(result.runs[0].trainLoss.isFinite)
    #expect(try result.classifier.probabilities(for: data).scalars.allSatisfy(\.isFinite))
  }
}
