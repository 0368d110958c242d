// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Batches of nodes with drawn neighbours")
struct NeighborSamplerTests {
  /// A graph in which each of 200 nodes hears from 1 to 20 others.
  private static func graph(weighted: Bool) -> Graph {
    var ends: [(Int32, Int32)] = []
    for node in 0..<200 {
      for step in 1...(1 + node % 20) {
        ends.append((Int32((node + step * (step + 1) / 2) % 200), Int32(node)))
      }
    }
    return Graph(
      nodeCount: 200, sources: ends.map(\.0), targets: ends.map(\.1),
      weights: weighted ? ends.indices.map { Double($0 % 3 + 1) } : nil)
  }
  private static let graph = graph(weighted: false)
  private static let features = Tensor(
    (0..<1000).map { RandomStream(seed: 2, purpose: .generation).uniform(at: $0) }.map(Float.init),
    shape: [200, 5])

  @Test("An epoch goes through every node once, in random order")
  func epochs() {
    let batches = NeighborSampler(Self.graph, fanouts: [3, 2], batchSize: 64, seed: 1)
    #expect(batches.batchCount == 4 && batches.map(\.targets.count) == [64, 64, 64, 8])
    #expect(batches.flatMap(\.targets).sorted() == (0..<200).map { $0 })
    #expect(batches.flatMap(\.targets) != batches.epoch(1).flatMap(\.targets))
    #expect(batches.flatMap(\.targets) == batches.epoch(0).flatMap(\.targets))
    let few = NeighborSampler(Self.graph, nodes: [5, 9], fanouts: [3], batchSize: 64)
    #expect(few.map(\.targets.count) == [2])
  }

  @Test("The first fanout limits the neighbours of the batch, the second those of their neighbours")
  func fanouts() throws {
    for batch in NeighborSampler(Self.graph, fanouts: [3, 2], batchSize: 64, seed: 1) {
      let steps = batch.propagation.steps
      let near = try #require(steps.last)
      let far = try #require(steps.first)
      for (row, target) in batch.targets.enumerated() {
        let drawn = near.pattern.rowOffsets[row + 1] - near.pattern.rowOffsets[row]
        #expect(drawn == min(3, 1 + Int(target) % 20))
      }
      #expect(
        (0..<far.pattern.rowCount).allSatisfy {
          far.pattern.rowOffsets[$0 + 1] - far.pattern.rowOffsets[$0] <= 2
        })
      #expect(far.pattern.rowCount == near.pattern.columnCount)
      #expect(batch.inputs == batch.inputs.sorted() && batch.inputs.count == far.pattern.columnCount)
    }
  }

  @Test("Without limits, the scores of a batch are those of the whole graph")
  func everyNeighbor() {
    let model = ConvolutionNetwork<SAGEConv>(
      SAGEConv.NetworkConfiguration(hiddenSize: 8, layers: 3),
      for: DatasetSizes(featureCount: 5, classCount: 3),
      seed: 4)
    let whole = model.scores(.dense(Self.features), in: Self.graph)
    for batch in NeighborSampler(Self.graph, fanouts: [nil, nil, nil], batchSize: 50, seed: 1) {
      let scores = model(
        FeatureVariable(FeatureMatrix.dense(Self.features.rows(batch.inputs))), along: batch.propagation,
        ForwardContext()
      ).value
      let expected = whole.rows(batch.targets)
      #expect(zip(scores.scalars, expected.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test(
    "The mean of the outputs over many draws is the output with all neighbours",
    arguments: [false, true], [Aggregation.sum, .mean])
  func estimates(isWeighted: Bool, aggregation: Aggregation) {
    let layer = SAGEConv(inputSize: 5, outputSize: 2, aggregation: aggregation).initialized(seed: 1)
    let nodes: [Int32] = [19, 38, 0, 77]
    let graph = isWeighted ? Self.graph(weighted: true) : Self.graph
    let expected = layer(.dense(Variable(Self.features)), in: graph, ForwardContext()).value.rows(nodes)
    var mean = [Double](repeating: 0, count: 8)
    let trials = 3000
    let batches = NeighborSampler(
      graph, nodes: nodes, fanouts: [4], batchSize: 4, replaces: isWeighted, isWeighted: isWeighted, seed: 5)
    for epoch in 0..<trials {
      for batch in batches.epoch(epoch) {
        let output = layer(
          .dense(Variable(Self.features.rows(batch.inputs))), along: batch.propagation.steps[...],
          ForwardContext()
        ).value
        for (row, target) in batch.targets.enumerated() {
          let place = nodes.firstIndex(of: target) ?? 0
          for column in 0..<2 { mean[place * 2 + column] += Double(output[row, column]) / Double(trials) }
        }
      }
    }
    for (found, value) in zip(mean, expected.scalars) {
      #expect(abs(found - Double(value)) < 0.03 * max(1, abs(Double(value))), "\(mean), \(expected.scalars)")
    }
  }

  @Test("Sums of messages that are not linear are estimates of all messages, too")
  func messages() {
    let edges = MessageEdges(Self.graph)
    let expected = edges.propagate(
      Variable(Self.features), aggregating: [.sum, .maximum, .mean], ForwardContext()
    ) {
      input, _ in (input.source - input.target).map(.square)
    }.value
    var mean = [Double](repeating: 0, count: 15)
    let trials = 3000
    let batches = NeighborSampler(Self.graph, nodes: [19], fanouts: [5], batchSize: 1, seed: 5)
    for epoch in 0..<trials {
      for batch in batches.epoch(epoch) {
        let output = batch.propagation[0].propagate(
          Variable(Self.features.rows(batch.inputs)), aggregating: [.sum, .maximum, .mean], ForwardContext()
        ) { input, _ in (input.source - input.target).map(.square) }.value
        for column in 0..<15 { mean[column] += Double(output[0, column]) / Double(trials) }
        #expect((5..<10).allSatisfy { output[0, $0] <= expected[19, $0] })
      }
    }
    for column in [0, 1, 2, 3, 4, 10, 11, 12, 13, 14] {
      #expect(abs(mean[column] - Double(expected[19, column])) < 0.05 * mean[column])
    }
  }
}
