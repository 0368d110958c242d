// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Inspecting models: smoothness, attention and explanations")
struct InspectionTests {
  private let samples = Samples(seed: 41)

  @Test("The smoothness of two joined nodes matches values computed by hand")
  func smoothnessByHand() {
    let structure = GraphStructure(Graph(nodeCount: 2, sources: [0], targets: [1]).undirected())
    // The degrees with self-loops are 2, so the energy is |x_0 - x_1|^2 / 2.
    let apart = Smoothness(of: Tensor([1, 0, 0, 1], shape: [2, 2]), in: structure)
    #expect(abs(apart.dirichletEnergy - 1) < 1e-6 && abs(apart.relativeEnergy - 0.5) < 1e-6)
    #expect(abs(apart.meanAverageDistance - 1) < 1e-6 && abs(apart.neighbourDistance - 1) < 1e-6)
    let alike = Smoothness(of: Tensor([2, 3, 2, 3], shape: [2, 2]), in: structure)
    #expect(alike.dirichletEnergy < 1e-5 && abs(alike.meanAverageDistance) < 1e-6)
  }

  @Test("Smoothness matches sums over all pairs of nodes and over all edges")
  func smoothnessOfPairs() {
    let graph = samples.graph(nodeCount: 25, edgeCount: 50)
    let structure = GraphStructure(graph)
    let tensor = samples.tensor([25, 4], ordinal: 3)
    let measured = Smoothness(of: tensor, in: structure)
    let rows = (0..<25).map { node in tensor.scalars[(4 * node)..<(4 * node + 4)].map { Double($0) } }
    let distance = { (one: [Double], other: [Double]) in
      let norm = { (x: [Double]) in x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      return 1 - zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } / (norm(one) * norm(other))
    }
    var sum = 0.0
    for one in 0..<25 {
      for other in 0..<25 where other != one { sum += distance(rows[one], rows[other]) }
    }
    #expect(abs(measured.meanAverageDistance - sum / (25 * 24)) < 1e-6)
    // Each node has one self-loop, that of the data if there is one.
    let looped = graph.addingSelfLoops()
    let degrees = looped.weightedInDegrees()
    let (sources, targets, _) = looped.edges()
    var energy = 0.0
    for (source, target) in zip(sources, targets) {
      for column in 0..<4 {
        let difference =
          rows[Int(source)][column] / degrees[Int(source)].squareRoot()
          - rows[Int(target)][column] / degrees[Int(target)].squareRoot()
        energy += difference * difference / 2
      }
    }
    #expect(abs(measured.dirichletEnergy - energy) < 1e-5 * energy)
  }

  @Test("The relative energy of a 16-layer GCN falls below 1 %, and GCNII's stays over 10 times larger")
  func overSmoothing() throws {
    let structure = GraphStructure(samples.graph(nodeCount: 60, edgeCount: 200))
    let features = FeatureMatrix.dense(samples.tensor([60, 8], ordinal: 3))
    let energies = { (name: String) throws -> [Double] in
      let sizes = [JSONValue](repeating: .integer(16), count: 16)
      let model = try SmallModels.model(
        name, featureCount: 8,
        ["hiddenSizes": .array(sizes), "hiddenSize": .integer(16), "layers": .integer(16)])
      return model.activations(features, in: structure).map {
        Smoothness(of: $0, in: structure).relativeEnergy
      }
    }
    let (plain, identity) = (try energies("gcn"), try energies("gcn2"))
    #expect(plain.count == 17 && identity.count == 16)
    #expect(plain[15] < 0.01 && identity[15] > 10 * plain[15])
  }

  @Test(
    "The attention weights of each layer sum to 1 at each node",
    arguments: ["gat", "gatv2", "transformer", "unigat"])
  func attention(name: String) throws {
    let model = try SmallModels.model(name)
    let graph = samples.graph(nodeCount: 20, edgeCount: 40)
    let features = FeatureMatrix.dense(samples.tensor([20, 6], ordinal: 3))
    let layers = model.attention(features, in: GraphStructure(graph))
    #expect(
      layers.map(\.weights.shape) == [[layers[0].pattern.entryCount, 2], [layers[1].pattern.entryCount, 1]])
    for layer in layers {
      let (values, heads) = (layer.weights.scalars, layer.weights.shape[1])
      for row in 0..<layer.pattern.rowCount {
        let entries = layer.pattern.rowOffsets[row]..<layer.pattern.rowOffsets[row + 1]
        for head in 0..<heads where !entries.isEmpty {
          #expect(abs(entries.reduce(0) { $0 + values[$1 * heads + head] } - 1) < 1e-5)
        }
      }
    }
    #expect(try SmallModels.model("gcn").attention(features, in: GraphStructure(graph)).isEmpty)
  }

  /// Returns a GCN that predicts class 1 for nodes whose neighbours have feature 0.
  private func pointed() -> GCN {
    var model = GCN(
      GCN.Configuration(layers: 1, dropout: 0, hasBias: true),
      for: DatasetSizes(featureCount: 3, classCount: 2),
      seed: 1)
    model.convolutions[0].lin.weight.value = Tensor([0, 6, 0, 0, 0, 0], shape: [3, 2])
    model.convolutions[0].bias?.value = Tensor([1, 0], shape: [2])
    return model
  }

  static let methods: [ExplanationMethod] = [.gnnExplainer(), .integratedGradients()]

  @Test("An explanation ranks the decisive neighbour and the decisive feature first", arguments: methods)
  func decisive(method: ExplanationMethod) {
    // Node 0 receives messages from nodes 1 to 4, of which only node 3 has feature 0.
    let graph = Graph(nodeCount: 6, sources: [1, 2, 3, 4, 5], targets: [0, 0, 0, 0, 1])
    let features = Tensor([0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1], shape: [6, 3])
    let structure = GraphStructure(graph)
    let explanation = pointed().explanation(
      of: 0, .dense(features), in: structure, by: method, share: 0.25)
    #expect(explanation.predictedClass == 1 && explanation.messages.count == 4 && explanation.keptCount == 1)
    #expect(explanation.messages[0].source == 3 && explanation.messages[0].target == 0)
    #expect(explanation.messages[0].importance > 2 * explanation.messages[1].importance)
    let best = explanation.featureImportance.indices.max {
      explanation.featureImportance[$0] < explanation.featureImportance[$1]
    }
    #expect(best == 0)
    // Without node 3 the probability drops, and with node 3 alone it stays the same.
    #expect(explanation.fidelityPlus > 0.2 && abs(explanation.fidelityMinus) < 1e-6)
  }

  @Test(
    "Integrated gradients add up to the difference in probability that they explain",
    arguments: [
      "gcn", "gat", "sage", "sage-max", "gin", "cheb", "appnp", "gcn2", "resgated", "hgnn", "unigat", "mlp",
    ])
  func completeness(name: String) throws {
    let model = try SmallModels.model(name, seed: 2)
    let structure = GraphStructure(samples.graph(nodeCount: 15, edgeCount: 25))
    let features = samples.tensor([15, 6], ordinal: 3)
    let explanation = model.explanation(
      of: 4, .dense(features), in: structure, by: .integratedGradients(steps: 400), share: 1)
    let nothing = model.scores(.dense(Tensor(zeros: [15, 6])), in: structure).softmax().rows([4])
    let gained = explanation.probability - Double(nothing.scalars[explanation.predictedClass])
    #expect(abs(explanation.featureImportance.reduce(0, +) - gained) < 5e-3)
    let withoutMessages = explanation.probability - explanation.fidelityPlus
    let attributed = explanation.messages.reduce(0) { $0 + $1.importance }
    #expect(abs(attributed - (explanation.probability - withoutMessages)) < 5e-3)
    // All messages are kept, so the probability does not change.
    #expect(abs(explanation.fidelityMinus) < 1e-6)
  }

  @Test("An explanation is the same for repeated runs and any number of threads", arguments: methods)
  func repeatable(method: ExplanationMethod) throws {
    let made = try SmallModels.model("gat", seed: 2)
    let model = try #require(made as? GAT)
    let structure = GraphStructure(samples.graph(nodeCount: 40, edgeCount: 200))
    let features = FeatureMatrix.dense(samples.tensor([40, 6], ordinal: 3))
    let runs = [1, 2, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        model.explanation(of: 7, features, in: structure, by: method)
      }
    }
    let areSame = runs.allSatisfy {
      $0.messages == runs[0].messages && $0.featureImportance == runs[0].featureImportance
    }
    #expect(areSame && !runs[0].messages.isEmpty)
  }

  @Test("Messages and attention say whether their ends are hyperedges, also with as many of them as nodes")
  func ends() throws {
    let hypergraph = Hypergraph(nodeCount: 4, hyperedges: [[0, 1], [1, 2, 3], [0, 3], [2, 3]])
    let structure = GraphStructure(hypergraph.cliqueExpansion(), hypergraph: hypergraph)
    let features = FeatureMatrix.dense(samples.tensor([4, 6], ordinal: 3))
    for name in ["hgnn", "unigat"] {
      let model = try SmallModels.model(name, seed: 2)
      let messages = model.explanation(of: 0, features, in: structure, by: .integratedGradients()).messages
      // Node 0 is in hyperedges 0 and 2, whose other nodes are 1 and 3.
      let last = messages.filter { $0.ends == .hyperedgesToNodes && $0.target == 0 }
      #expect(Set(last.map(\.source)) == [0, 2] && last.count == 2)
      let first = messages.filter { $0.ends == .nodesToHyperedges && $0.target == 0 }
      #expect(Set(first.map(\.source)) == [0, 1] && first.count == 2)
      #expect(messages.allSatisfy { $0.ends != .nodes })
    }
    let attention = try SmallModels.model("unigat").attention(features, in: structure)
    #expect(!attention.isEmpty && attention.allSatisfy { $0.ends == .hyperedgesToNodes })
    let ordinary = GraphStructure(samples.graph(nodeCount: 4, edgeCount: 5))
    #expect(try SmallModels.model("gat").attention(features, in: ordinary).allSatisfy { $0.ends == .nodes })
  }
}
