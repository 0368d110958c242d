import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Models show all their parameters")
struct ModelTests {
  private func parametersFound(in value: Any) -> Int {
    value is Parameter
      ? 1 : Mirror(reflecting: value).children.reduce(0) { $0 + parametersFound(in: $1.value) }
  }

  static let modules: [any Module] = [
    GCNConv(inputSize: 3, outputSize: 2, stream: RandomStream(seed: 1, purpose: .initialization)),
    GCNConv(
      inputSize: 3, outputSize: 2, hasBias: false, stream: RandomStream(seed: 1, purpose: .initialization)),
    GCN(featureCount: 5, classCount: 3), GCN(featureCount: 5, hidden: [], classCount: 3),
    GCN(featureCount: 5, hidden: [4, 4, 4], classCount: 3, hasBias: false),
    MLP(featureCount: 5, classCount: 3),
    MLP(featureCount: 5, hidden: [4, 4], classCount: 3, hasBias: false),
  ]

  @Test(
    "Every parameter that a model holds is visited once, under a name of its own", arguments: modules.indices)
  func completeness(index: Int) {
    let names = Self.modules[index].stateDictionary().map(\.name)
    #expect(!names.isEmpty && names.count == parametersFound(in: Self.modules[index]))
    #expect(Set(names).count == names.count)
  }

  /// A small model of a family.
  static func small(_ family: ModelFamily, hasBias: Bool = true) -> ModelArchitecture {
    var settings: [ModelSetting: Float] = [:]
    if family.settings[.nodes] != nil { settings[.nodes] = 20 }
    if family.settings[.hops] != nil { settings[.hops] = 2 }
    if family.settings[.heads] != nil { settings[.heads] = 2 }
    return ModelArchitecture(
      name: family.name, featureCount: 6, hidden: family.hiddenLayers == .none ? [] : [4], classCount: 3,
      dropout: 0, hasBias: hasBias, settings: settings)
  }

  static func smallModel(_ name: String, seed: UInt64) throws -> any NodeClassifier {
    let family = try #require(ModelFamily(named: name))
    return try #require(small(family).model(seed: seed))
  }

  @Test("Every parameter of a model gets a gradient", arguments: ModelArchitecture.modelNames, [true, false])
  func gradients(name: String, hasBias: Bool) throws {
    let samples = Samples(seed: 2)
    let family = try #require(ModelFamily(named: name))
    let model = try #require(Self.small(family, hasBias: hasBias).model(seed: 1))
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
    "A model can be made from its description and shows each parameter once",
    arguments: ModelArchitecture.modelNames)
  func description(name: String) throws {
    let family = try #require(ModelFamily(named: name))
    let architecture = Self.small(family)
    #expect(architecture.isPossible)
    let model = try #require(architecture.model(seed: 3))
    #expect(model.architecture == architecture)
    #expect(ModelArchitecture(json: architecture.json) == architecture)
    let names = model.stateDictionary().map(\.name)
    #expect(names.count == parametersFound(in: model) && Set(names).count == names.count)
    let weights = model.stateDictionary().reduce(0) { $0 + $1.tensor.count }
    #expect(architecture.leastWeightCount <= Double(weights))
  }

  @Test(
    "The scores of a few nodes are those of all, along their receptive field",
    arguments: ModelArchitecture.modelNames)
  func receptiveField(name: String) throws {
    let samples = Samples(seed: 5)
    let model = try Self.smallModel(name, seed: 1)
    guard model.hasReceptiveFields else { return }
    let features = FeatureMatrix.sparse(samples.sparse(20, 6, entries: 50))
    let structure = GraphStructure(samples.graph(nodeCount: 20, edgeCount: 14, ordinal: 3)).with(features)
    let field = Propagation(model.messageSteps(of: structure), targets: [7, 2, 19])
    let scores = model(FeatureVariable(field.inputFeatures(features)), along: field, ForwardContext()).value
    #expect(mismatch(scores, model.scores(features, in: structure).rows([7, 2, 19])) == nil)
  }

  /// LINKX knows nodes by their numbers, an LSTM reads neighbours in their order, and of nodes that lie alike, as those
  /// do whose rows ReLU has emptied, HyperGCN takes the first.
  static let equivariant = ModelArchitecture.modelNames.filter {
    !["linkx", "sage-lstm", "hypergcn", "1-hypergcn"].contains($0)
  }

  @Test("Permuted nodes give permuted scores", arguments: equivariant)
  func equivariance(name: String) throws {
    let samples = Samples(seed: 6)
    let model = try Self.smallModel(name, seed: 1)
    let graph = samples.graph(nodeCount: 20, edgeCount: 30)
    let features = samples.tensor([20, 6], ordinal: 5)
    let order = samples.stream(9).permutation(of: 20)
    let scores = model.scores(.dense(features), in: graph)
    let permuted = model.scores(.dense(features.rows(order)), in: graph.inducedSubgraph(order))
    #expect(mismatch(permuted, scores.rows(order), relative: 1e-4) == nil)
  }

  @Test(
    "Graphs without edges, with isolated nodes or with one node have scores",
    arguments: ModelArchitecture.modelNames, [1, 5])
  func degenerate(name: String, count: Int) throws {
    let family = try #require(ModelFamily(named: name))
    var architecture = Self.small(family)
    if architecture.settings[.nodes] != nil { architecture.settings[.nodes] = Float(count) }
    let model = try #require(architecture.model(seed: 1))
    let features = Samples(seed: 7).tensor([count, 6])
    let scores = model.scores(.dense(features), in: Graph(nodeCount: count, sources: [], targets: []))
    #expect(scores.shape == [count, 3] && scores.scalars.allSatisfy(\.isFinite))
  }

  @Test(
    "Layers hang together in every way, with every normalisation",
    arguments: ModelArchitecture.Connections.allCases, ModelArchitecture.Normalization.allCases)
  func connections(
    connections: ModelArchitecture.Connections, normalization: ModelArchitecture.Normalization
  ) throws {
    let samples = Samples(seed: 8)
    let structure = GraphStructure(samples.graph(nodeCount: 20, edgeCount: 14))
    let features = FeatureMatrix.dense(samples.tensor([20, 6], ordinal: 5))
    for name in ["gcn", "cheb", "gat"] {
      let family = try #require(ModelFamily(named: name))
      var architecture = Self.small(family)
      architecture.hidden = [4, 4, 4]
      architecture.connections = connections
      architecture.normalization = normalization
      #expect(architecture.isPossible && ModelArchitecture(json: architecture.json) == architecture)
      let model = try #require(architecture.model(seed: 1))
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

  @Test("An MLP looks at each node alone")
  func independence() {
    let samples = Samples(seed: 3)
    let features = samples.tensor([10, 6])
    let model = MLP(featureCount: 6, classCount: 3, seed: 1)
    let scores = model.scores(.dense(features), in: samples.graph(nodeCount: 10, edgeCount: 20))
    let alone = model.scores(.dense(features.rows([7])), in: Graph(nodeCount: 1, sources: [], targets: []))
    #expect(sameBits(alone, scores.rows([7])))
  }

  @Test("Dropout acts in training and not in scores")
  func dropout() {
    let samples = Samples(seed: 4)
    let graph = samples.graph(nodeCount: 30, edgeCount: 60)
    let features = FeatureMatrix.dense(samples.tensor([30, 6]))
    let model = GCN(featureCount: 6, classCount: 3, seed: 1)
    let propagation = Propagation(model.messageSteps(of: GraphStructure(graph)))
    let train = { (step: Int) in
      model(FeatureVariable(features), along: propagation, ForwardContext(training: 1, step: step)).value
    }
    #expect(train(0) == train(0) && train(0) != train(1))
    #expect(model.scores(features, in: graph) == model.scores(features, in: graph))
    #expect(model.scores(features, in: graph) != train(0))
  }

  @Test("A model of an unknown name is none")
  func unknownModel() {
    let architecture = ModelArchitecture(
      name: "other", featureCount: 1, hidden: [], classCount: 1, dropout: 0, inputDropout: 0, hasBias: true)
    #expect(architecture.model() == nil)
    #expect(ModelArchitecture(inferredFrom: [("other.weight", Tensor(zeros: [1, 1]))]) == nil)
  }
}
