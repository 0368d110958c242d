import GraphCore
import GraphLearningTestSupport
import Testing

@Suite("graphlearn recipe")
struct RecipeCommandTests {
  @Test(
    "run without the data says what they are and where they are published",
    arguments: ["deep-gcn", "gat-cora", "hgnn-cora"])
  func missing(name: String) async throws {
    let folder = try Folder()
    let outcome = try await Command.run(
      ["recipe", "run", name, "--data-dir", folder.path("none")], in: folder,
      environment: ["HOME": folder.path("none")])
    #expect(outcome.status == 66 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains("Planetoid"))
    #expect(outcome.errors.contains("github.com/kimiyoung/planetoid"))
  }

  @Test("run gives the same figures for one thread and for two")
  func sameBits() async throws {
    var figures: [[Double?]] = []
    for threads in ["1", "2"] {
      let outcome = try await Command.run([
        "recipe", "run", "gcn-layer", "--seed", "4", "--threads", threads, "--quiet", "--json",
      ])
      let values = try #require(outcome.json()["figures"]?.array)
      figures.append(values.map { $0["value"]?.double })
    }
    #expect(figures[0] == figures[1] && figures[0].count == 4)
  }
}
