// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import Testing

@Suite(
  "The published citation graphs have the sizes and accuracy of their papers",
  .enabled(if: PublishedData.isThere, PublishedData.reason))
struct PublishedDataCommandTests {
  static func info(_ options: [String]) async throws -> JSONValue { try await InfoCommandTests.info(options) }

  @Test(
    "info reports the same sizes of Cora from Planetoid files, text files and an .npz archive",
    arguments: ["planetoid", "text", "npz"])
  func cora(form: String) async throws {
    let options =
      switch form {
      case "planetoid": ["--dataset", "cora", "--data-dir", PublishedData.path("planetoid")]
      case "npz": ["--dataset", "cora", "--data-dir", PublishedData.path("npz")]
      default:
        [
          "--content", PublishedData.path("cora/cora.content"), "--cites",
          PublishedData.path("cora/cora.cites"),
        ]
      }
    let json = try await Self.info(options)
    #expect(
      ["nodes", "edges", "components", "features"].map { json[$0]?.integer } == [2_708, 5_278, 78, 1_433])
    #expect(json["classes"]?.array?.count == 7 && json["largest_component"]?.integer == 2_485)
    #expect(json["isolated"]?.integer == 0)
  }

  @Test("info reports 3,327 nodes, 48 of them isolated, for the Planetoid files of Citeseer")
  func citeseer() async throws {
    let json = try await Self.info(["--dataset", "citeseer", "--data-dir", PublishedData.path("planetoid")])
    #expect(
      ["nodes", "edges", "components", "isolated"].map { json[$0]?.integer } == [3_327, 4_552, 438, 48])
  }

  @Test("info reports 3,312 nodes and 4,536 edges for the .npz archive of Citeseer")
  func citeseerArchive() async throws {
    let json = try await Self.info(["--dataset", "citeseer", "--data-dir", PublishedData.path("npz")])
    #expect(["nodes", "edges"].map { json[$0]?.integer } == [3_312, 4_536])
  }

  @Test("datasets list finds the data sets in the directory that GRAPHLEARN_DATA names")
  func environment() async throws {
    let environment = ["GRAPHLEARN_DATA": PublishedData.path("planetoid")]
    let outcome = try await Command.run(["datasets", "list", "--json"], environment: environment)
    let names = try outcome.json()["datasets"]?.array?.compactMap { $0["name"]?.string } ?? []
    #expect(names.contains("cora") && names.contains("citeseer") && names.first == "karate")
  }

  @Test("Five training runs on Cora's published split reach the accuracy of Kipf and Welling")
  func training() async throws {
    let outcome = try await Command.run([
      "train", "--quiet", "--json", "--runs", "5", "--dataset", "cora", "--data-dir",
      PublishedData.path("planetoid"),
    ])
    let json = try outcome.json()
    let dataset = try #require(json["dataset"])
    #expect(["train", "validation", "test"].map { dataset[$0]?.integer } == [140, 500, 1_000])
    let accuracy = try #require(json["test_accuracy_mean"]?.double)
    #expect(accuracy >= 0.79 && accuracy <= 0.83)
  }
}
