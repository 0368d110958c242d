// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearning
import GraphLearningTestSupport
import Testing

@Suite("Training and prediction with each registered model")
struct ModelCommandTests {
  @Test(
    "Each model is trained and saved, and predicts the same when loaded from its file",
    arguments: ModelRegistry.standard.names)
  func roundTrip(name: String) async throws {
    let folder = try Folder()
    let trained = try await Command.run(
      [
        "train", "--model", name, "--epochs", "4", "--quiet", "--json", "--save", "m.safetensors",
        "--predictions",
        "p.csv",
      ], in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.json()["model"]?["name"]?.string == name)
    let predicted = try await Command.run(
      ["predict", "--model", "m.safetensors", "--output", "q.csv", "--quiet"], in: folder)
    #expect(predicted.status == 0, "\(predicted.errors)")
    let areSame = folder.text("p.csv") == folder.text("q.csv")
    #expect(areSame && folder.text("p.csv") != nil)
  }

  @Test(
    "Each model trained on Cora saves the same bytes with one thread and with two",
    .enabled(if: PublishedData.isThere, PublishedData.reason),
    arguments: ModelRegistry.standard.names)
  func sameBits(name: String) async throws {
    let folder = try Folder()
    for threads in ["1", "2"] {
      let outcome = try await Command.run(
        [
          "train", "--dataset", "cora", "--data-dir", PublishedData.path("planetoid"), "--model", name,
          "--epochs",
          "2", "--threads", threads, "--quiet", "--save", "\(threads).safetensors",
        ], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let areSame = folder.bytes("1.safetensors") == folder.bytes("2.safetensors")
    #expect(areSame && folder.bytes("1.safetensors") != nil)
  }

  @Test("Sequence models take their sizes as options and keep them in the model file")
  func sequences() async throws {
    let folder = try Folder()
    for options in [
      ["cnn", "--kernel-size", "5", "--layers", "2", "--hidden", "6"],
      ["lstm", "--layers", "2", "--sequence-length", "4"],
      ["attention", "--heads", "3", "--hidden", "5"],
      ["transformer-encoder", "--heads", "2", "--hidden", "6"],
    ] {
      let trained = try await Command.run(
        ["train", "--epochs", "3", "--quiet", "--json", "--save", "m", "--model"] + options, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let evaluated = try await Command.run(["evaluate", "--json", "--model", "m"], in: folder)
      #expect(
        try evaluated.json()["accuracy"]?.double == trained.json()["test_accuracy_mean"]?.double)
    }
  }

  @Test("HGNN trains on a hyperedge file, with and without an additional hyperedge per node")
  func hyperedges() async throws {
    let folder = try Folder()
    _ = try folder.write("club\ta b c\nteam\tc d\nband\td e f\n", to: "h.tsv")
    _ = try folder.write("a 0\nb 0\nc 0\nd 1\ne 1\nf 1\n", to: "labels.txt")
    for extra in [[], ["--self-loops"]] {
      let outcome = try await Command.run(
        [
          "train", "--model", "hgnn", "--hyperedges", "h.tsv", "--labels", "labels.txt", "--split",
          "random:1,1",
          "--quiet", "--json", "--save", "m.safetensors",
        ] + extra, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json()["dataset"]?["nodes"]?.integer == 6)
      let predicted = try await Command.run(
        ["predict", "--model", "m.safetensors", "--hyperedges", "h.tsv", "--labels", "labels.txt"], in: folder
      )
      #expect(predicted.status == 0 && predicted.output.split(separator: "\n").count == 7)
    }
  }

  @Test(
    "train refuses options that do not fit the model or the input with status 64",
    arguments: [
      ["--model", "gcn", "--heads", "2"], ["--model", "sgc", "--hidden", "8"],
      ["--model", "gin", "--self-loops"],
      ["--model", "mlp", "--edge-dropout", "0.2"], ["--model", "appnp", "--connections", "residual"],
      ["--model", "hgnn", "--settings", "kipf"], ["--model", "gcn2", "--layers", "0"],
      ["--model", "gat", "--attention-dropout", "1.5"], ["--connections", "x"], ["--normalization", "x"],
      ["--model", "allset", "--heads", "3"], ["--model", "cnn", "--heads", "2"],
      ["--model", "lstm", "--kernel-size", "3"], ["--model", "gcn", "--sequence-length", "5"],
      ["--model", "attention", "--layers", "3"], ["--model", "transformer-encoder", "--heads", "3"],
      ["--model", "rnn", "--edge-dropout", "0.2"], ["--model", "gru", "--connections", "residual"],
      ["--model", "cnn", "--sequence-length", "0"],
      ["--hyperedges", "h.tsv", "--directed"], ["--hyperedges", "h.tsv", "--edges", "e.txt"],
    ])
  func refused(options: [String]) async throws {
    let outcome = try await Command.run(["train"] + options)
    #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: "))
  }
}
