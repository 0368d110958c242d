// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import NeuralNetworks
import Testing

@Suite("predict and evaluate with a saved model")
struct ModelFileCommandTests {
  @Test("predict writes one line per node, the same to a file and to standard output")
  func predict() async throws {
    let files = try SmallFiles()
    try await files.saveKarate()
    let printed = try await Command.run(["predict", "--model", "karate.safetensors"], in: files.folder)
    #expect(printed.status == 0 && printed.errors.isEmpty)
    let lines = printed.output.split(separator: "\n")
    #expect(lines.first == "id,label,probability")
    let ids = lines.dropFirst().map { String($0.prefix { $0 != "," }) }
    #expect(ids == (1...34).map { String($0) })
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",")
      try #require(fields.count == 3)
      #expect(["Mr. Hi", "Officer"].contains(String(fields[1])))
      let probability = try #require(Double(fields[2]))
      #expect(probability >= 0.5 && probability <= 1)
    }
    let written = try await Command.run(
      ["predict", "--model", "karate.safetensors", "--output", "p.csv"], in: files.folder)
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(written.errors == "predictions of 34 nodes written to p.csv\n")
    #expect(files.folder.text("p.csv") == printed.output)
  }

  @Test("train --predictions writes what predict prints for the saved model")
  func predictions() async throws {
    let files = try SmallFiles()
    let options = ["train", "--quiet", "--save", "m", "--predictions", "p.csv"]
    #expect(try await Command.run(options, in: files.folder).status == 0)
    #expect(
      try await Command.run(["predict", "--model", "m"], in: files.folder).output
        == files.folder.text("p.csv"))
  }

  @Test("predict --nodes unlabelled lists the nodes that have no label in the labels given")
  func unlabelled() async throws {
    let folder = try Folder()
    try folder.write("a b\nb c\nc d\n", to: "e.txt")
    try folder.write("a,x\nb,x\nc,y\n", to: "l.csv")
    let inputs = ["--edges", "e.txt", "--labels", "l.csv"]
    let trained = try await Command.run(
      ["train", "--quiet", "--epochs", "5", "--split", "random:1,0", "--save", "m"] + inputs, in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let listed = try await Command.run(
      ["predict", "--model", "m", "--nodes", "unlabelled"] + inputs, in: folder)
    #expect(listed.output.split(separator: "\n").map { $0.prefix(2) } == ["id", "d,"])
    let all = try await Command.run(["predict", "--model", "m"] + inputs, in: folder)
    #expect(all.output.split(separator: "\n").count == 5)
  }

  @Test("predict reads missing features as in training, and ignores columns that the model does not use")
  func readsAsInTraining() async throws {
    let folder = try Folder()
    try folder.write("a b\nb c\nc d\n", to: "e.txt")
    try folder.write("a,x\nb,x\nc,y\nd,y\n", to: "l.csv")
    try folder.write("id,p,q\na,1,0\nb,,0\nc,0,1\nd,0,1\n", to: "f.csv")
    try folder.write("id,team,p,q\na,red,1,0\nb,blue,,0\nc,red,0,1\nd,red,0,1\n", to: "g.csv")
    let train = [
      "train", "--quiet", "--epochs", "5", "--split", "random:1,0", "--save", "m", "--edges", "e.txt",
      "--labels",
      "l.csv", "--features", "f.csv", "--missing-features", "mean",
    ]
    #expect(try await Command.run(train, in: folder).status == 0)
    let predict = ["predict", "--model", "m", "--edges", "e.txt", "--features"]
    let same = try await Command.run(predict + ["f.csv"], in: folder)
    let other = try await Command.run(predict + ["g.csv"], in: folder)
    #expect(same.status == 0 && same.output == other.output, "\(same.errors)\(other.errors)")
    #expect(other.errors.contains("ignored column 'team'; the model does not use it"))
    let zero = try await Command.run(predict + ["f.csv", "--missing-features", "zero"], in: folder)
    #expect(zero.errors.contains("were read as 0, not as the means of the training data"))
    #expect(
      try await Command.run(["info", "--model", "m"], in: folder).output.contains(
        "missing ones read as the mean"))
  }

  @Test("predict --json lists the id, label and probability of each node")
  func predictJSON() async throws {
    let files = try SmallFiles()
    try await files.saveKarate()
    let json = try await Command.run(
      ["predict", "--json", "--model", "karate.safetensors"], in: files.folder
    ).json()
    let predictions = try #require(json["predictions"]?.array)
    #expect(predictions.count == 34 && predictions[33]["id"]?.string == "34")
    #expect(predictions.allSatisfy { $0["label"]?.string != nil && $0["probability"]?.double != nil })
  }

  @Test(
    "evaluate reports the test accuracy that train reported, and measures per class",
    arguments: ["kipf", "pyg"], ["0", "9"])
  func evaluate(settings: String, seed: String) async throws {
    let folder = try Folder()
    let trained = try await Command.run(
      ["train", "--quiet", "--json", "--settings", settings, "--seed", seed, "--save", "m"], in: folder
    ).json()
    let json = try await Command.run(["evaluate", "--json", "--model", "m"], in: folder).json()
    #expect(json["accuracy"]?.double == trained["test_accuracy_mean"]?.double)
    #expect(json["macro_f1"]?.double != nil)
    let classes = try #require(json["classes"]?.array)
    #expect(classes.map { $0["name"]?.string } == ["Mr. Hi", "Officer"])
    #expect(classes.map { $0["support"]?.integer } == [16, 16])
    for field in ["precision", "recall", "f1"] { #expect(classes.allSatisfy { $0[field]?.double != nil }) }
    let confusion = try #require(json["confusion"]?.array).map { $0.array?.compactMap(\.integer) ?? [] }
    #expect(confusion.map { $0.reduce(0, +) } == [16, 16])
    let right = try #require(confusion.count == 2 ? confusion[0][0] + confusion[1][1] : nil)
    #expect(json["accuracy"]?.double == Double(right) / 32)
  }

  @Test("evaluate draws the random split of training again from the same seed")
  func drawnSplit() async throws {
    let folder = try Folder()
    let split = ["--split", "random:4,4", "--seed", "6"]
    let trained = try await Command.run(["train", "--quiet", "--json", "--save", "m"] + split, in: folder)
      .json()
    let json = try await Command.run(["evaluate", "--json", "--model", "m"] + split, in: folder).json()
    #expect(json["accuracy"]?.double == trained["test_accuracy_mean"]?.double)
  }

  @Test("A saved model predicts the nodes of another graph with the same features")
  func otherGraph() async throws {
    let files = try SmallFiles()
    #expect(try await files.train(["--split", "split.json", "--save", "m"]).status == 0)
    try files.folder.write("x\ty\n", to: "other.tsv")
    try files.folder.write("id,f1,f2\nx,1,0\ny,0,1\nz,0,1\n", to: "other.csv")
    let outcome = try await Command.run(
      ["predict", "--model", "m", "--edges", "other.tsv", "--features", "other.csv"], in: files.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let ids = outcome.output.split(separator: "\n").dropFirst().map { $0.prefix(1) }
    #expect(ids == ["x", "y", "z"])
  }

  @Test("train --save writes the complete model to a named pipe")
  func pipe() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      """
      mkfifo pipe && (cat pipe > received & "$GRAPHLEARN" train --quiet --epochs 5 --save pipe && wait) \
      && "$GRAPHLEARN" train --quiet --epochs 5 --save file && test -p pipe
      """, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.bytes("received") == folder.bytes("file"))
    let received = try #require(folder.bytes("received"))
    #expect(
      try SafeTensors(bytes: received, path: "received").tensors.map(\.name).contains("conv1.lin.weight"))
    #expect(try folder.names() == ["file", "pipe", "received"])
  }

  @Test("train --save writes to a device without replacing it")
  func device() async throws {
    let outcome = try await Command.run(["train", "--quiet", "--epochs", "5", "--save", "/dev/null"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let kind = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(kind == .typeCharacterSpecial)
  }
}
