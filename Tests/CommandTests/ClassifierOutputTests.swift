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
    #expect(json["model"]?["configuration"]?["hiddenSizes"]?.array?.map(\.integer) == [16])
    #expect(json["features"]?.integer == 34 && json["nodes"]?.integer == 34)
    #expect(json["classes"]?.array?.map(\.string) == ["Mr. Hi", "Officer"])
    #expect(["train", "validation", "test"].map { json["split"]?[$0]?.integer } == [2, 0, 32])
    let text = try await Command.run(["info", "--model", "model.safetensors"], in: folder).output
    #expect(text.hasPrefix("gcn, 576 parameters\n") && text.contains("classes: Mr. Hi, Officer\n"))
    #expect(text.contains("2 training, 0 validation and 32 test nodes"))
    let both = try await Command.run(
      ["info", "--model", "model.safetensors", "--dataset", "karate"], in: folder)
    #expect(both.status == 64)
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
