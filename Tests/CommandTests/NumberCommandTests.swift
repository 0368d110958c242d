// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Numbers and notes that commands print")
struct NumberCommandTests {
  private static func ring(_ scale: String = "1") throws -> Folder {
    let folder = try Folder()
    try folder.write("a b\nb c\nc d\nd a\n", to: "e.txt")
    try folder.write("a,x\nb,x\nc,y\nd,y\n", to: "l.csv")
    let rows = ["a", "b", "c", "d"].enumerated().map { row, id in
      id + "," + (0..<64).map { ($0 + row) % 3 == 0 ? "-\(scale)" : scale }.joined(separator: ",")
    }
    try folder.write(rows.joined(separator: "\n") + "\n", to: "f.csv")
    return folder
  }

  private static let input = ["--edges", "e.txt", "--features", "f.csv", "--labels", "l.csv"]

  @Test("A loss that is not finite exits with status 65, names the epoch and layer, and saves nothing")
  func loss() async throws {
    let folder = try Self.ring("3e38")
    let outcome = try await Command.run(
      ["train", "--quiet", "--split", "random:1,0", "--save", "m", "--predictions", "p"] + Self.input,
      in: folder)
    #expect(outcome.status == 65 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("error: the loss of epoch 1 is not finite, first at layer conv1"))
    #expect(try folder.names() == ["e.txt", "f.csv", "l.csv"])
    let compared = try await Command.run(
      ["compare", "--quiet", "--split", "random:1,0", "--models", "gcn", "--runs", "1"] + Self.input,
      in: folder)
    #expect(compared.status == 65 && compared.output.isEmpty && compared.errors.contains("finite"))
  }

  @Test("The JSON of commands gives the reason for each missing number in its notes")
  func missing() async throws {
    let folder = try Self.ring()
    try folder.write("{\"train\": [\"a\", \"b\", \"c\", \"d\"]}", to: "s.json")
    let options = ["--json", "--quiet", "--split", "s.json", "--epochs", "2"] + Self.input
    let trained = try await Command.run(["train"] + options, in: folder).json()
    let run = try #require(trained["runs"]?.array?.first)
    #expect(run["validation_accuracy"]?.text() == "null" && run["test_accuracy"]?.text() == "null")
    #expect(run["notes"]?["validation_accuracy"]?.string == "no validation nodes")
    #expect(run["notes"]?["test_accuracy"]?.string == "no test nodes")
    #expect(trained["notes"]?["test_accuracy_mean"]?.string == "no test nodes")
    let compared = try await Command.run(["compare", "--models", "gcn", "--runs", "1"] + options, in: folder)
      .json()
    let first = try #require(compared["models"]?.array?.first)
    #expect(first["notes"]?["train_step_ms_median"]?.string?.isEmpty == false)
    #expect(first["notes"]?["test_accuracy_mean"]?.string == "no test nodes")
    let info = try await Command.run(["info", "--json", "--edges", "e.txt"], in: folder).json()
    #expect(info["notes"]?["edge_homophily"]?.string == "no labels")
    let spectrum = try await Command.run(["spectrum", "--all", "--values-only", "--json"], in: folder).json()
    #expect(spectrum["notes"]?["residuals"]?.string == "no eigenvectors with --values-only")
    let complete = try await Command.run(["info", "--json"], in: folder).json()
    #expect(complete["notes"] == nil)
  }

  @Test(
    "spectrum prints eigenvalues of any magnitude",
    arguments: [
      ("1e9", "3000000000"), ("5e8", "1500000000"), ("1e16", "3.0e+16"), ("1e-9", "0.0000000030"),
    ])
  func largeNumbers(weight: String, largest: String) async throws {
    let folder = try Folder()
    try folder.write("a b \(weight)\nb c \(weight)\n", to: "w.txt")
    let outcome = try await Command.run(
      ["spectrum", "--edges", "w.txt", "--laplacian", "combinatorial", "--all"], in: folder)
    #expect(outcome.status == 0 && outcome.output.contains(" \(largest) "), "\(outcome.output)")
  }

  @Test("evaluate uses the saved split's test nodes, and notes any training nodes that it evaluates")
  func evaluate() async throws {
    let folder = try Folder()
    let split = ["--split", "random:4,4", "--seed", "6"]
    let trained = try await Command.run(["train", "--quiet", "--json", "--save", "m"] + split, in: folder)
      .json()
    let own = try await Command.run(["evaluate", "--json", "--model", "m"], in: folder)
    #expect(try own.json()["accuracy"]?.double == trained["test_accuracy_mean"]?.double)
    #expect(try own.json()["nodes"]?.integer == 18 && own.json()["trained_nodes"]?.integer == 0)
    #expect(own.errors.isEmpty)
    for option in [["--all"], ["--nodes", "all"], ["--split", "random:4,4", "--seed", "7"]] {
      let outcome = try await Command.run(["evaluate", "--json", "--model", "m"] + option, in: folder)
      #expect(
        outcome.status == 0 && outcome.errors.contains("note: the model was trained on"), "\(option)")
      #expect((try outcome.json()["trained_nodes"]?.integer ?? 0) > 0)
    }
    let trainers = try await Command.run(["evaluate", "--model", "m", "--nodes", "train"], in: folder)
    #expect(trainers.errors.contains("note: the model was trained on all of the 8 evaluated nodes"))
    #expect(trainers.output.hasPrefix("training nodes of the model's own split: 8 nodes\n"))
    let both = try await Command.run(["evaluate", "--model", "m", "--all", "--nodes", "test"], in: folder)
    #expect(both.status == 64)
  }

  @Test("Notes are printed on standard error, one per line")
  func notes() async throws {
    let folder = try Self.ring()
    let outcome = try await Command.run(
      ["train", "--quiet", "--json", "--split", "random:1,0"] + Self.input, in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("note: there are no validation nodes"))
    #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("note: ") })
    let small = try await Command.run(["train", "--quiet", "--json"] + Self.input, in: folder)
    #expect(small.status == 0 && small.errors.contains("note: not every class has enough nodes"))
  }

  @Test("filter with a discontinuous kernel on a long path keeps its tolerance and reports its method")
  func filter() async throws {
    let folder = try Folder()
    let count = 4000
    try folder.write((1..<count).map { "n\($0 - 1) n\($0)\n" }.joined(), to: "path.txt")
    try folder.write((0..<count).map { "n\($0) \(($0 * 7919) % 13)\n" }.joined(), to: "s.txt")
    let options = ["filter", "--edges", "path.txt", "--signal", "s.txt", "--kernel", "lowpass:0.5"]
    let json = try await Command.run(options + ["--json"], in: folder)
    #expect(json.status == 0 && json.errors.isEmpty)
    #expect(try json.json()["method"]?.string == "deflated")
    #expect((try json.json()["error_bound"]?.double ?? 1) < 1e-6)
    let text = try await Command.run(options, in: folder)
    #expect(text.status == 0 && text.errors.hasPrefix("lowpass:0.5: deflated, order "))
    let rough = try await Command.run(options + ["--method", "chebyshev", "--json"], in: folder)
    #expect(rough.status == 0 && rough.errors.hasPrefix("note: the error may be "))
    #expect(rough.errors.split(separator: "\n").count == 1)
  }
}
