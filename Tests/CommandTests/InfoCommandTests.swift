// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("The info and datasets commands, the version and the help texts")
struct InfoCommandTests {
  static func info(_ options: [String], in folder: Folder? = nil) async throws -> JSONValue {
    let outcome = try await Command.run(["info", "--json"] + options, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    return try outcome.json()
  }

  @Test("info --json has all documented fields for the karate club")
  func fields() async throws {
    let json = try await Self.info([])
    let numbers = ["nodes", "edges", "components", "largest_component", "isolated", "self_loops", "features"]
    #expect(numbers.map { json[$0]?.integer } == [34, 78, 1, 34, 0, 0, 34])
    #expect(json["directed"]?.bool == false)
    #expect(json["feature_density"]?.double == 1.0 / 34)
    #expect(json["classes"]?.array?.map { $0["name"]?.string } == ["Mr. Hi", "Officer"])
    #expect(json["classes"]?.array?.map { $0["nodes"]?.integer } == [17, 17])
    #expect(json["degree"]?["min"]?.double == 1 && json["degree"]?["max"]?.double == 17)
    #expect(json["degree"]?["median"]?.double == 3)
    #expect(json["degree"]?["mean"]?.double == 2.0 * 78 / 34)
    let clustering = try #require(json["clustering"]?.double)
    #expect(abs(clustering - 0.5706384782) < 1e-9, "the figure of NetworkX")
    #expect(abs((json["edge_homophily"]?.double ?? 0) - 67.0 / 78) < 1e-12)
  }

  @Test("info reports 77 characters, 254 weighted edges and no classes for Les Miserables")
  func lesMiserables() async throws {
    let json = try await Self.info(["--dataset", "les-miserables"])
    #expect(json["nodes"]?.integer == 77 && json["edges"]?.integer == 254)
    #expect(json["weighted"]?.bool == true && json["classes"]?.array?.isEmpty == true)
    #expect(json["edge_homophily"]?.text() == "null")
  }

  @Test("info reports 18 women, 14 events and 89 attendances for the Southern Women data set")
  func southernWomen() async throws {
    let json = try await Self.info(["--dataset", "southern-women"])
    #expect(["nodes", "hyperedges", "incidences"].map { json[$0]?.integer } == [18, 14, 89])
  }

  @Test("info --directed keeps edge directions, and --component largest keeps the largest component")
  func options() async throws {
    let files = try SmallFiles()
    try files.folder.write("a\tb\nb\ta\nc\tc\nx\ty\ny\tz\n", to: "more.tsv")
    let both = try await Self.info(["--edges", "more.tsv"], in: files.folder)
    let numbers = ["nodes", "edges", "components", "self_loops", "isolated"]
    #expect(numbers.map { both[$0]?.integer } == [6, 3, 3, 1, 1])
    let directed = try await Self.info(["--edges", "more.tsv", "--directed"], in: files.folder)
    #expect(directed["directed"]?.bool == true && directed["edges"]?.integer == 5)
    let largest = try await Self.info(["--edges", "more.tsv", "--component", "largest"], in: files.folder)
    #expect(largest["nodes"]?.integer == 3 && largest["edges"]?.integer == 2)
  }

  @Test("info prints the data set's name, sizes and classes as text")
  func text() async throws {
    let outcome = try await Command.run(["info"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    for word in ["karate", "34", "78 undirected", "Officer"] { #expect(outcome.output.contains(word)) }
  }

  @Test("datasets list prints the names of the embedded data sets")
  func list() async throws {
    let outcome = try await Command.run(["datasets", "list", "--json"])
    #expect(outcome.status == 0)
    let names = try outcome.json()["datasets"]?.array?.map { $0["name"]?.string }
    #expect(names == ["karate", "les-miserables", "southern-women"])
    let text = try await Command.run(["datasets", "list"]).output
    #expect(text.contains("southern-women"))
  }

  @Test("graphlearn --version prints a version number of three parts")
  func version() async throws {
    let outcome = try await Command.run(["--version"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.split(separator: ".").count == 3 && outcome.output.hasSuffix("\n"))
  }

  @Test(
    "The help of each command contains its usage and an example",
    arguments: [[], ["train"], ["predict"], ["evaluate"], ["info"], ["datasets", "list"]])
  func help(command: [String]) async throws {
    let outcome = try await Command.run(command + ["--help"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("EXAMPLES") && outcome.output.contains("USAGE"))
    #expect(outcome.output.contains((["  graphlearn"] + command).joined(separator: " ")))
  }
}
