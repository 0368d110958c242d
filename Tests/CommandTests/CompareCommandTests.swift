// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import Testing

@Suite("The graphlearn compare command")
struct CompareCommandTests {
  @Test("compare lists label propagation and an MLP with the given models, over the same runs")
  func table() async throws {
    let outcome = try await Command.run([
      "compare", "--models", "gcn,hgnn,gcn", "--runs", "2", "--quiet", "--json",
    ])
    #expect(outcome.status == 0)
    let json = try outcome.json()
    #expect(json["dataset"]?.string == "karate" && json["runs"]?.integer == 2)
    let models = try #require(json["models"]?.array)
    #expect(models.map { $0["model"]?.string } == ["label-propagation", "mlp", "gcn", "hgnn"])
    for model in models {
      let accuracy = try #require(model["test_accuracy_mean"]?.double)
      #expect((0...1).contains(accuracy) && model["test_accuracy_std"]?.double != nil)
      #expect((model["peak_memory_mb"]?.double ?? 0) > 0)
    }
    #expect(models[0]["parameters"]?.integer == 0 && models[2]["parameters"]?.integer ?? 0 > 0)
    #expect((models[2]["train_step_ms_median"]?.double ?? 0) > 0)
    #expect((models[2]["epoch_ms_median"]?.double ?? 0) > 0 && (models[2]["seconds_mean"]?.double ?? 0) > 0)
    let single = try await Command.run(["train", "--runs", "2", "--quiet", "--json"])
    #expect(try single.json()["test_accuracy_mean"]?.double == models[2]["test_accuracy_mean"]?.double)
  }

  @Test(
    "compare shows the standard deviation over five runs by default, also for sequence models")
  func sequences() async throws {
    let outcome = try await Command.run(["compare", "--models", "cnn,attention", "--epochs", "3", "--quiet"])
    #expect(outcome.status == 0 && outcome.output.contains("5 runs each"))
    let rows = outcome.output.split(separator: "\n").filter { $0.contains("+-") }
    #expect(rows.map { $0.prefix { $0 != " " } } == ["label-propagation", "mlp", "cnn", "attention"])
  }

  @Test("compare applies an option to the models that have it, and refuses one that no model has")
  func options() async throws {
    let some = try await Command.run(
      ["compare", "--models", "gcn,gat,correct-and-smooth", "--heads", "2", "--epochs", "3", "--quiet"])
    #expect(some.status == 0 && some.output.contains("correct-and-smooth"))
    let none = try await Command.run(["compare", "--models", "gcn", "--heads", "2"])
    #expect(none.status == 64 && none.errors.contains("--heads"))
    let unknown = try await Command.run(["compare", "--models", "gcn,gnc"])
    #expect(unknown.status == 64 && unknown.errors.contains("'gnc'"))
  }
}

@Suite("The graphlearn inspect command")
struct InspectCommandTests {
  private func trained(_ model: String, in folder: Folder) async throws {
    let outcome = try await Command.run(
      ["train", "--model", model, "--epochs", "20", "--quiet", "--save", "model.safetensors"], in: folder)
    #expect(outcome.status == 0)
  }

  @Test("inspect reports the smoothness per layer, and --explain explains a node's class")
  func explanation() async throws {
    let folder = try Folder()
    try await trained("gcn", in: folder)
    for method in ["gnn-explainer", "integrated-gradients"] {
      let outcome = try await Command.run(
        ["inspect", "--model", "model.safetensors", "--explain", "9", "--method", method, "--json"],
        in: folder)
      #expect(outcome.status == 0)
      let json = try outcome.json()
      #expect(json["layers"]?.array?.count == 2)
      let summary = try #require(json["summary"])
      // 34 features x 16 units + 16 units x 2 classes.
      #expect(summary["parameters"]?.double == 576)
      #expect(summary["rows"]?.array?.first?["name"]?.string == "conv1.lin")
      #expect((summary["flops"]?.double ?? 0) > 0 && (summary["activation_bytes"]?.double ?? 0) > 0)
      let explanation = try #require(json["explanation"])
      #expect(explanation["node"]?.string == "9" && explanation["method"]?.string == method)
      #expect((explanation["messages"]?.array?.count ?? 0) > 5 && explanation["features"]?.array?.count == 34)
      #expect(explanation["fidelity_plus"]?.double != nil && explanation["fidelity_minus"]?.double != nil)
    }
  }

  @Test("inspect writes attention weights and frequency responses to CSV files")
  func tables() async throws {
    let folder = try Folder()
    try await trained("gat", in: folder)
    let attention = try await Command.run(
      ["inspect", "--model", "model.safetensors", "--attention", "a.csv", "--quiet"], in: folder)
    #expect(attention.status == 0)
    let lines = try #require(folder.text("a.csv")).split(separator: "\n")
    // 156 directed edges and 34 self-loops, in each of two layers.
    #expect(lines.count == 1 + 2 * 190 && lines[0].hasPrefix("layer,source,target,head 1,"))
    let none = try await Command.run(
      ["inspect", "--model", "model.safetensors", "--frequencies", "f.csv"], in: folder)
    #expect(none.status == 64 && none.errors.contains("--frequencies"))
    try await trained("cheb", in: folder)
    let frequencies = try await Command.run(
      ["inspect", "--model", "model.safetensors", "--frequencies", "f.csv"], in: folder)
    #expect(frequencies.status == 0)
    #expect(folder.text("f.csv")?.split(separator: "\n").count == 1 + 2 * 34)
  }

  @Test("inspect refuses invalid options with status 64 and names them")
  func mistakes() async throws {
    let folder = try Folder()
    try await trained("gcn", in: folder)
    for (options, word) in [
      (["--explain", "nobody"], "nobody"), (["--method", "x"], "gnn-explainer"),
      (["--attention", "a.csv"], "--attention"), (["--share", "2"], "--share"),
    ] {
      let outcome = try await Command.run(["inspect", "--model", "model.safetensors"] + options, in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(word))
    }
  }
}
