// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Training

extension Suites {
  /// Training steps of every model on Cora, and on the synthetic graph of three large ones and of one that is
  /// trained on batches of sampled neighbourhoods.
  static func epochs(_ inputs: Inputs) -> [Case] {
    var cases: [Case] = []
    if inputs.names.contains("cora") {
      cases += ModelRegistry.standard.entries.filter { $0.model.input != .words }.map { entry in
        Case(name: "epoch/cora/\(entry.name)") { budget in
          let cora = try inputs.dataset("cora")
          guard let settings = PaperSettings(entry, for: cora) else {
            throw ValidationError("the model '\(entry.name)' has no settings")
          }
          return try steps(settings.model, settings.trainer(seed: 1), cora, budget)
        }
      }
    }
    guard inputs.names.contains("arxiv") else { return cases }
    let models: [(String, ModelBlueprint)] = [
      (
        "gcn",
        ModelBlueprint(GCN.self, GCN.Configuration(hiddenSize: 256, layers: 3, dropout: 0.5, inputDropout: 0))
      ),
      (
        "sage",
        ModelBlueprint(GraphSAGE.self, GraphSAGE.Configuration(hiddenSize: 256, layers: 3, inputDropout: 0))
      ),
      ("gat", ModelBlueprint(GAT.self)),
    ]
    return cases
      + models.map { name, model in
        Case(name: "epoch/arxiv/\(name)") { budget in
          try steps(
            model, Trainer(earlyStopping: .never, featureScaling: .unscaled, seed: 1),
            inputs.dataset("arxiv"), budget)
        }
      }
      + [sampledSteps(inputs)]
  }

  /// Epochs of GraphSAGE over 15 batches of 1,024 nodes with 15, 10 and 5 neighbours, each divided by 15.
  private static func sampledSteps(_ inputs: Inputs) -> Case {
    Case(name: "epoch/arxiv/sage-sampled") { budget in
      let (batch, count) = (1024, 15)
      let whole = try inputs.dataset("arxiv").resolvedSplit(seed: 1)
      let data = try inputs.dataset("arxiv").withSplit(
        .explicit(NodeSplit(train: Array(whole.train.prefix(batch * count)), test: whole.test)))
      var trainer = Trainer(earlyStopping: .never, featureScaling: .unscaled, seed: 1)
      trainer.batches = .neighbors(batchSize: batch, fanouts: [15, 10, 5])
      let sage = ModelBlueprint(
        GraphSAGE.self, GraphSAGE.Configuration(hiddenSize: 256, layers: 3, inputDropout: 0))
      let epochs = try steps(sage, trainer, data, budget)
      return Timing(
        milliseconds: epochs.milliseconds.map { $0 / Double(count) }, units: (Double(batch), "seeds"))
    }
  }

  /// Returns the milliseconds of training steps.
  static func steps(
    _ model: ModelBlueprint, _ trainer: Trainer, _ data: NodeDataset, _ budget: Budget
  ) throws -> Timing {
    var trainer = trainer
    trainer.epochs = 1_000_000
    trainer.earlyStopping = .never
    var times: [Double] = []
    times.reserveCapacity(100_000)
    var total = 0.0
    // The first epochs also allocate what later ones use again.
    var steady: (start: SystemUse, end: SystemUse)?
    _ = try trainer.fit(
      model.model(for: data.sizes, seed: 1), to: data,
      onEpoch: { report in
        if report.epoch > 1 { times.append(report.stepMilliseconds) }
        if report.epoch > 2 {
          let now = SystemUse()
          steady = (steady?.start ?? now, now)
        }
        total += report.epochMilliseconds
      }, stoppingWhen: { _ in times.count >= 4 && total > budget.seconds * 1000 })
    return Timing(milliseconds: times, taken: steady.map { $0.end.since($0.start) })
  }

  /// Batches of 1,024 nodes with 15, 10 and 5 neighbours.
  static func samplers(_ inputs: Inputs) -> [Case] {
    inputs.names.filter { $0 != "cora" }.flatMap { graph in
      [false, true].map { isWeighted in
        Case(name: "sample/\(graph)/\(isWeighted ? "weighted" : "uniform")", hasLevels: false) { budget in
          let graph = try inputs.dataset(graph).graph
          let numbers = RandomStream(seed: 3, purpose: .generation)
          let weights = (0..<graph.edgeCount).map { numbers.uniform(at: UInt64($0)) + 0.1 }
          let edges = MessageEdges(
            bipartite: graph.incoming, weights: isWeighted ? SharedBuffer(weights.map { Float($0) }) : nil,
            targets: (0..<Int32(graph.nodeCount)).map { $0 })
          let sampler = NeighborSampler(
            [edges, edges, edges], nodes: (0..<Int32(graph.nodeCount)).map { $0 },
            drawing: [15, 10, 5].map { NeighborDraw(count: $0, isWeighted: isWeighted) }, batchSize: 1024)
          var batches = sampler.makeIterator()
          let times = budget.times(most: sampler.batchCount - 2) { _ = batches.next() }
          return Timing(milliseconds: times, units: (1024, "seeds"))
        }
      }
    }
  }
}
