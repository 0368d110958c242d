// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("The graphlearn train command")
struct TrainCommandTests {
  @Test("train without options learns the karate club, and --json has all documented fields")
  func karate() async throws {
    let outcome = try await Command.run(["train", "--json"])
    #expect(outcome.status == 0)
    let json = try outcome.json()
    let accuracy = try #require(json["test_accuracy_mean"]?.double)
    #expect(accuracy >= 0.93)
    let dataset = try #require(json["dataset"])
    #expect(dataset["name"]?.string == "karate")
    let sizes = ["nodes", "edges", "features", "classes", "train", "validation", "test"]
    #expect(sizes.map { dataset[$0]?.integer } == [34, 78, 34, 2, 2, 0, 32])
    #expect(json["model"]?["name"]?.string == "gcn")
    #expect(json["model"]?["parameters"]?.integer == 34 * 16 + 16 * 2)
    let run = try #require(json["runs"]?.array?.first)
    #expect(run["seed"]?.integer == 0 && run["epochs"]?.integer == 200 && run["best_epoch"]?.integer == 200)
    #expect(run["test_accuracy"]?.double == accuracy && run["train_accuracy"]?.double == 1)
    #expect(run["validation_accuracy"]?.text() == "null", "there are no validation nodes")
    for field in ["train_loss", "seconds", "train_step_ms_median", "epoch_ms_median"] {
      #expect(run[field]?.double != nil, "\(field)")
    }
    #expect(json["test_accuracy_std"]?.double == 0)
    #expect((json["threads"]?.integer ?? 0) >= 1)
    #expect((json["peak_memory_mb"]?.double ?? 0) > 0)
  }

  @Test("train --json prints one JSON object on standard output and progress on standard error")
  func streams() async throws {
    let outcome = try await Command.run(["train", "--json"])
    #expect(outcome.output.hasPrefix("{") && outcome.output.hasSuffix("}\n"))
    #expect(outcome.errors.contains("epoch 200/200"))
    #expect(!outcome.errors.contains("\u{1B}"), "standard error is no terminal")
  }

  @Test("train --quiet prints no progress", arguments: [[], ["--json"]])
  func quiet(more: [String]) async throws {
    let outcome = try await Command.run(["train", "--quiet"] + more)
    #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.output.isEmpty)
  }

  @Test("train prints the data set and the test accuracy as text")
  func text() async throws {
    let outcome = try await Command.run(["train", "--quiet"])
    #expect(outcome.output.contains("karate: 34 nodes, 78 edges, 34 features, 2 classes; 2 train"))
    #expect(outcome.output.contains("test accuracy 9"))
  }

  @Test(
    "train runs with each kind of model, settings, split and training options",
    arguments: [
      ["--settings", "pyg"], ["--recipe", "pyg"], ["--model", "mlp"],
      ["--model", "mlp", "--settings", "pyg"], ["--layers", "3"],
      ["--layers", "1"], ["--hidden", "3"], ["--dropout", "0"],
      ["--early-stopping", "none", "--keep", "both"],
      ["--split", "random:2,2", "--early-stopping", "either"], ["--split", "random:0.5,0.2"], ["--directed"],
    ])
  func variants(options: [String]) async throws {
    let outcome = try await Command.run(["train", "--quiet", "--json", "--epochs", "30"] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.json()["test_accuracy_mean"]?.double != nil)
  }

  @Test("train --max-memory prints the plan, and ends with an error if nothing suffices")
  func maxMemory() async throws {
    let text = try await Command.run(["train", "--epochs", "2", "--max-memory", "20GB"])
    #expect(text.status == 0 && text.output.contains("memory: predicted peak "))
    let json = try await Command.run([
      "train", "--epochs", "2", "--layers", "6", "--recompute", "--max-memory", "20GB", "--node-order", "rcm",
      "--json",
    ])
    #expect(json.status == 0 && json.output.contains("\"recomputes_layers\": true"))
    #expect(json.output.contains("\"limit_mb\": 20000") && json.output.contains("\"node_order\": \"rcm\""))
    let small = try await Command.run(["train", "--max-memory", "1MB"])
    #expect(small.status == 64 && small.errors.contains("more than the limit of 1 MB"), "\(small.errors)")
    #expect(small.errors.contains("--batch-size"))
  }

  @Test("train --parts trains in batches of parts and reports them")
  func parts() async throws {
    let text = try await Command.run(["train", "--epochs", "5", "--parts", "34", "--parts-per-batch", "17"])
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("parts: 34 of 1 nodes; 100.0 % of the edges join two parts"))
    let json = try await Command.run(["train", "--epochs", "5", "--parts", "1", "--json"])
    #expect(json.output.contains("\"cut_share\": 0") && json.output.contains("\"parts_per_batch\": 1"))
    let metis = try await Command.run(["train", "--epochs", "5", "--parts", "4"])
    #if METIS
      #expect(metis.output.contains("parts: 4 of "), "\(metis.errors)")
    #else
      #expect(metis.status == 64 && metis.errors.contains("built without METIS"), "\(metis.errors)")
    #endif
  }

  @Test("train --recompute, --node-order and --parts refuse what they do not apply to")
  func refusedSettings() async throws {
    for (arguments, message) in [
      (["--recompute"], "fewer than 4 layers"),
      (["--model", "linkx", "--node-order", "degree"], "depends on the numbers of the nodes"),
      (["--model", "hgnn", "--node-order", "degree"], "--node-order does not apply to the model 'hgnn'"),
      (["--node-order", "random"], "--node-order"),
      (["--parts", "4", "--model", "mlp"], "--parts does not apply to the model 'mlp'"),
      (["--parts", "4", "--batch-size", "8"], "--parts cannot be used with --batch-size"),
      (["--parts-per-batch", "2"], "--parts-per-batch requires --parts"),
      (["--parts", "0"], "--parts"),
      (["--parts", "35"], "35 parts of a graph of 34 nodes; expected 1 to 34"),
    ] {
      let outcome = try await Command.run(["train"] + arguments)
      #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  @Test("train --runs 3 uses three consecutive seeds and reports their mean and standard deviation")
  func runs() async throws {
    let json = try await Command.run(["train", "--quiet", "--json", "--runs", "3", "--seed", "40"]).json()
    let runs = try #require(json["runs"]?.array)
    #expect(runs.map { $0["seed"]?.integer } == [40, 41, 42])
    let accuracies = runs.compactMap { $0["test_accuracy"]?.double }
    let mean = accuracies.reduce(0, +) / 3
    #expect(abs((json["test_accuracy_mean"]?.double ?? 0) - mean) < 1e-12)
    let variance = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
    #expect(abs((json["test_accuracy_std"]?.double ?? -1) - variance.squareRoot()) < 1e-12)
  }

  @Test("train with the same seed saves the same file, and with another seed another file")
  func repeatable() async throws {
    let folder = try Folder()
    for (seed, name) in [("1", "a"), ("1", "b"), ("2", "c")] {
      let outcome = try await Command.run(["train", "--quiet", "--seed", seed, "--save", name], in: folder)
      #expect(outcome.status == 0)
    }
    let model = try #require(folder.bytes("a"))
    #expect(folder.bytes("b") == model && folder.bytes("c") != model)
    #expect(try folder.names() == ["a", "b", "c"])
  }

  @Test(
    "train saves the same model and predictions with one thread and with two",
    arguments: [false, true])
  func threads(generated: Bool) async throws {
    let files = try SmallFiles()
    if generated { try writeGenerated(nodeCount: 3_000, to: files.folder) }
    let input =
      generated
      ? ["--edges", "edges.tsv", "--features", "features.tsv", "--labels", "labels.tsv", "--epochs", "10"]
      : []
    for threads in ["1", "2"] {
      let outcome = try await Command.run(
        ["train", "--quiet", "--threads", threads, "--save", threads, "--predictions", "p\(threads)"] + input,
        in: files.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let model = try #require(files.folder.bytes("1"))
    #expect(files.folder.bytes("2") == model)
    #expect(files.folder.bytes("p1") == files.folder.bytes("p2"))
  }

  @Test("train reads a user's files with each way of specifying the split")
  func ownFiles() async throws {
    let files = try SmallFiles()
    try files.folder.write("a\nc\n", to: "split.txt")
    for split in ["split.json", "split.txt", "random:1,0", "random:0.5,0.25,7"] {
      let outcome = try await files.train(["--split", split, "--json"])
      #expect(outcome.status == 0, "\(split): \(outcome.errors)")
      #expect(try outcome.json()["dataset"]?["nodes"]?.integer == 4)
    }
  }
}
