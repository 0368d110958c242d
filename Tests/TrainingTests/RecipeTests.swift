import Autograd
import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import Testing
import Training

@Suite("The settings of papers")
struct RecipeTests {
  @Test("are those that a model's configuration has by default", arguments: ModelRegistry.standard.names)
  func defaults(name: String) throws {
    let data = try Sample.karate()
    let entry = try #require(ModelRegistry.standard[name])
    let recipe = try #require(Recipe(entry, for: data))
    #expect(try recipe.model.configuration.json().text() == entry.model.configuration.json().text())
    #expect(recipe.name == name)
    #expect(Recipe.sources(of: entry, for: data).contains(.paper))
  }

  @Test("of Kipf and Welling and of PyTorch Geometric are those of the models that these have")
  func sources() throws {
    let data = try Sample.karate()
    let having = { (source: Recipe.Source) in
      ModelRegistry.standard.entries.filter { Recipe.sources(of: $0, for: data).contains(source) }.map(\.name)
    }
    #expect(having(.kipf) == ["gcn", "mlp", "cheb"])
    #expect(having(.pyg) == ["gcn", "mlp", "gat", "cheb", "sgc", "appnp", "arma"])
    #expect(Recipe(GCNII.self, source: .kipf, for: data) == nil)
  }

  @Test("of a model of this library are not those of another model with its name")
  func namesake() throws {
    let data = try Sample.karate()
    let recipe = Recipe(Namesake.self, for: data)
    #expect(recipe.model.configuration is Namesake.Configuration)
    #expect(Recipe(Namesake.self, source: .kipf, for: data) == nil)
  }
}

/// A model with the name of another one.
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
