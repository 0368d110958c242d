// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import Testing

extension PublishedData {
  static let reason: Comment = "needs the published data: set GRAPHLEARN_DATA to their folder"

  /// Returns the path of a file or directory of the published data.
  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}

/// Files that describe a small graph of four nodes, as a user would write them.
struct SmallFiles {
  let folder: Folder
  /// The options that name the files of edges, features and labels.
  let options = ["--edges", "edges.tsv", "--features", "features.csv", "--labels", "labels.tsv"]

  init() throws {
    folder = try Folder()
    try folder.write("a\tb\nb\tc\nc\td\n", to: "edges.tsv")
    try folder.write("id,f1,f2\na,1,0\nb,1,0\nc,0,1\nd,0,1\n", to: "features.csv")
    try folder.write("a\tleft\nb\tleft\nc\tright\nd\tright\n", to: "labels.tsv")
    try folder.write("a 1 0 left\nb 1 0 left\nc 0 1 right\nd 0 1 right\n", to: "nodes.content")
    try folder.write("a b\nb c\nc d\n", to: "nodes.cites")
    try folder.write(#"{"train": ["a", "c"], "test": ["b", "d"]}"#, to: "split.json")
  }

  /// Trains on the files with additional options.
  func train(_ more: [String] = []) async throws -> Outcome {
    try await Command.run(["train", "--quiet", "--epochs", "5"] + options + more, in: folder)
  }

  /// Trains on the karate club and saves the model.
  func saveKarate(_ name: String = "karate.safetensors") async throws {
    let outcome = try await Command.run(["train", "--quiet", "--epochs", "5", "--save", name], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}

/// Generates a graph of `nodeCount` nodes and writes its edges, features and labels.
func writeGenerated(nodeCount: Int, to folder: Folder) throws {
  let data = try CitationGraphGenerator(nodeCount: nodeCount).generate()
  try data.write(
    edges: folder.path("edges.tsv"), features: folder.path("features.tsv"), labels: folder.path("labels.tsv"))
}
