// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training in batches of parts of the graph")
struct BatchesOfPartsTests {
  /// Returns parts of consecutive nodes.
  private static func consecutive(_ data: NodeDataset, _ count: Int) -> NodePartition {
    NodePartition(partOfNode: (0..<data.nodeCount).map { Int32($0 * count / data.nodeCount) })
  }

  @Test(
    "A batch of all parts takes the same steps, to the bit, as training without batches",
    arguments: ["gcn", "sage", "gat", "gin"])
  func everything(name: String) throws {
    let data = try Sample.generated(400)
    let model = try #require(ModelRegistry.standard[name]).model.model(for: data.sizes, seed: 2)
    let runs = try [TrainingBatches.full, .parts(Self.consecutive(data, 7), perBatch: 7)].map { batches in
      try Trainer(epochs: 5, earlyStopping: .never, batches: batches, seed: 1).fit(model, to: data)
    }
    #expect(runs[0].history.map(\.trainLoss) == runs[1].history.map(\.trainLoss))
    #expect(bits(runs[0].classifier.model) == bits(runs[1].classifier.model))
    #expect(runs[0].parts == nil && runs[1].parts?.count == 7)
  }

  @Test("Edges to other parts are left out, and the degrees are those within the batch")
  func cut() throws {
    let data = try Sample.generated(300)
    let parts = Self.consecutive(data, 2)
    let isCut = { (source: Int32, target: Int32) in
      parts.partOfNode[Int(source)] != parts.partOfNode[Int(target)]
    }
    let edges = data.graph.edges()
    let kept = edges.sources.indices.filter { !isCut(edges.sources[$0], edges.targets[$0]) }
    let without = Graph(
      nodeCount: 300, sources: kept.map { edges.sources[$0] }, targets: kept.map { edges.targets[$0] },
      weights: nil, isDirected: false)
    // The loss of an epoch with learning rate 0 is the mean over all training nodes.
    let loss = { (graph: Graph, batches: TrainingBatches) in
      var data = data
      data = NodeDataset(
        name: "cut", graph: graph, features: data.features, labels: data.labels, classNames: data.classNames,
        split: .explicit(try data.resolvedSplit(seed: 1)))
      return try Trainer(
        optimizer: .sgd(learningRate: 0), epochs: 1, earlyStopping: .never, batches: batches, seed: 1
      ).fit(GCN(GCN.Configuration(dropout: 0), for: data, seed: 3), to: data).history[0].trainLoss
    }
    let expected = try loss(without, .full)
    #expect(abs(try loss(data.graph, .parts(parts)) - expected) < 1e-5)
    #expect(abs(try loss(data.graph, .full) - expected) > 1e-4)
  }

  @Test("Parts without training nodes take no step")
  func skipped() throws {
    var data = try Sample.generated(300)
    let split = try data.resolvedSplit(seed: 1)
    let parts = Self.consecutive(data, 10)
    let inFirst = split.train.filter { parts.partOfNode[Int($0)] == 0 }
    data = try data.withSplit(
      .explicit(NodeSplit(train: inFirst, validation: split.validation, test: split.test)))
    let model = GCN(GCN.Configuration(dropout: 0), for: data, seed: 3)
    let run = { (batches: TrainingBatches) in
      try Trainer(epochs: 8, earlyStopping: .never, batches: batches, seed: 1).fit(model, to: data)
    }
    let history = try run(.parts(parts)).history
    #expect(history.count == 8 && history.allSatisfy { $0.trainLoss.isFinite })
    #expect(history[7].trainLoss < history[0].trainLoss)
  }

  @Test("Training gives the same bits for any number of threads, and other bits for other seeds")
  func repeatable() throws {
    let data = try Sample.generated(600)
    let run = { (threads: Int, seed: UInt64) throws in
      try Parallelism.$threadCount.withValue(threads) {
        bits(
          try Trainer(epochs: 4, batches: .parts(Self.consecutive(data, 12), perBatch: 3), seed: seed)
            .fit(GCN(for: data, seed: 3), to: data).classifier.model)
      }
    }
    let first = try run(1, 3)
    let again = try run(2, 3)
    let other = try run(1, 4)
    #expect(first == again && first != other)
  }

  @Test("A model learns from parts as well as from the whole graph", arguments: ["gcn", "sage", "gat"])
  func accuracy(name: String) throws {
    let data = try Sample.generated(1_500)
    let setting = try #require(ModelRegistry.standard[name]).model
    let accuracy = { (batches: TrainingBatches) in
      try (0..<3).map { seed in
        try Trainer(epochs: 60, earlyStopping: .never, batches: batches, seed: seed)
          .fit(setting.model(for: data.sizes, seed: seed), to: data).testAccuracy
      }.reduce(0, +) / 3
    }
    let whole = try accuracy(.full)
    // Few edges join two classes, as few edges join two parts that METIS finds.
    let parts = try accuracy(.parts(NodePartition(partOfNode: data.labels), perBatch: 4))
    #expect(parts > whole - 0.02, "\(whole) \(parts)")
  }

  @Test("Parts keep their nodes when training numbers the nodes in another order")
  func order() throws {
    let data = try Sample.generated(400)
    let model = GCN(GCN.Configuration(dropout: 0), for: data, seed: 3)
    let losses = try [nil, NodeOrder.degree].map { order in
      try Trainer(
        epochs: 5, earlyStopping: .never, batches: .parts(Self.consecutive(data, 8), perBatch: 2),
        nodeOrder: order, seed: 1
      ).fit(model, to: data).history.map(\.trainLoss)
    }
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("The plan for a limit of memory uses the largest batch")
  func memory() throws {
    let data = try Sample.generated(3_000)
    let peak = { (batches: TrainingBatches) in
      try Trainer(epochs: 1, batches: batches, memoryLimit: 1 << 40, seed: 5)
        .fit(GCN(GCN.Configuration(hiddenSize: 256, layers: 6), for: data, seed: 1), to: data).memoryPlan?
        .predictedPeak ?? 0
    }
    #expect(try peak(.parts(Self.consecutive(data, 30))) <= peak(.full))
  }

  @Test("The classifier stores the numbers of parts")
  func stored() throws {
    let data = try Sample.karate()
    let run = try Trainer(epochs: 2, batches: .parts(Self.consecutive(data, 4), perBatch: 2))
      .fit(GCN(for: data), to: data)
    #expect(run.classifier.training?.parts == 4 && run.classifier.training?.partsPerBatch == 2)
    #expect(run.classifier.training?.batchSize == nil)
    let text = try #require(run.parts).description
    #expect(text.hasPrefix("parts: 4 of 8 to 9 nodes; ") && text.hasSuffix(" % of the edges join two parts"))
  }

  @Test(
    "Models that need all nodes or use no edges of a graph, and wrong partitions, are errors",
    arguments: ["linkx", "mlp", "hgnn", "gcn"])
  func refused(name: String) throws {
    let data = try Sample.karate()
    let model = try #require(ModelRegistry.standard[name]).model.model(for: data.sizes, seed: 1)
    let right = Self.consecutive(data, 2)
    let wrong = NodePartition(partOfNode: [0, 1])
    for batches in name == "gcn"
      ? [.parts(wrong), .parts(right, perBatch: 0)] : [TrainingBatches.parts(right)]
    {
      let error = #expect(throws: DataError.self) {
        try Trainer(epochs: 1, batches: batches).fit(model, to: data)
      }
      #expect(error?.code == .usage, "\(String(describing: error))")
    }
    let error = #expect(throws: DataError.self) {
      try Trainer(epochs: 1, edgeDropout: 0.5, batches: .parts(right)).fit(GCN(for: data), to: data)
    }
    #expect(error?.message.contains("expected 0 for training in batches") == true)
  }

  #if METIS
    @Test("METIS finds the parts, the same for all seeds")
    func metis() throws {
      let data = try Sample.generated(600)
      let parts = try (0..<2).map { seed in
        try Trainer(epochs: 2, batches: .parts(count: 10, perBatch: 2), seed: seed)
          .fit(GCN(for: data, seed: 1), to: data).parts
      }
      #expect(parts[0] == parts[1] && parts[0]?.count == 10)
    }
  #endif
}
