// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Gradients and explanations of every registered model")
struct EveryModelTests {
  private let samples = Samples(seed: 61)
  private var features: FeatureMatrix { .dense(samples.tensor([16, 6], ordinal: 3)) }
  private var structure: GraphStructure {
    GraphStructure(samples.graph(nodeCount: 16, edgeCount: 24)).with(features)
  }

  /// Returns the dot product of all scores and a cotangent in double precision.
  private func loss(_ model: some NodeClassifier, _ propagation: Propagation, _ cotangent: Tensor) -> Double {
    let scores = model(FeatureVariable(features), along: propagation, ForwardContext()).value
    return zip(scores.scalars, cotangent.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The models that have smooth scores. The edges that HyperGCN creates in its later layers jump with
  /// the weights of the earlier layers. The root of a small variance in PNA is too steep for differences
  /// in single precision; its layer is compared in double precision elsewhere.
  static let smooth = SmallModels.names.filter { !["hypergcn", "1-hypergcn", "pna"].contains($0) }

  @Test(
    "The gradients of a model match the slope of its scores along random weight directions", arguments: smooth
  )
  func slope(name: String) throws {
    let model = try SmallModels.model(name, nodeCount: 16, seed: 5)
    try slope(model)
  }

  private func slope(_ model: some NodeClassifier) throws {
    // The weights are moved, because biases of 0 put nodes without neighbours on the kink of ReLU.
    var model = model
    try model.load(
      model.stateDictionary().enumerated().map { number, entry in
        (entry.name, entry.tensor + samples.tensor(entry.tensor.shape, ordinal: 1000 + number) * 0.2)
      }, from: "moved")
    let moving = model
    let propagation = Propagation(model.messageSteps(of: structure))
    let cotangent = samples.tensor([16, 3], ordinal: 7)
    // Computes gradients without dropout.
    let context = ForwardContext(evaluating: 0, step: 0)
    let scores = model(FeatureVariable(features), along: propagation, context)
    let gradients = model.stateDictionary(of: context.gradients(of: scores, cotangent: cotangent))
    // Tries several directions, because a kink of ReLU or a maximum can spoil some of them.
    let agreements = try (0..<7).map { direction -> Bool in
      var slope = 0.0
      var moved = [moving, moving]
      var ordinal = 10 + 100 * direction
      for (name, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
        ordinal += 1
        let change = samples.tensor(gradient.shape, ordinal: ordinal)
        slope += zip(gradient.scalars, change.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        for (index, size) in [Float(2e-4), -2e-4].enumerated() {
          let tensors = moved[index].stateDictionary().map { entry in
            entry.name == name ? (entry.name, entry.tensor + change * size) : entry
          }
          try moved[index].load(tensors, from: "moved")
        }
      }
      let difference = loss(moved[0], propagation, cotangent) - loss(moved[1], propagation, cotangent)
      return abs(difference / 4e-4 - slope) < 1e-2 * abs(slope) + 5e-2
    }
    #expect(agreements.count { $0 } >= 3)
  }

  @Test(
    "A model gives the same scores edge by edge and by fused products", arguments: SmallModels.names)
  func edgewise(name: String) throws {
    let model = try SmallModels.model(name, nodeCount: 16, seed: 5)
    let plain = model.scores(features, in: structure)
    let explained = model.explanation(
      of: 3, features, in: structure, by: .integratedGradients(steps: 1), share: 1)
    // An explanation weights every message, here by 1, so the node's probability must not change.
    #expect(abs(explained.fidelityMinus) < 1e-5)
    #expect(abs(explained.probability - Double(plain.softmax()[3, explained.predictedClass])) < 1e-5)
  }
}

@Suite("Randomly dropping edges (DropEdge)")
struct DropEdgeTests {
  private let samples = Samples(seed: 62)

  @Test("DropEdge drops both directions of an undirected edge together, at about the given rate")
  func pairs() {
    let graph = samples.graph(nodeCount: 200, edgeCount: 4000)
    let stream = RandomStream(seed: 1, purpose: .sampling)
    let thinned = GraphStructure(graph).droppingEdges(0.3, stream: stream).graph
    #expect(abs(Double(thinned.edgeCount) / Double(graph.edgeCount) - 0.7) < 0.03)
    let edges = thinned.edges()
    let pairs = Set(zip(edges.sources, edges.targets).map { [$0, $1] })
    #expect(!thinned.isDirected && pairs.allSatisfy { pairs.contains([$0[1], $0[0]]) })
    let again = GraphStructure(graph).droppingEdges(0.3, stream: stream).graph.edges()
    #expect(again.sources == edges.sources && again.targets == edges.targets)
  }

  @Test("DropEdge removes nodes from the hyperedges of the data and keeps the features")
  func hyperedges() {
    let hypergraph = Hypergraph(
      nodeCount: 100, hyperedges: (0..<300).map { samples.indices(8, below: 100, ordinal: $0) })
    let features = FeatureMatrix.dense(samples.tensor([100, 2], ordinal: 400))
    let structure = GraphStructure(Graph(nodeCount: 100, sources: [], targets: []), hypergraph: hypergraph)
      .with(features)
    let thinned = structure.droppingEdges(0.5, stream: RandomStream(seed: 1, purpose: .sampling))
    #expect(thinned.hypergraph.hyperedgeCount == 300 && thinned.features != nil)
    let share = Double(thinned.hypergraph.incidenceCount) / Double(hypergraph.incidenceCount)
    #expect(abs(share - 0.5) < 0.05)
  }

  @Test("DropEdge with a rate of 0 changes nothing")
  func none() {
    let graph = samples.graph(nodeCount: 30, edgeCount: 60, isDirected: true, isWeighted: true)
    let thinned = GraphStructure(graph).droppingEdges(0, stream: RandomStream(seed: 1, purpose: .sampling))
      .graph
    let (one, other) = (graph.edges(), thinned.edges())
    #expect(one.sources == other.sources && one.targets == other.targets && one.weights == other.weights)
  }
}
