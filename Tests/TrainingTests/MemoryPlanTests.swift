// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training within a limit of memory")
struct MemoryPlanTests {
  private static func deep(_ name: String, _ data: NodeDataset) -> any NodeClassifier {
    switch name {
    case "gcn": GCN(GCN.Configuration(hiddenSize: 32, layers: 9, dropout: 0.3), for: data, seed: 3)
    case "gat": GAT(GAT.Configuration(heads: 2, hiddenSize: 16, layers: 5), for: data, seed: 3)
    case "sage":
      GraphSAGE(
        GraphSAGE.Configuration(hiddenSize: 32, layers: 5, dropout: 0.3, normalization: .layer), for: data,
        seed: 3)
    case "gcn2": GCNII(GCNII.Configuration(hiddenSize: 32, layers: 12), for: data, seed: 3)
    default: HGNN(HGNN.Configuration(hiddenSize: 32, layers: 6), for: data, seed: 3)
    }
  }

  @Test(
    "Layers that are computed again give the same bits, with and without batches",
    arguments: ["gcn", "gat", "sage", "gcn2", "hgnn"], [TrainingBatches.full, .neighbors(batchSize: 64)])
  func sameBits(name: String, batches: TrainingBatches) throws {
    let data = try Sample.generated(300)
    let run = { (recomputes: Bool) in
      try Trainer(epochs: 3, earlyStopping: .never, batches: batches, recomputesLayers: recomputes, seed: 5)
        .fit(Self.deep(name, data), to: data)
    }
    let (plain, again) = (try run(false), try run(true))
    #expect(plain.history.map(\.trainLoss) == again.history.map(\.trainLoss))
    #expect(bits(plain.classifier.model) == bits(again.classifier.model))
  }

  @Test("A model with few layers, or none that can be computed again, refuses recomputation")
  func refused() throws {
    let data = try Sample.karate()
    for model: any NodeClassifier in [GCN(for: data), APPNPNetwork(for: data)] {
      let error = #expect(throws: DataError.self) {
        try Trainer(epochs: 1, recomputesLayers: true).fit(model, to: data)
      }
      #expect(error?.code == .usage && error?.message.contains("computed again") == true)
    }
  }

  @Test("The plan computes layers again only if the limit requires it, and fails if that does not suffice")
  func plan() throws {
    let data = try Sample.generated(3_000)
    let fit = { (limit: Int?) in
      try Trainer(epochs: 1, memoryLimit: limit, seed: 5).fit(Self.deep("gcn", data), to: data)
    }
    #expect(try fit(nil).memoryPlan == nil)
    let wide = try #require(try fit(1 << 40).memoryPlan)
    #expect(!wide.recomputesLayers && wide.limit == 1 << 40)
    #expect(wide.predictedPeak > 1 << 20 && wide.predictedPeak < 1 << 36)
    let error = #expect(throws: DataError.self) { try fit(1 << 20) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("more than the limit of 2 MB") == true)
    #expect(error?.hint?.description.description.contains("batches") == true)
  }

  @Test("The forecast for a graph that is too large to measure is linear in its size")
  func linear() async {
    // In a separate process, whose memory no other test uses.
    await #expect(processExitsWith: .success) {
      let peaks = try [1, 2].map { scale in
        let data = try CitationGraphGenerator(nodeCount: 6_000 * scale).generate()
        let run = try Trainer(epochs: 1, memoryLimit: 1 << 40, seed: 5)
          .fit(Self.deep("gcn", data), to: data)
        return Double(run.memoryPlan?.predictedPeak ?? 0)
      }
      #expect(peaks[1] > 1.1 * peaks[0] && peaks[1] < 2.5 * peaks[0], "\(peaks)")
    }
  }
}
