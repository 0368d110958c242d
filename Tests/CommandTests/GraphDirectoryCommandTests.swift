// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Graph directories at the command line")
struct GraphDirectoryCommandTests {
  @Test("A model trained on a converted graph directory equals one trained on its files, bit for bit")
  func training() async throws {
    let folder = try Folder()
    let options = ["--epochs", "20", "--seed", "3", "--quiet"]
    let convert = try await Command.run(
      ["convert", "--dataset", "karate", "k", "--json"], in: folder)
    #expect(convert.status == 0, "\(convert.errors)")
    #expect(try convert.json()["format"]?.string == "directory")
    let first = try await Command.run(
      ["train", "--dataset", "karate", "--save", "a.safetensors"] + options, in: folder)
    let second = try await Command.run(
      ["train", "--graph", "k", "--save", "b.safetensors"] + options, in: folder)
    #expect(first.status == 0 && second.status == 0, "\(second.errors)")
    let predicted = try await Command.run(
      ["predict", "--model", "a.safetensors", "--graph", "k"], in: folder)
    let expected = try await Command.run(
      ["predict", "--model", "b.safetensors", "--dataset", "karate"], in: folder)
    #expect(predicted.status == 0 && predicted.output == expected.output)
  }

  @Test("convert writes the split of a file into a graph directory, but not one that is drawn")
  func split() async throws {
    let folder = try Folder()
    _ = try folder.write("a\tb\nb\tc\nc\td\nd\ta\n", to: "e.tsv")
    _ = try folder.write("a\tx\nb\ty\nc\tx\nd\ty\n", to: "l.tsv")
    _ = try folder.write(#"{"train": ["a", "b"], "validation": ["c"], "test": ["d"]}"#, to: "s.json")
    let input = ["--edges", "e.tsv", "--labels", "l.tsv"]
    let convert = try await Command.run(["convert"] + input + ["g", "--split", "s.json"], in: folder)
    #expect(convert.status == 0, "\(convert.errors)")
    let info = try await Command.run(["info", "--graph", "g", "--json"], in: folder)
    #expect(try info.json()["nodes"]?.integer == 4 && info.json()["edges"]?.integer == 4)
    let back = try await Command.run(["convert", "g", "back.gml"], in: folder)
    #expect(back.errors == "note: the published split is not written\n")
    let drawn = try await Command.run(["convert"] + input + ["h", "--split", "random:1,1"], in: folder)
    #expect(drawn.status == 64 && drawn.errors.contains("drawn when a model is trained"))
    #expect(!FileManager.default.fileExists(atPath: folder.url(of: "h").path))
  }

  @Test("A damaged graph directory is refused by info and convert, with its file")
  func damaged() async throws {
    let folder = try Folder()
    _ = try await Command.run(["convert", "--dataset", "karate", "k"], in: folder)
    let url = folder.url(of: "k/edge_sources.npy")
    var bytes = [UInt8](try Data(contentsOf: url))
    bytes[200] ^= 1
    try Data(bytes).write(to: url)
    for arguments in [["info", "--graph", "k"], ["convert", "k", "k.gml"]] {
      let outcome = try await Command.run(arguments, in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("k/edge_sources.npy: has the CRC-32"))
    }
    let missing = try await Command.run(["train", "--graph", "none"], in: folder)
    #expect(missing.status == 66 && missing.errors.contains("none/manifest.json"))
  }

  @Test("convert does not overwrite a directory of other files, nor its input")
  func refusals() async throws {
    let folder = try Folder()
    _ = try folder.write("a\tb\n", to: "e.tsv")
    try FileManager.default.createDirectory(at: folder.url(of: "docs"), withIntermediateDirectories: true)
    _ = try folder.write("text", to: "docs/a.txt")
    let other = try await Command.run(["convert", "e.tsv", "docs"], in: folder)
    #expect(other.status == 73 && other.errors.contains("other files, which would be lost"))
    _ = try await Command.run(["convert", "e.tsv", "g"], in: folder)
    let same = try await Command.run(["convert", "g", "g"], in: folder)
    #expect(same.status == 64 && same.errors.contains("contains the input"))
  }

  @Test("generate writes the same graph each time, and refuses options that do not apply")
  func generate() async throws {
    let folder = try Folder()
    let options = ["--nodes", "500", "--edges", "2000", "--classes", "3", "--features", "4", "--seed", "9"]
    for name in ["a", "b"] {
      let outcome = try await Command.run(
        ["generate", "power-law"] + options + ["--output", name], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let first = try Data(contentsOf: folder.url(of: "a/manifest.json"))
    #expect(first == (try Data(contentsOf: folder.url(of: "b/manifest.json"))))
    let train = try await Command.run(
      [
        "train", "--graph", "a", "--model", "sage", "--epochs", "2", "--batch-size", "64", "--fanout", "5,5",
        "--json",
      ],
      in: folder)
    #expect(train.status == 0, "\(train.errors)")
    for (arguments, message) in [
      (["grid", "--nodes", "9", "--edges", "3", "--output", "g"], "remove --edges"),
      (["blocks", "--nodes", "9", "--output", "g"], "needs --edges"),
      (["blocks", "--nodes", "9", "--edges", "9", "--rewiring", "0.5", "--output", "g"], "small-world"),
      (["grid", "--nodes", "9", "--classes", "2", "--output", "g.tsv"], "write a directory"),
      (["grid", "--nodes", "9", "--output", "g.npz"], "neither a directory"),
      (["grid", "--nodes", "0", "--output", "g"], "nodeCount is 0"),
    ] {
      let outcome = try await Command.run(["generate"] + arguments, in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }
}
