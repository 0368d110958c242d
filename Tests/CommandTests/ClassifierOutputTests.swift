// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("Output of the commands that read a saved classifier")
struct ClassifierOutputTests {
  private func folderWithModel() async throws -> Folder {
    let folder = try Folder()
    let outcome = try await Command.run(
      ["train", "--epochs", "20", "--quiet", "--save", "model.safetensors"], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return folder
  }

  @Test("predict --nodes predicts the nodes with the given ids, and ids in a file, as it predicts all nodes")
  func chosenNodes() async throws {
    let folder = try await folderWithModel()
    let predict = ["predict", "--model", "model.safetensors"]
    let all = try await Command.run(predict, in: folder)
    let lines = all.output.split(separator: "\n").map(String.init)
    try folder.write("34\n\n1\r\n34\n", to: "some.txt")
    for (nodes, expected) in [("34,1", [34, 1]), ("@some.txt", [34, 1, 34]), ("all", Array(1...34))] {
      let chosen = try await Command.run(predict + ["--nodes", nodes], in: folder)
      #expect(
        chosen.output.split(separator: "\n").map(String.init) == [lines[0]] + expected.map { lines[$0] })
    }
    let unknown = try await Command.run(predict + ["--nodes", "1,99"], in: folder)
    #expect(unknown.status == 65 && unknown.errors.contains("no node '99'"))
    try folder.write("1\n99\n", to: "bad.txt")
    let listed = try await Command.run(predict + ["--nodes", "@bad.txt"], in: folder)
    #expect(listed.status == 65 && listed.errors.contains("bad.txt:2: unknown node id '99'"))
  }

  @Test("predict --probabilities adds one column per class, and each row adds up to 1")
  func probabilities() async throws {
    let folder = try await folderWithModel()
    let predict = ["predict", "--model", "model.safetensors"]
    let plain = try await Command.run(predict, in: folder)
    let all = try await Command.run(predict + ["--probabilities"], in: folder)
    try #require(plain.status == 0 && all.status == 0)
    let rows = all.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["id", "label", "probability", "probability:Mr. Hi", "probability:Officer"])
    #expect(rows.count == 35)
    for row in rows.dropFirst() {
      let numbers = row[3...].compactMap { Double($0) }
      #expect(numbers.count == 2 && abs(numbers[0] + numbers[1] - 1) < 2e-6)
      #expect(Double(row[2]) == numbers.max() && row[1] == (numbers[0] > numbers[1] ? "Mr. Hi" : "Officer"))
    }
    #expect(
      plain.output.split(separator: "\n").map(String.init) == rows.map { $0.prefix(3).joined(separator: ",") }
    )
    let json = try await Command.run(predict + ["--probabilities", "--json"], in: folder).json()
    let first = try #require(json["predictions"]?.array?.first)
    let numbers = ["Mr. Hi", "Officer"].map { first["probabilities"]?[$0]?.double ?? .nan }
    #expect(abs(numbers[0] + numbers[1] - 1) < 1e-6 && first["probability"]?.double == numbers.max())
  }

  @Test("info --model describes a saved classifier without its data set")
  func info() async throws {
    let folder = try await folderWithModel()
    let json = try await Command.run(["info", "--model", "model.safetensors", "--json"], in: folder).json()
    #expect(json["model"]?["name"]?.string == "gcn" && json["model"]?["parameters"]?.integer == 576)
    #expect(json["model"]?["configuration"]?["hidden_sizes"]?.array?.map(\.integer) == [16])
    #expect(json["features"]?.integer == 34 && json["nodes"]?.integer == 34)
    #expect(json["classes"]?.array?.map(\.string) == ["Mr. Hi", "Officer"])
    #expect(["train", "validation", "test"].map { json["split"]?[$0]?.integer } == [2, 0, 32])
    let text = try await Command.run(["info", "--model", "model.safetensors"], in: folder).output
    #expect(text.hasPrefix("gcn, 576 parameters\n") && text.contains("classes: Mr. Hi, Officer\n"))
    #expect(text.contains("2 training, 0 validation and 32 test nodes"))
    #expect(
      text.contains("trained with Adam, learning rate 0.01, seed 0\n  weights of epoch 20 of 20 (limit 20)"))
    #expect(json["training"]?["epochs"]?.integer == 20 && json["training"]?["optimizer"]?.string == "Adam")
    let both = try await Command.run(
      ["info", "--model", "model.safetensors", "--dataset", "karate"], in: folder)
    #expect(both.status == 64)
  }

  @Test("inspect names hyperedges by their number, also if there are as many of them as nodes")
  func hyperedges() async throws {
    let folder = try Folder()
    try folder.write("E1 a b\nE2 b c d\nE3 a d\nE4 c d\n", to: "h.txt")
    try folder.write("a x\nb x\nc y\nd y\n", to: "labels.txt")
    let data = ["--hyperedges", "h.txt", "--labels", "labels.txt", "--split", "random:0.5"]
    let trained = try await Command.run(
      ["train", "--model", "unigat", "--epochs", "2", "--quiet", "--save", "m"] + data, in: folder)
    try #require(trained.status == 0, "\(trained.errors)")
    let inspect = try await Command.run(
      ["inspect", "--model", "m", "--explain", "a", "--attention", "attention.csv", "--json"] + data,
      in: folder)
    let messages = try inspect.json()["explanation"]?["messages"]?.array ?? []
    let ends = Set(messages.compactMap { $0["source"]?.string.map { "\($0)" } })
    #expect(ends.isSuperset(of: ["a", "b", "d", "hyperedge 0", "hyperedge 2"]), "\(inspect.errors)")
    let rows = folder.text("attention.csv")?.split(separator: "\n") ?? []
    #expect(
      rows.dropFirst().allSatisfy { $0.split(separator: ",")[1].hasPrefix("hyperedge ") } && rows.count > 5)
  }

  @Test("Missing features that are means are those of the training data in every later command")
  func trainedMeans() async throws {
    let folder = try Folder()
    try folder.write("u v\nv w\nw x\nx y\n", to: "edges.txt")
    try folder.write("u a\nv a\nw b\nx b\ny b\n", to: "labels.txt")
    try folder.write("id,p,q\nu,1,5\nv,NA,6\nw,3,7\nx,4,8\ny,8,9\n", to: "train.csv")
    // The mean of the known values of p is 4, whatever the other rows of the new file are.
    try folder.write("id,q,p\nu,5,1\nv,6,4\nw,7,100\nx,8,4\ny,9,8\n", to: "filled.csv")
    try folder.write("id,q,p\nu,5,1\nv,6,NA\nw,7,100\nx,8,4\ny,9,8\n", to: "missing.csv")
    let edges = ["--edges", "edges.txt"]
    let trained = try await Command.run(
      ["train", "--epochs", "5", "--quiet", "--save", "m", "--labels", "labels.txt", "--split", "random:0.5"]
        + edges + ["--features", "train.csv", "--missing-features", "mean"], in: folder)
    try #require(trained.status == 0, "\(trained.errors)")
    let predict = ["predict", "--model", "m", "--missing-features", "mean"] + edges + ["--features"]
    let missing = try await Command.run(predict + ["missing.csv"], in: folder)
    let filled = try await Command.run(predict + ["filled.csv"], in: folder)
    #expect(missing.status == 0 && missing.output == filled.output)
    #expect(missing.errors.contains("read 1 missing feature as the mean in the training data: feature 'p'"))
  }

  @Test("inspect --explain names features by the model's columns, whatever their order in the file")
  func featureNames() async throws {
    let folder = try Folder()
    try folder.write("u v\nv w\nw x\n", to: "edges.txt")
    try folder.write("u a\nv a\nw b\nx b\n", to: "labels.txt")
    try folder.write("id,side,noise\nu,0,1\nv,0,1\nw,1,1\nx,1,1\n", to: "one.csv")
    try folder.write("id,noise,side\nu,1,0\nv,1,0\nw,1,1\nx,1,1\n", to: "other.csv")
    let data = ["--edges", "edges.txt", "--labels", "labels.txt", "--features"]
    let trained = try await Command.run(
      ["train", "--epochs", "50", "--quiet", "--save", "m", "--split", "random:0.5"] + data + ["one.csv"],
      in: folder)
    try #require(trained.status == 0, "\(trained.errors)")
    let explain = ["inspect", "--model", "m", "--explain", "x"] + data
    let texts = [
      try await Command.run(explain + ["one.csv"], in: folder).output,
      try await Command.run(explain + ["other.csv"], in: folder).output,
    ]
    #expect(texts[0].contains("side") && texts[0] == texts[1].replacing("other", with: "one"))
  }
}
