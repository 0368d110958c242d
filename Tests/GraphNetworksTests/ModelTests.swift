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

  @Test("Every parameter of a model gets a gradient", arguments: ["gcn", "mlp"], [true, false])
  func gradients(name: String, hasBias: Bool) throws {
    let samples = Samples(seed: 2)
    let architecture = ModelArchitecture(
      name: name, featureCount: 6, hidden: [4], classCount: 3, dropout: 0, inputDropout: 0, hasBias: hasBias)
    let model = try #require(architecture.model(seed: 1))
    let graph = samples.graph(nodeCount: 20, edgeCount: 30)
    let propagation = Propagation(model.messageSteps(of: graph))
    let context = ForwardContext(training: 0, step: 0)
    let features = FeatureVariable(.dense(samples.tensor([20, 6], ordinal: 3)))
    let scores = model(features, along: propagation, context)
    let labels = samples.indices(20, below: 3, ordinal: 4)
    let loss = scores.crossEntropy(rows: (0..<20).map { Int32($0) }, labels: labels)
    let gradients = model.stateDictionary(of: context.gradients(of: loss))
    #expect(Set(gradients.keys) == Set(model.stateDictionary().map(\.name)))
    for (name, gradient) in gradients { #expect(gradient.scalars.contains { $0 != 0 }, "\(name)") }
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
    let propagation = Propagation(model.messageSteps(of: graph))
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
