// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Commands whose output cannot be written leave no partial files")
struct OutputFailureTests {
  @Test(
    "Writing to a full standard output exits with status 74",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "train --quiet", "train --quiet --json", "info", "info --json", "datasets list", "--version", "--help",
      "train --help",
    ])
  func fullOutput(arguments: String) async throws {
    let folder = try Folder()
    let outcome = try await Command.shell("\"$GRAPHLEARN\" \(arguments) > /dev/full", in: folder)
    try expectFailure(outcome, 74, saying: "standard output")
  }

  @Test("Writing to a closed pipe exits with status 74 instead of being ended by a signal")
  func closedPipe() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      "mkfifo p; (exec 3< p) & exec 4> p; wait; rm p; \"$GRAPHLEARN\" info >&4", in: folder)
    try expectFailure(outcome, 74, saying: "standard output")
  }

  @Test(
    "A file that would exceed the size limit is not written, and the existing file is unchanged",
    arguments: ["--save", "--predictions"])
  func sizeLimit(option: String) async throws {
    let folder = try Folder()
    try folder.write("older", to: "target")
    // The model has 34 x 4,096 weights, the predictions about 700 bytes; a block is 512 or 1,024 bytes.
    let limit = option == "--save" ? 100 : 0
    let outcome = try await Command.shell(
      """
      (ulimit -f \(limit); "$GRAPHLEARN" train --quiet --epochs 2 --hidden 4096 \(option) target) 2>&1 | cat >&2
      """, in: folder)
    #expect(outcome.errors.hasPrefix("error: target: writing failed"), "\(outcome.errors)")
    #expect(folder.text("target") == "older")
    #expect(try folder.names() == ["target"])
  }

  @Test("Writing a file beyond the size limit exits with status 74")
  func sizeLimitStatus() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      "ulimit -f 100; exec \"$GRAPHLEARN\" train --quiet --epochs 2 --hidden 4096 --save target", in: folder)
    try expectFailure(outcome, 74, saying: "error: target: writing failed", in: folder)
    #expect(try folder.names().isEmpty)
  }

  @Test(
    "Saving a model to a full device exits with status 74",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
  )
  func fullDevice() async throws {
    let outcome = try await Command.run(["train", "--quiet", "--epochs", "2", "--save", "/dev/full"])
    try expectFailure(outcome, 74, saying: "error: /dev/full: ")
  }

  @Test(
    "An output path that is a directory or in a missing directory is refused with status 73",
    arguments: ["missing/model", "folder"])
  func cannotCreate(path: String) async throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(at: folder.url(of: "folder"), withIntermediateDirectories: true)
    for option in ["--save", "--predictions"] {
      let outcome = try await Command.run(["train", "--quiet", "--epochs", "2", option, path], in: folder)
      try expectFailure(outcome, 73, saying: "error: \(path): ", in: folder)
    }
    #expect(try folder.names() == ["folder"])
  }

  @Test("predict --output into a missing directory exits with status 73")
  func predictCannotCreate() async throws {
    let files = try SmallFiles()
    try await files.saveKarate("m")
    let outcome = try await Command.run(
      ["predict", "--model", "m", "--output", "missing/p.csv"], in: files.folder)
    try expectFailure(outcome, 73, saying: "error: missing/p.csv: ", in: files.folder)
  }

  @Test("Ctrl-C during training exits with status 130 and leaves an existing model file unchanged")
  func interrupted() async throws {
    let folder = try Folder()
    try folder.write("older", to: "model")
    // The limit on processor time ends the program in case these tests end first.
    let outcome = try await Command.shell(
      """
      ulimit -t 300
      exec "$GRAPHLEARN" train --epochs 100000000 --early-stopping none --save model
      """, in: folder, interruptAfter: "epoch")
    #expect(outcome.status == 130 && !outcome.wasSignalled)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasSuffix("error: interrupted\n"))
    #expect(try folder.names() == ["model"] && folder.text("model") == "older")
  }
}

@Suite("Invalid options are refused before any input is read")
struct UsageTests {
  @Test(
    "Invalid options are refused with status 64 and a message that says what was expected",
    arguments: [
      ("train --bogus", "--bogus"), ("train extra", "extra"), ("frobnicate", "frobnicate"),
      ("train --threads 0", "--threads"), ("train --threads 2000", "--threads"),
      ("train --threads x", "--threads"),
      ("train --seed -1", "--seed"), ("train --runs 0", "--runs"), ("train --epochs 0", "--epochs"),
      ("train --hidden 0", "--hidden"), ("train --dropout 1.5", "--dropout"),
      ("train --dropout nan", "--dropout"),
      ("train --learning-rate -1", "--learning-rate"), ("train --model gnc", "gcn"),
      ("train --settings x", "kipf"), ("train --settings pyg --recipe kipf", "only one of"),
      ("train --early-stopping none --patience 3", "cannot be combined"),
      ("train --model sgc --patience 3", "does not apply"), ("spectrum --moments 9", "require --density"),
      ("spectrum --density --end both", "--count"), ("spectrum --method components", "shift-invert, lanczos"),
      ("inspect --model m --share 0.1", "require --explain"),
      ("filter --signal s --kernel heat:1 --order 3 --tolerance 0.1", "cannot be combined"),
      ("train --dataset karate --edges edges.tsv", "only one of"),
      ("train --edges e --content c --cites d", "only one of"),
      ("train --content nodes.content", "must be given together"),
      ("info --features f.csv", "require --edges"),
      ("info --edges e --features f --features-from degree", "only one of"),
      ("info --features-from x", "'laplacian:K'"), ("info --component smallest", "largest"),
      ("train --split random:0,0", "random"), ("train --split random:a,b", "random"),
      ("train --split random:0.9,0.9", "random"), ("train --split nonsense", "random"),
      ("train --dataset les-miserables --split public", "has no published split"),
      ("predict", "--model"), ("evaluate", "--model"), ("evaluate --model m --nodes x", "validation"),
      ("train --early-stopping x", "window"), ("train --keep x", "last"),
      ("train --feature-scaling x", "row"), ("recipe run perceptron --image x.png", "image-filters"),
      ("recipe run perceptron --output=", "--output"),
    ])
  func usage(line: String, word: String) async throws {
    let outcome = try await Command.run(line.split(separator: " ").map(String.init))
    try expectFailure(outcome, 64, saying: word)
  }

  @Test(
    "An unknown data set name exits with status 66 and suggests the nearest name",
    arguments: ["train", "info"])
  func unknownDataset(command: String) async throws {
    let outcome = try await Command.run([command, "--dataset", "karat"])
    try expectFailure(outcome, 66, saying: "'karat'", "did you mean 'karate'?")
  }
}
