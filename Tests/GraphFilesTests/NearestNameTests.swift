// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

@Suite("Suggestions for misspelt names")
struct NearestNameTests {
  private let names = ["gat", "gcn", "gcn2", "sage", "transformer"]

  @Test(
    "The suggested name is the nearest by letters changed, added, dropped or swapped",
    arguments: [
      ("gatt", "gat"), ("gnc", "gcn"), ("GCN2", "gcn2"), ("transfromer", "transformer"), ("sge", "sage"),
    ])
  func nearest(typed: String, meant: String) {
    #expect(NearestName.of(typed, among: names) == meant)
  }

  @Test("No name is suggested if none is near or if the given name exists")
  func nothing() {
    #expect(NearestName.of("mlp", among: names) == nil && NearestName.of("", among: names) == nil)
    #expect(NearestName.suggestion(for: "gat", among: names) == "")
    #expect(NearestName.suggestion(for: "gatt", among: names) == "; did you mean 'gat'?")
  }

  @Test(
    "An error about a path that is empty or begins with ~ or file: says how to write the path",
    arguments: ["~/a.csv", "file:///a.csv", ""])
  func paths(path: String) {
    let error = #expect(throws: DataError.self) { try FileContents.read(path) }
    #expect(error?.hint != nil)
    #expect(throws: DataError.self) { try FileContents.read("missing.csv") }
  }
}
