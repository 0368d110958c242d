import GraphFiles
import Testing

@Suite("The name that someone may have meant")
struct NearestNameTests {
  private let names = ["gat", "gcn", "gcn2", "sage", "transformer"]

  @Test(
    "is the nearest by letters changed, added, dropped or swapped",
    arguments: [
      ("gatt", "gat"), ("gnc", "gcn"), ("GCN2", "gcn2"), ("transfromer", "transformer"), ("sge", "sage"),
    ])
  func nearest(typed: String, meant: String) {
    #expect(NearestName.of(typed, among: names) == meant)
  }

  @Test("is none where nothing is near, and a name that is there is not suggested")
  func nothing() {
    #expect(NearestName.of("mlp", among: names) == nil && NearestName.of("", among: names) == nil)
    #expect(NearestName.suggestion(for: "gat", among: names) == "")
    #expect(NearestName.suggestion(for: "gatt", among: names) == "; did you mean 'gat'?")
  }

  @Test(
    "Paths that the system does not understand say how to write them",
    arguments: ["~/a.csv", "file:///a.csv", ""])
  func paths(path: String) {
    let error = #expect(throws: DataError.self) { try FileContents.read(path) }
    #expect(error?.hint != nil)
    #expect(throws: DataError.self) { try FileContents.read("missing.csv") }
  }
}
