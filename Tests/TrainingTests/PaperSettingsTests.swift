// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import Testing
import Training

@Suite("Settings of papers")
struct RecipeTests {
  @Test(
    "The paper's settings of each model use the default configuration of the model",
    arguments: ModelRegistry.standard.names)
  func defaults(name: String) throws {
    let data = try Sample.karate()
    let entry = try #require(ModelRegistry.standard[name])
    let settings = try #require(PaperSettings(entry, for: data))
    #expect(try settings.model.configuration.json().text() == entry.model.configuration.json().text())
    #expect(settings.name == name)
    #expect(PaperSettings.sources(of: entry, for: data).contains(.paper))
  }

  @Test("Settings by Kipf and Welling and by PyTorch Geometric exist only for their models")
  func sources() throws {
    let data = try Sample.karate()
    let having = { (source: PaperSettings.Source) in
      ModelRegistry.standard.entries.filter { PaperSettings.sources(of: $0, for: data).contains(source) }.map(
        \.name)
    }
    #expect(having(.kipf) == ["gcn", "mlp", "cheb"])
    #expect(having(.pyg) == ["gcn", "mlp", "gat", "cheb", "sgc", "appnp", "arma"])
    #expect(PaperSettings(GCNII.self, source: .kipf, for: data) == nil)
  }

  @Test("A custom model with the name of a library model does not use the library model's settings")
  func namesake() throws {
    let data = try Sample.karate()
    let settings = PaperSettings(Namesake.self, for: data)
    #expect(settings.model.configuration is Namesake.Configuration)
    #expect(PaperSettings(Namesake.self, source: .kipf, for: data) == nil)
  }

  @Test("Settings of papers have at most 1000 epochs on data that no paper used")
  func epochLimit() throws {
    let data = try Sample.karate()
    #expect(PaperSettings(GAT.self, for: data).epochs == 1000)
    #expect(PaperSettings(GCN.self, for: data).epochs == 200)
    let trainer = PaperSettings(GCN.self, for: data).trainer(seed: 1, featureScaling: .standard)
    #expect(trainer.featureScaling == .standard)
    #expect(EarlyStopping.loss(patience: 7) == EarlyStopping(.loss(patience: 7), keeping: .lowestLoss))
  }
}

/// A model with the name of another model.
private struct Namesake: NodeClassifier {
  static let name = "gcn"
  struct Configuration: ModelConfiguration {}
  let configuration: Configuration

  init(_ configuration: Configuration, for data: DatasetSizes) { self.configuration = configuration }
  mutating func visitParameters(_ visitor: ParameterVisitor) {}
  func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable { features.dense() }
}
