import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
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
}
