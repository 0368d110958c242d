// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training in batches of nodes")
struct BatchesOfNodesTests {
  private static let batches = TrainingBatches.neighbors(batchSize: 16, fanouts: [5, 5])

  @Test("Training in batches gives the same bits for any number of threads and other bits for other seeds")
  func repeatable() throws {
    let data = try Sample.generated(1_500)
    let run = { (threads: Int, seed: UInt64) throws in
      try Parallelism.$threadCount.withValue(threads) {
        bits(
          try Trainer(epochs: 4, batches: Self.batches, seed: seed)
            .fit(GraphSAGE(GraphSAGE.Configuration(dropout: 0), for: data, seed: 3), to: data)
            .classifier.model)
      }
    }
    let first = try run(1, 3)
    let again = try run(2, 3)
    let other = try run(1, 4)
    #expect(first == again && first != other)
  }

  @Test("A batch of all training nodes with all neighbours takes the same step as without batches")
  func everything() throws {
    let data = try Sample.generated(400)
    let losses = try [TrainingBatches.full, .neighbors(batchSize: 400)].map { batches in
      try Trainer(epochs: 3, earlyStopping: .never, batches: batches, seed: 1)
        .fit(GCN(GCN.Configuration(dropout: 0), for: data, seed: 3), to: data).history.map(\.trainLoss)
    }
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("An epoch takes one step per batch, and its loss is the mean over all training nodes")
  func steps() throws {
    let data = try Sample.generated(400)
    let split = try data.resolvedSplit(seed: 1)
    let model = GCN(GCN.Configuration(dropout: 0), for: data, seed: 3)
    let trainer = { (batches: TrainingBatches) in
      Trainer(optimizer: .sgd(learningRate: 0), epochs: 1, earlyStopping: .never, batches: batches, seed: 1)
    }
    let whole = try trainer(.full).fit(model, to: data).history[0].trainLoss
    let parts = try trainer(.neighbors(batchSize: split.train.count / 3 + 1)).fit(model, to: data)
      .history[0].trainLoss
    #expect(abs(whole - parts) < 1e-5)
  }

  @Test(
    "Models of every kind learn from drawn neighbours as well as from all of them",
    arguments: ["sage", "gcn", "gat", "gin", "hgnn", "appnp", "mlp"])
  func accuracy(name: String) throws {
    let data = try Sample.generated(1_500)
    let entry = try #require(ModelRegistry.standard[name])
    let accuracies = try [TrainingBatches.full, .neighbors(batchSize: 64, fanouts: [8])].map { batches in
      let model = try entry.model.model(for: data.sizes, seed: 2)
      return try Trainer(epochs: 40, earlyStopping: .never, batches: batches, seed: 1).fit(model, to: data)
        .testAccuracy
    }
    #expect(accuracies[1] > accuracies[0] - 0.06, "\(accuracies)")
  }

  @Test(
    "Batches that a model cannot be trained in are usage errors",
    arguments: [
      (
        "gcn", TrainingBatches.neighbors(batchSize: 0),
        "the batch size is 0, the fanouts all; expected at least 1"
      ),
      (
        "gcn", .neighbors(batchSize: 8, fanouts: [0]),
        "the batch size is 8, the fanouts 0; expected at least 1"
      ),
      (
        "gcn", .neighbors(batchSize: 8, fanouts: [1, 2, 3]),
        "there are 3 fanouts; expected 1 or 2, the number of message steps of the model"
      ),
      (
        "hypergcn", .neighbors(batchSize: 8),
        "the scores of the model depend on all nodes, so it cannot be trained in batches of nodes"
      ),
    ])
  func mistakes(name: String, batches: TrainingBatches, message: String) throws {
    let data = try Sample.generated(400)
    let entry = try #require(ModelRegistry.standard[name])
    let model = try entry.model.model(for: data.sizes, seed: 2)
    let error = #expect(throws: DataError.self) {
      try Trainer(epochs: 2, batches: batches).fit(model, to: data)
    }
    #expect(error?.message == message && error?.code == .usage)
  }

  @Test("Weights below 0 cannot be drawn by, and edges cannot be dropped in addition")
  func conflicts() throws {
    let data = try Sample.generated(400)
    let model = ChebNet(for: data, seed: 1)
    let weighted = TrainingBatches.neighbors(batchSize: 8, fanouts: [2], isWeighted: true)
    let negative = #expect(throws: DataError.self) { try Trainer(batches: weighted).fit(model, to: data) }
    #expect(negative?.code == .badData && negative?.message.contains("at least 0") == true)
    let dropping = #expect(throws: DataError.self) {
      try Trainer(edgeDropout: 0.5, batches: Self.batches).fit(GCN(for: data, seed: 1), to: data)
    }
    #expect(dropping?.code == .usage)
  }
}
