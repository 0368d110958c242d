// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("The tasks of graphlearn train on numbers and edges")
struct TargetCommandTests {
  /// A graph of 40 nodes with features, numbers of nodes, and classes, numbers and features of edges.
  private func folder() throws -> Folder {
    let folder = try Folder()
    let pairs = (0..<40).flatMap { [($0, ($0 + 1) % 40), ($0, ($0 + 9) % 40)] }
    let feature = { (node: Int) in Double((node * 37) % 40) / 20 - 1 }
    try folder.write("source,target\n" + pairs.map { "v\($0.0),v\($0.1)\n" }.joined(), to: "edges.csv")
    try folder.write(
      "id,x,y\n" + (0..<40).map { "v\($0),\(feature($0)),\(feature(39 - $0))\n" }.joined(), to: "features.csv"
    )
    try folder.write(
      "id,price\n" + (0..<40).map { "v\($0),\(-1 - feature($0))\n" }.joined(), to: "numbers.csv")
    try folder.write(
      "target,source,kind\n"
        + pairs.map { "v\($0.0),v\($0.1),\(feature($0.0) + feature($0.1) > 0 ? "hot" : "cold")\n" }.joined(),
      to: "classes.csv")
    try folder.write(
      pairs.map { "v\($0.0)\tv\($0.1)\t\(feature($0.0) + feature($0.1) + Double($0.0 % 3))\n" }.joined(),
      to: "sums.csv")
    try folder.write(
      "source,target,m\n" + pairs.map { "v\($0.1),v\($0.0),\($0.0 % 3)\n" }.joined(), to: "extra.csv")
    return folder
  }

  private let graph = ["--edges", "edges.csv", "--features", "features.csv"]

  @Test(
    "train, predict and evaluate have the figures of the task in their JSON",
    arguments: [
      (["--task", "regression", "--labels", "numbers.csv"], ["mae", "rmse"], 40),
      (["--task", "edge", "--labels", "classes.csv"], ["accuracy", "macro_f1", "auc"], 80),
      (
        ["--task", "edge-regression", "--labels", "sums.csv", "--edge-features", "extra.csv"],
        ["mae", "rmse"],
        80
      ),
    ])
  func figures(task: [String], names: [String], count: Int) async throws {
    let folder = try folder()
    let train = try await Command.run(
      ["train"] + task + graph
        + [
          "--model", "mlp", "--runs", "2", "--json", "--quiet", "--save", "m.safetensors", "--predictions",
          "p.csv",
        ],
      in: folder)
    try #require(train.status == 0, "\(train.errors)")
    let json = try train.json()
    #expect(json["task"]?.string == task[1])
    #expect(json["runs"]?.array?.count == 2)
    for name in names {
      #expect(json["test_\(name)_mean"]?.double != nil && json["test_\(name)_std"]?.double != nil)
      #expect(json["runs"]?.array?[0]["test_\(name)"]?.double != nil)
    }
    #expect(json["dataset"]?["train"]?.integer == count * 3 / 5)
    let rest = Array(task.dropFirst(2))
    let extra = rest.count > 2 ? Array(rest.suffix(2)) : []
    let predict = try await Command.run(
      ["predict", "--model", "m.safetensors"] + graph + extra, in: folder)
    #expect(predict.status == 0 && predict.output.split(separator: "\n").count == count + 1)
    let same = try await Command.run(["predict", "--model", "m.safetensors"] + graph + rest, in: folder)
    #expect(same.status == 0 && same.output == folder.text("p.csv"))
    let evaluate = try await Command.run(
      ["evaluate", "--model", "m.safetensors", "--json"] + graph + rest, in: folder)
    try #require(evaluate.status == 0, "\(evaluate.errors)")
    for name in names { #expect(try evaluate.json()[name]?.double != nil) }
    for (name, value) in names.map({ ($0, json["runs"]?.array?[0]["test_\($0)"]?.double ?? .nan) }) {
      let other = json["runs"]?.array?[1]["test_\(name)"]?.double ?? .nan
      let found = try evaluate.json()[name]?.double ?? .nan
      #expect(abs(found - value) < 1e-6 || abs(found - other) < 1e-6, "\(name)")
    }
    let all = try await Command.run(
      ["evaluate", "--model", "m.safetensors", "--all"] + graph + rest, in: folder)
    #expect(
      all.status == 0
        && all.errors.contains(
          "\(count * 3 / 5) \(count == 40 ? "nodes" : "edges") of \(count) trained the model")
    )
    let info = try await Command.run(["info", "--model", "m.safetensors", "--json"], in: folder).json()
    #expect(info["task"]?.string == task[1] && info["model"]?.string == "mlp")
    let other = try await Command.run(["inspect", "--model", "m.safetensors"] + graph, in: folder)
    #expect(other.status == 65 && other.errors.contains("use it with predict"))
  }

  @Test("-1 is a number in a regression, and missing numbers are only predicted")
  func numbers() async throws {
    let folder = try folder()
    try folder.write(
      "id,n\n" + (0..<40).map { "v\($0),\($0 == 5 ? "NA" : String($0 % 4 - 1))\n" }.joined(),
      to: "integers.csv")
    let json = try await Command.run(
      ["train", "--task", "regression", "--labels", "integers.csv", "--json", "--quiet"] + graph, in: folder
    ).json()
    let sizes = ["train", "validation", "test"].map { json["dataset"]?[$0]?.integer ?? 0 }
    #expect(sizes.reduce(0, +) == 39)
  }

  @Test(
    "Mistakes end in one error with the file and line",
    arguments: [
      ("v0,v1,hot\nv0,v5,cold\n", "edge", 65, "bad.csv:2: the graph has no edge from 'v0' to 'v5'"),
      ("v0,v1,hot\nv1,v0,cold\n", "edge", 65, "bad.csv:2: the edge 'v1', 'v0' has the label 'hot' in line 1"),
      ("v0,v1,hot\nv2,zz,cold\n", "edge", 65, "bad.csv:2: unknown node id 'zz'"),
      ("v0,v1,1\nv1,v2,x\n", "edge-regression", 65, "bad.csv:2: the label is 'x'; expected a finite number"),
      ("v0,v1\nv1,v2\n", "edge", 65, "bad.csv:1: expected '<source> <target> <label>', found 2 fields"),
      ("v0,1\nv1,x\n", "regression", 65, "bad.csv:2: the label is 'x'; expected a finite number"),
      ("source,target,kind\nv0,v1,hot\nv1,v2,cold,9\n", "edge", 65, "bad.csv:3: expected 3 fields, found 4"),
      ("a,b,v\nv0,v1,hot\nv1,v5,cold\n", "edge", 65, "bad.csv:3: the graph has no edge from 'v1' to 'v5'"),
      ("source,target,kind\nv0,v1,1\n", "regression", 65, "has the columns 'source' and 'target' of edges"),
      ("", "edge", 65, "bad.csv: has no labels of edges"),
      ("v0,v1,1,2\nv1,v2,3\n", "edge", 65, "bad.csv:1: expected '<source> <target> <label>', found 4 fields"),
    ])
  func mistakes(text: String, task: String, status: Int32, message: String) async throws {
    let folder = try folder()
    try folder.write(text, to: "bad.csv")
    let outcome = try await Command.run(
      ["train", "--task", task, "--labels", "bad.csv", "--quiet"] + graph, in: folder)
    #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("Options that do not fit the task are usage errors")
  func usage() async throws {
    let folder = try folder()
    for (options, message) in [
      (["--task", "edge"], "requires --labels"),
      (["--task", "edge", "--labels", "classes.csv", "--split", "random:5,5"], "does not apply to edges"),
      (
        ["--task", "regression", "--labels", "numbers.csv", "--split", "random:5,5"],
        "does not apply to numbers"
      ),
      (["--edge-features", "extra.csv"], "--edge-features requires --task edge"),
      (
        ["--task", "regression", "--labels", "numbers.csv", "--keep", "accuracy"],
        "a regression has no accuracy"
      ),
      (
        ["--task", "edge", "--labels", "classes.csv", "--edge-dropout", "0.5"],
        "--edge-dropout applies to --task node"
      ),
      (["--task", "links"], "'node', 'regression', 'edge' or 'edge-regression'"),
    ] {
      let outcome = try await Command.run(["train", "--quiet"] + options + graph, in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  @Test("Features of edges are matched by name, selected by column, and filled in on request")
  func edgeFeatures() async throws {
    let folder = try folder()
    let rows = (folder.text("extra.csv") ?? "").split(separator: "\n").dropFirst()
    try folder.write(
      ",source,target,m,k\n" + rows.enumerated().map { "\($0),\($1),\($0 % 7)\n" }.joined(), to: "two.csv")
    try folder.write(
      "k,source,target,m\n"
        + rows.enumerated().map { number, row in
          let parts = row.split(separator: ",")
          return "\(number % 7),\(parts[0]),\(parts[1]),\(parts[2])\n"
        }.joined(), to: "turned.csv")
    let labels = ["--labels", "sums.csv"] + graph
    let train = try await Command.run(
      [
        "train", "--task", "edge-regression", "--edge-features", "two.csv", "--model", "mlp", "--quiet",
        "--save",
        "m.st", "--predictions", "p.csv", "--epochs", "20",
      ] + labels, in: folder)
    #expect(train.status == 0 && train.output.contains("2 edge features (m, k)"), "\(train.errors)")
    let turned = try await Command.run(
      ["predict", "--model", "m.st", "--edge-features", "turned.csv"] + labels, in: folder)
    #expect(turned.output == folder.text("p.csv"), "\(turned.errors)")
    let one = try await Command.run(
      [
        "predict", "--model", "m.st", "--edge-features", "two.csv", "--columns",
        "edge-features:source,target,m",
      ] + labels, in: folder)
    #expect(one.status == 65 && one.errors.contains("the model expects m, k; data set 'edges' has m"))
    try folder.write(
      "source,target,m,k\n" + rows.dropFirst(3).map { "\($0),NA\n" }.joined(), to: "holes.csv")
    let refused = try await Command.run(
      ["predict", "--model", "m.st", "--edge-features", "holes.csv"] + labels, in: folder)
    #expect(refused.status == 65)
    let filled = try await Command.run(
      ["predict", "--model", "m.st", "--edge-features", "holes.csv", "--missing-features", "mean"] + labels,
      in: folder)
    #expect(
      filled.status == 0 && filled.errors.contains("the features of 3 edges that the file lacks as the mean"))
  }

  @Test("predict --probabilities adds one column per class of edges")
  func probabilities() async throws {
    let folder = try folder()
    let train = try await Command.run(
      ["train", "--task", "edge", "--labels", "classes.csv", "--epochs", "3", "--save", "m", "--quiet"]
        + graph,
      in: folder)
    try #require(train.status == 0)
    let predict = try await Command.run(["predict", "--model", "m", "--probabilities"] + graph, in: folder)
    let rows = predict.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["source", "target", "label", "probability", "probability:cold", "probability:hot"])
    for row in rows.dropFirst() {
      let numbers = row[4...].compactMap { Double($0) }
      #expect(abs(numbers.reduce(0, +) - 1) < 2e-6 && Double(row[3]) == numbers.max())
    }
  }

  @Test("Numbers of the nodes of a named data set are matched by id")
  func namedData() async throws {
    let folder = try Folder()
    try folder.write("id,n\n" + (1...34).reversed().map { "\($0),\($0)\n" }.joined(), to: "n.csv")
    let outcome = try await Command.run(
      ["train", "--task", "regression", "--labels", "n.csv", "--json", "--quiet", "--epochs", "3"], in: folder
    )
    #expect(try outcome.json()["dataset"]?["train"]?.integer == 20, "\(outcome.errors)")
  }

  @Test("Edges that the graph does not have are skipped on request, with their number")
  func dropping() async throws {
    let folder = try folder()
    try folder.write((folder.text("classes.csv") ?? "") + "v0,v5,hot\nv0,qq,cold\n", to: "more.csv")
    let outcome = try await Command.run(
      ["train", "--task", "edge", "--labels", "more.csv", "--drop-unknown", "--epochs", "2"] + graph,
      in: folder)
    #expect(outcome.status == 0 && outcome.errors.contains("skipped 2 edges that the graph does not have"))
  }
}
