// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import Testing
import Training

@Suite("Training with nodes in another order")
struct NodeOrderTrainingTests {
  @Test(
    "Without dropout, training in any order gives the same losses, and results in the order of the data",
    arguments: NodeOrder.allCases, ["gcn", "sage", "gat"])
  func results(order: NodeOrder, name: String) throws {
    let data = try Sample.generated(600)
    let model: any NodeClassifier =
      switch name {
      case "gcn": GCN(GCN.Configuration(dropout: 0), for: data, seed: 3)
      case "sage": GraphSAGE(GraphSAGE.Configuration(dropout: 0), for: data, seed: 3)
      default: GAT(GAT.Configuration(dropout: 0, attentionDropout: 0), for: data, seed: 3)
      }
    let run = { (order: NodeOrder?) in
      try Trainer(epochs: 10, earlyStopping: .never, nodeOrder: order, seed: 4)
        .fit(model, to: data)
    }
    let (plain, moved) = (try run(nil), try run(order))
    #expect(zip(plain.history, moved.history).allSatisfy { abs($0.trainLoss - $1.trainLoss) < 1e-4 })
    #expect(
      zip(plain.history, moved.history).allSatisfy {
        abs(($0.validation?.loss ?? 0) - ($1.validation?.loss ?? 1)) < 1e-4
      })
    #expect(moved.split.train == plain.split.train && moved.split.test == plain.split.test)
    #expect(try moved.predictions == moved.classifier.predictions(for: data))
    #expect(abs(moved.testAccuracy - plain.testAccuracy) < 0.01)
  }

  @Test("Batches of sampled neighbours can be drawn in another order, with the same bits in each run")
  func batches() throws {
    let data = try Sample.generated(600)
    let run = {
      try Trainer(
        epochs: 3, batches: .neighbors(batchSize: 64, fanouts: [5]), nodeOrder: .degree, seed: 1
      ).fit(GraphSAGE(for: data, seed: 2), to: data)
    }
    let (one, other) = (try run(), try run())
    #expect(one.predictions == other.predictions)
    #expect(one.history.map(\.trainLoss) == other.history.map(\.trainLoss))
  }

  @Test(
    "Models that depend on the numbers of the nodes, or do not use edges, refuse an order",
    arguments: ["linkx", "sage-lstm", "hgnn", "mlp"])
  func refused(name: String) throws {
    let data = try Sample.karate()
    let model = try #require(ModelRegistry.standard[name]).model.model(for: data.sizes, seed: 1)
    let error = #expect(throws: DataError.self) {
      try Trainer(epochs: 1, nodeOrder: .degree).fit(model, to: data)
    }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("cannot be trained in the order 'degree'") == true)
  }
}
