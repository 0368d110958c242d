// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import Testing

/// A configuration as a user might declare it.
private struct Settings: ModelConfiguration {
  var hiddenSize = 32
  var dropout: Float = 0.5
  var names = ["a"]
  var limit: Int?
}

/// A model whose configuration omits a setting when encoded.
private struct Lossy: NodeClassifier {
  struct Configuration: ModelConfiguration {
    var hidden = 4
    var size = 1
    enum CodingKeys: String, CodingKey { case size }
  }

  let configuration: Configuration
  var layer: Linear

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    layer = Linear(inputSize: data.featureCount, outputSize: data.classCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layer", &layer) }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    layer(x, context)
  }
}

@Suite("Configurations of models")
struct ConfigurationTests {
  @Test("The configuration of every model survives a JSON round trip", arguments: SmallModels.names)
  func roundTrip(name: String) throws {
    let model = try SmallModels.blueprint(name)
    let json = try model.configuration.json()
    let again = try #require(ModelRegistry.standard[name]).model.changed(by: json)
    #expect(try again.configuration.json().text() == json.text())
    #expect(again.configuration.problem == nil)
  }

  @Test("Configurations use defaults for absent settings and ignore unknown ones")
  func absent() throws {
    let changed = try Settings().changed(by: .object([("dropout", .number(0.25)), ("other", .integer(1))]))
    #expect(changed == Settings(hiddenSize: 32, dropout: 0.25))
    #expect(try Settings().changed(by: .object([])) == Settings())
    #expect(try Settings().changed(by: .object([("limit", .integer(7))])).limit == 7)
    let gat = try GAT.Configuration().changed(by: .object([("heads", .integer(2))]))
    #expect(gat == GAT.Configuration(heads: 2))
  }

  @Test("An optional setting that is nil stays nil in a round trip even if its default is not nil")
  func optional() throws {
    struct Gated: ModelConfiguration {
      var gate: Float? = 2
      var depth = 1
    }
    let none = Gated(gate: nil)
    #expect(try none.json().text() == #"{"depth":1,"gate":null}"#)
    #expect(try Gated().changed(by: none.json()) == none)
    #expect(try Gated().changed(by: Gated().json()) == Gated())
    #expect(try none.changed(by: .object([("depth", .integer(2))])) == Gated(gate: nil, depth: 2))
  }

  @Test("A configuration that changes when encoded and decoded cannot be saved")
  func lossy() throws {
    let blueprint = ModelBlueprint(Lossy.self, Lossy.Configuration(hidden: 5))
    let error = #expect(throws: DataError.self) { _ = try blueprint.rereadFromFile() }
    #expect(
      error?.code == .usage && error?.message.contains("it must be equal to itself after encoding") == true)
    #expect(try ModelBlueprint(Lossy.self).rereadFromFile().type == Lossy.self)
  }

  static let invalid: [(JSONValue, String)] = [
    (.object([("hiddenSize", .string("large"))]), "setting 'hiddenSize' is not of type Int"),
    (.object([("hiddenSize", .number(1.5))]), "setting 'hiddenSize' has an invalid value"),
    (.object([("names", .array([.string("b"), .integer(1)]))]), "setting 'names.[1]' is not of type String"),
    (.array([]), "the settings are not a JSON object"),
  ]

  @Test(
    "A setting of the wrong type throws a bad-data error that names the setting", arguments: invalid.indices)
  func types(number: Int) throws {
    let error = #expect(throws: DataError.self) { _ = try Settings().changed(by: Self.invalid[number].0) }
    #expect(
      error?.code == .badData && error?.message.contains(Self.invalid[number].1) == true, "\(error as Any)")
  }

  @Test("Configurations with invalid values report the setting and the expected range")
  func problems() {
    #expect(GAT.Configuration(heads: 0).problem == "heads is 0; expected 1 to 65536")
    #expect(GCN.Configuration(dropout: 1.5).problem == "dropout is 1.5; expected 0.0 to 1.0")
    #expect(GCN.Configuration(hiddenSize: 0).problem == "hiddenSizes[0] is 0; expected 1 to 16777216")
    #expect(GCN.Configuration(layers: 1, connections: .jumping).problem?.contains("jumping") == true)
    #expect(GCNII.Configuration(layers: 0).problem == "layers is 0; expected 1 to 1000")
    #expect(AllSetTransformer.Configuration(heads: 3).problem?.contains("multiples of heads (3)") == true)
    #expect(Settings().problem == nil)
  }

  @Test("Creating a model with an invalid configuration traps and names the model")
  func trap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GAT(
        GAT.Configuration(heads: 0), for: DatasetSizes(featureCount: 3, classCount: 2), seed: 1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("gat: heads is 0; expected 1 to 65536"))
  }
}

/// A minimal model to be registered.
private struct Constant: StepwiseClassifier {
  struct Configuration: ModelConfiguration {}
  let configuration: Configuration
  var bias: Parameter

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    bias = Parameter([1, data.classCount], .zeros)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("bias", &bias) }
  func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }
  func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    features.dense().slice(axis: 1, 0..<1) * 0 + context[bias]
  }
}

/// A model with the name of another model.
private struct Impostor: NodeClassifier {
  static let name = "gcn"
  struct Configuration: ModelConfiguration {}
  let configuration: Configuration

  init(_ configuration: Configuration, for data: DatasetSizes) { self.configuration = configuration }
  mutating func visitParameters(_ visitor: ParameterVisitor) {}
  func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable { features.dense() }
}

@Suite("Model registries")
struct ModelRegistryTests {
  @Test("A model registry has unique names and finds the name of a model by its type and settings")
  func names() throws {
    let names = ModelRegistry.standard.names
    #expect(names.count == 45 && Set(names).count == 45)
    for name in names { #expect(ModelRegistry.standard.name(of: try SmallModels.model(name)) == name) }
    #expect(ModelRegistry.standard.name(of: ModelBlueprint(GraphSAGE.self)) == "sage")
    #expect(
      ModelRegistry.standard.name(of: ModelBlueprint(GraphSAGE.self, .init(aggregation: .maximum)))
        == "sage-max")
    #expect(ModelRegistry.standard["gnc"] == nil)
  }

  @Test("Adding a model returns a new registry, and adding the same model again changes nothing")
  func adding() throws {
    let models = ModelRegistry.standard.adding(Constant.self, title: "nothing but a bias")
    #expect(models.names == ModelRegistry.standard.names + ["Constant"])
    #expect(models["Constant"]?.title == "nothing but a bias" && ModelRegistry.standard["Constant"] == nil)
    #expect(models.adding(Constant.self).names == models.names)
    let entry = try #require(models["Constant"])
    let model = try entry.model.model(for: DatasetSizes(featureCount: 2, classCount: 3), seed: 1)
    #expect(models.name(of: model) == "Constant" && model.parameterCount == 3)
  }

  @Test("Adding a model with the name of another model traps")
  func taken() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ModelRegistry.standard.adding(Impostor.self)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains("duplicate model name 'gcn'") && text.contains("give Impostor a unique static `name`"))
  }

  @Test("A model whose name is taken or that differs from its configuration cannot be saved")
  func saving() throws {
    let sizes = DatasetSizes(featureCount: 2, classCount: 3)
    let impostor = Impostor(for: sizes, seed: 1)
    var error = #expect(throws: DataError.self) {
      try ModelDescription(ModelBlueprint(of: impostor), for: sizes).requireSaving(impostor)
    }
    #expect(
      error?.code == .usage
        && error?.message.contains("have the same name 'gcn'; give Impostor a unique static") == true)
    var wide = GCN(for: sizes, seed: 1)
    wide.convolutions[1].lin = Linear(inputSize: 16, outputSize: 5, hasBias: false).initialized(seed: 1)
    error = #expect(throws: DataError.self) {
      try ModelDescription(ModelBlueprint(of: wide), for: sizes).requireSaving(wide)
    }
    #expect(
      error?.message.contains("parameter 'conv2.lin.weight' has shape [16, 3] instead of [16, 5]") == true)
    let plain = GCN(for: sizes, seed: 1)
    try ModelDescription(ModelBlueprint(of: plain), for: sizes).requireSaving(plain)
  }
}
