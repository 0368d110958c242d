// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Parameters, scores and layer connections of graph models")
struct ModelTests {
  private func parametersFound(in value: Any) -> Int {
    value is Parameter
      ? 1 : Mirror(reflecting: value).children.reduce(0) { $0 + parametersFound(in: $1.value) }
  }

  private static let sizes = DatasetSizes(featureCount: 5, classCount: 3)
  static let modules: [any Module] = [
    GCNConv(inputSize: 3, outputSize: 2).initialized(seed: 1),
    GCNConv(
      inputSize: 3, outputSize: 2, hasBias: false
    ).initialized(seed: 1),
    GCN(for: sizes, seed: 1), GCN(GCN.Configuration(layers: 1), for: sizes, seed: 1),
    GCN(GCN.Configuration(hiddenSize: 4, layers: 4, hasBias: true), for: sizes, seed: 1),
    MLP(for: sizes, seed: 1),
    MLP(MLP.Configuration(hiddenSize: 4, layers: 3, hasBias: true), for: sizes, seed: 1),
  ]

  @Test(
    "A graph model visits each of its parameters once under a unique name", arguments: modules.indices)
  func completeness(index: Int) {
    let names = Self.modules[index].stateDictionary().map(\.name)
    #expect(!names.isEmpty && names.count == parametersFound(in: Self.modules[index]))
    #expect(Set(names).count == names.count)
  }

  @Test(
    "Every parameter of a graph model receives a non-zero gradient", arguments: SmallModels.names,
    [true, false])
  func gradients(name: String, hasBias: Bool) throws {
    let samples = Samples(seed: 2)
    let model = try SmallModels.model(name, ["hasBias": .bool(hasBias)])
    let features = FeatureMatrix.dense(samples.tensor([20, 6], ordinal: 3))
    let structure = GraphStructure(samples.graph(nodeCount: 20, edgeCount: 30)).with(features)
    let propagation = Propagation(model.messageSteps(of: structure))
    let context = ForwardContext(training: 0, step: 0)
    let scores = model(FeatureVariable(features), along: propagation, context)
    #expect(scores.shape == [20, 3])
    let labels = samples.indices(20, below: 3, ordinal: 4)
    let loss = scores.crossEntropy(rows: (0..<20).map { Int32($0) }, labels: labels)
    let gradients = model.stateDictionary(of: context.gradients(of: loss))
    #expect(Set(gradients.keys) == Set(model.stateDictionary().map(\.name)))
    for (name, gradient) in gradients { #expect(gradient.scalars.contains { $0 != 0 }, "\(name)") }
  }

  @Test(
    "A model can be created from its saved description and visits each parameter once",
    arguments: SmallModels.names)
  func description(name: String) throws {
    let sizes = DatasetSizes(featureCount: 6, classCount: 3, nodeCount: 20)
    let description = ModelDescription(try SmallModels.blueprint(name), for: sizes)
    let json = try description.json()
    let read = try ModelDescription(json: json, models: .standard)
    #expect(try read.json().text() == json.text())
    let model = try read.model.model(for: read.sizes, seed: 3)
    #expect(ModelRegistry.standard.name(of: model) == name)
    let names = model.stateDictionary().map(\.name)
    #expect(names.count == parametersFound(in: model) && Set(names).count == names.count)
    let weights = model.stateDictionary().reduce(0) { $0 + $1.tensor.count }
    #expect(model.weightCount == Double(weights))
  }

  @Test(
    "The scores of a few nodes along their receptive field match the scores of all nodes",
    arguments: SmallModels.names)
  func receptiveField(name: String) throws {
    let samples = Samples(seed: 5)
    let model = try SmallModels.model(name)
    guard model.hasReceptiveFields else { return }
    let features = FeatureMatrix.sparse(samples.sparse(20, 6, entries: 50))
    let structure = GraphStructure(samples.graph(nodeCount: 20, edgeCount: 14, ordinal: 3)).with(features)
    let field = Propagation(model.messageSteps(of: structure), targets: [7, 2, 19])
    let scores = model(FeatureVariable(field.inputFeatures(features)), along: field, ForwardContext()).value
    #expect(mismatch(scores, model.scores(features, in: structure).rows([7, 2, 19])) == nil)
  }

  /// The models whose scores do not depend on node numbers. LINKX identifies nodes by their numbers, an
  /// LSTM reads neighbours in order, and HyperGCN takes the first of several nodes with equal
  /// projections, such as nodes whose rows ReLU has set to 0.
  static let equivariant = SmallModels.names.filter {
    !["linkx", "sage-lstm", "hypergcn", "1-hypergcn"].contains($0)
  }

  @Test("Permuting the nodes of a graph permutes the scores of a model", arguments: equivariant)
  func equivariance(name: String) throws {
    let samples = Samples(seed: 6)
    let model = try SmallModels.model(name)
    let graph = samples.graph(nodeCount: 20, edgeCount: 30)
    let features = samples.tensor([20, 6], ordinal: 5)
    let order = samples.stream(9).permutation(of: 20)
    let scores = model.scores(.dense(features), in: graph)
    let permuted = model.scores(.dense(features.rows(order)), in: graph.inducedSubgraph(order))
    #expect(mismatch(permuted, scores.rows(order), relative: 1e-4) == nil)
  }

  @Test(
    "Models have finite scores on graphs without edges and on a graph of one node",
    arguments: SmallModels.names, [1, 5])
  func degenerate(name: String, count: Int) throws {
    let model = try SmallModels.model(name, nodeCount: count)
    let features = Samples(seed: 7).tensor([count, 6])
    let scores = model.scores(.dense(features), in: Graph(nodeCount: count, sources: [], targets: []))
    #expect(scores.shape == [count, 3] && scores.scalars.allSatisfy(\.isFinite))
  }

  @Test(
    "Models support every layer connection with every normalisation",
    arguments: LayerConnections.allCases, LayerNormalization.allCases)
  func connections(
    connections: LayerConnections, normalization: LayerNormalization
  ) throws {
    let samples = Samples(seed: 8)
    let structure = GraphStructure(samples.graph(nodeCount: 20, edgeCount: 14))
    let features = FeatureMatrix.dense(samples.tensor([20, 6], ordinal: 5))
    for name in ["gcn", "cheb", "gat"] {
      let model = try SmallModels.model(
        name,
        [
          "hiddenSizes": .array([.integer(4), .integer(4), .integer(4)]),
          "connections": .string(connections.rawValue), "normalization": .string(normalization.rawValue),
        ])
      let scores = model.scores(features, in: structure)
      #expect(scores.shape == [20, 3])
      let names = model.stateDictionary().map(\.name)
      #expect(names.count == parametersFound(in: model) && Set(names).count == names.count)
      #expect(model.hasReceptiveFields == (normalization == .none || normalization == .layer))
      guard model.hasReceptiveFields else { continue }
      let field = Propagation(model.messageSteps(of: structure), targets: [3, 11])
      let some = model(FeatureVariable(field.inputFeatures(features)), along: field, ForwardContext()).value
      #expect(mismatch(some, scores.rows([3, 11])) == nil)
    }
  }

  @Test("An MLP computes the scores of each node independently")
  func independence() {
    let samples = Samples(seed: 3)
    let features = samples.tensor([10, 6])
    let model = MLP(for: DatasetSizes(featureCount: 6, classCount: 3), seed: 1)
    let scores = model.scores(.dense(features), in: samples.graph(nodeCount: 10, edgeCount: 20))
    let alone = model.scores(.dense(features.rows([7])), in: Graph(nodeCount: 1, sources: [], targets: []))
    #expect(sameBits(alone, scores.rows([7])))
  }

  @Test("Dropout affects training passes and not the scores of a model")
  func dropout() {
    let samples = Samples(seed: 4)
    let graph = samples.graph(nodeCount: 30, edgeCount: 60)
    let features = FeatureMatrix.dense(samples.tensor([30, 6]))
    let model = GCN(for: DatasetSizes(featureCount: 6, classCount: 3), seed: 1)
    let propagation = Propagation(model.messageSteps(of: GraphStructure(graph)))
    let train = { (step: Int) in
      model(FeatureVariable(features), along: propagation, ForwardContext(training: 1, step: step)).value
    }
    #expect(train(0) == train(0) && train(0) != train(1))
    #expect(model.scores(features, in: graph) == model.scores(features, in: graph))
    #expect(model.scores(features, in: graph) != train(0))
  }

  @Test("Weights with unknown names are not recognised as a model")
  func unknownWeights() {
    #expect(ModelDescription(inferredFrom: [("other.weight", Tensor(zeros: [1, 1]))]) == nil)
  }
}
