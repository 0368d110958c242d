// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Receptive fields of selected nodes")
struct PropagationTests {
  private let samples = Samples(seed: 11)
  private var graph: Graph { samples.graph(nodeCount: 400, edgeCount: 500) }
  private var features: FeatureMatrix { .sparse(samples.sparse(400, 60, entries: 1500, ordinal: 3)) }
  private let targets: [Int32] = [399, 3, 17, 250, 18]

  private func model(depth: Int) -> GCN {
    GCN(
      GCN.Configuration(layers: depth, dropout: 0, hasBias: true),
      for: DatasetSizes(featureCount: 60, classCount: 5), seed: 2)
  }

  @Test("The scores along a receptive field equal those of all nodes to the bit", arguments: 1...4)
  func sameScores(depth: Int) {
    let model = model(depth: depth)
    let steps = model.messageSteps(of: GraphStructure(graph))
    let field = Propagation(steps, targets: targets)
    let scores = model(FeatureVariable(field.inputFeatures(features)), along: field, ForwardContext()).value
    #expect(sameBits(scores, model.scores(features, in: graph).rows(targets)))
    #expect(field.outputs == targets)
  }

  @Test("The gradients along a receptive field match those of all nodes", arguments: 1...3)
  func sameGradients(depth: Int) throws {
    let model = model(depth: depth)
    let steps = model.messageSteps(of: GraphStructure(graph))
    let labels: [Int32] = [0, 1, 2, 3, 4]
    let field = Propagation(steps, targets: targets)
    let all = gradients(model, features, Propagation(steps), targets, labels)
    let some = gradients(model, field.inputFeatures(features), field, targets.indices.map(Int32.init), labels)
    #expect(all.count == some.count && !all.isEmpty)
    for (name, gradient) in all {
      #expect(mismatch(try #require(some[name]), gradient) == nil, "\(name)")
    }
  }

  @Test("A receptive field contains only the nodes that the targets depend on")
  func isSmall() {
    let path = Graph(nodeCount: 9, sources: Array(0..<8), targets: Array(1..<9)).undirected()
    let field = Propagation(model(depth: 2).messageSteps(of: GraphStructure(path)), targets: [4])
    #expect(field.inputs == [2, 3, 4, 5, 6])
    #expect(field.steps.map(\.pattern.rowCount) == [3, 1])
  }

  @Test("Receptive fields support layers that use the target itself and edge features")
  func targetsAmongSources() {
    let edges = MessageEdges(graph)
    let first = SAGEConv(inputSize: 6, outputSize: 8, aggregation: .maximum).initialized(seed: 1)
    let second = GATv2Conv(inputSize: 8, outputSize: 3, heads: 2, edgeSize: 2).initialized(seed: 2)
    let x = samples.tensor([400, 6], ordinal: 5)
    let edgeFeatures = Variable(samples.tensor([graph.edgeCount, 2], ordinal: 6))
    let outputs = [Propagation([edges, edges]), Propagation([edges, edges], targets: targets)].map {
      propagation in
      let context = ForwardContext()
      let input = FeatureVariable(propagation.inputFeatures(.dense(x)))
      let hidden = first(input, on: propagation[0], context)
      return second(.dense(hidden), edgeFeatures: edgeFeatures, on: propagation[1], context).value
    }
    #expect(mismatch(outputs[1], outputs[0].rows(targets)) == nil)
  }

  @Test("The receptive field of a model without messages is the target nodes")
  func depthZero() {
    let model = MLP(
      MLP.Configuration(dropout: 0, hasBias: true), for: DatasetSizes(featureCount: 60, classCount: 5),
      seed: 2)
    let field = Propagation(model.messageSteps(of: GraphStructure(graph)), targets: targets)
    #expect(field.inputs == targets)
    let scores = model(FeatureVariable(field.inputFeatures(features)), along: field, ForwardContext()).value
    #expect(sameBits(scores, model.scores(features, in: graph).rows(targets)))
  }

  @Test("Gradients with dropout are the same to the bit for any number of threads")
  func sameBitsForAnyThreads() throws {
    let graph = samples.graph(nodeCount: 4000, edgeCount: 20000)
    let features = FeatureMatrix.sparse(samples.sparse(4000, 300, entries: 60000, ordinal: 3))
    let model = GCN(
      GCN.Configuration(hiddenSize: 64), for: DatasetSizes(featureCount: 300, classCount: 5), seed: 2)
    let propagation = Propagation(model.messageSteps(of: GraphStructure(graph)))
    let rows = (0..<Int32(4000)).map { $0 }
    let labels = rows.map { $0 % 5 }
    let results = [1, 2, 3].map { threads in
      Parallelism.$threadCount.withValue(threads) { gradients(model, features, propagation, rows, labels) }
    }
    for other in results.dropFirst() {
      for (name, gradient) in results[0] { #expect(sameBits(try #require(other[name]), gradient), "\(name)") }
    }
  }

  private func gradients(
    _ model: GCN, _ features: FeatureMatrix, _ propagation: Propagation, _ rows: [Int32], _ labels: [Int32]
  ) -> [String: Tensor] {
    let context = ForwardContext(training: 5, step: 3)
    let scores = model(FeatureVariable(features), along: propagation, context)
    return model.stateDictionary(of: context.gradients(of: scores.crossEntropy(rows: rows, labels: labels)))
  }
}
