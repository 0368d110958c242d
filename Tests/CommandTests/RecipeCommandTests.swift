// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphLearningTestSupport
import Testing

@Suite("The graphlearn recipe command")
struct RecipeCommandTests {
  @Test(
    "recipe run without its data set exits with status 66 and says where it is published",
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

  @Test("recipe run --output creates the directory before anything else, or exits with status 73")
  func output() async throws {
    let folder = try Folder()
    try folder.write("text", to: "file")
    for (path, message) in [
      ("/dev/null/x", "the directory cannot be created: Not a directory"), ("file", "is not a directory"),
    ] {
      // The data are missing too, which a recipe that has already started would report first.
      let outcome = try await Command.run(
        ["recipe", "run", "mlp-digits", "--data-dir", "none", "--output", path], in: folder)
      try expectFailure(outcome, 73, saying: "error: \(path): \(message)\n", in: folder)
    }
    let outcome = try await Command.run(
      ["recipe", "run", "mlp-digits", "--data-dir", "none", "--output", "a/b"], in: folder)
    try expectFailure(outcome, 66, saying: "mnist", in: folder)
    // The directory that was created for the output is removed, since nothing was written.
    #expect(try folder.names() == ["file"])
  }

  @Test(
    "The largest possible seed is printed unchanged in JSON",
    arguments: ["recipe run perceptron", "train --epochs 2"])
  func seed(line: String) async throws {
    let outcome = try await Command.run(
      line.split(separator: " ").map(String.init) + ["--seed", "18446744073709551615", "--json", "--quiet"])
    #expect(outcome.output.contains("\"seed\": 18446744073709551615,"), "\(outcome.output)")
  }

  @Test(
    "recipe show and run give each figure's expected value, bound and unit in JSON",
    arguments: [["show"], ["run", "--quiet"]])
  func bounds(words: [String]) async throws {
    let json = try await Command.run(["recipe"] + words + ["image-filters", "--json"]).json()
    #expect(json["takes_picture"]?.bool == (words == ["show"] ? true : nil))
    let figures = try #require((json["expected"] ?? json["figures"])?.array)
    #expect(figures.count == 6)
    #expect(figures.map { $0["bound"]?.string }.prefix(3) == ["at_most", "at_most", "at_least"])
    #expect(figures.map { $0["threshold"]?.double }.prefix(3) == [0.002, 0.1, 4])
    #expect(figures.allSatisfy { $0["unit"]?.string == "number" && $0["expected"]?.string != nil })
  }

  @Test(
    "recipe show says whether a recipe takes an image",
    arguments: [("image-filters", true), ("gan-digits", false)])
  func takers(name: String, takesPicture: Bool) async throws {
    let outcome = try await Command.run(["recipe", "show", name])
    #expect(outcome.output.contains("image     --image FILE uses your PNG image instead\n") == takesPicture)
    let json = try await Command.run(["recipe", "show", name, "--json"]).json()
    #expect(json["takes_picture"]?.bool == takesPicture)
  }

  #if os(Linux)
    @Test(
      "recipe run shows a progress bar on a terminal",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")),
      arguments: [("--no-color", "==========          "), ("", "\u{1B}[32m==========\u{1B}[0m          ")])
    func bar(option: String, bar: String) async throws {
      let outcome = try await Command.shell(
        "unset NO_COLOR; script -qec '\"$GRAPHLEARN\" recipe run perceptron \(option)' /dev/null",
        in: Folder())
      #expect(outcome.output.contains("[\(bar)] perceptron  by hand  50 %, 0 s left"), "\(outcome.output)")
    }
  #endif

  @Test("recipe run gives the same figures with one thread and with two")
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
