import Foundation
import GraphCore
import Testing

@Suite("What cannot be written leaves nothing half done")
struct OutputFailureTests {
  @Test(
    "Standard output that is full: 74", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "train --quiet", "train --quiet --json", "info", "info --json", "datasets list", "--version", "--help",
      "train --help",
    ])
  func fullOutput(arguments: String) async throws {
    let folder = try Folder()
    let outcome = try await Command.shell("\"$GRAPHLEARN\" \(arguments) > /dev/full", in: folder)
    try expectFailure(outcome, 74, saying: "standard output")
  }

  @Test("A reader that has gone away: 74, no signal")
  func closedPipe() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      "mkfifo p; (exec 3< p) & exec 4> p; wait; rm p; \"$GRAPHLEARN\" info >&4", in: folder)
    try expectFailure(outcome, 74, saying: "standard output")
  }

  @Test(
    "A file that may not grow so large: 74, and the older file is untouched",
    arguments: ["--save", "--predictions"])
  func sizeLimit(option: String) async throws {
    let folder = try Folder()
    try folder.write("older", to: "target")
    // A model of 34 x 4,096 weights; a block is 512 or 1,024 bytes. Predictions are about 700 bytes.
    let limit = option == "--save" ? 100 : 0
    let outcome = try await Command.shell(
      """
      (ulimit -f \(limit); "$GRAPHLEARN" train --quiet --epochs 2 --hidden 4096 \(option) target) 2>&1 | cat >&2
      """, in: folder)
    #expect(outcome.errors.hasPrefix("error: target: writing failed"), "\(outcome.errors)")
    #expect(folder.text("target") == "older")
    #expect(try folder.names() == ["target"])
  }

  @Test("The status of a write beyond the limit is 74")
  func sizeLimitStatus() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      "ulimit -f 100; exec \"$GRAPHLEARN\" train --quiet --epochs 2 --hidden 4096 --save target", in: folder)
    try expectFailure(outcome, 74, saying: "error: target: writing failed", in: folder)
    #expect(try folder.names().isEmpty)
  }

  @Test(
    "A full device as the model's file: 74", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
  )
  func fullDevice() async throws {
    let outcome = try await Command.run(["train", "--quiet", "--epochs", "2", "--save", "/dev/full"])
    try expectFailure(outcome, 74, saying: "error: /dev/full: ")
  }

  @Test(
    "A folder that is not there, or a folder in the place of the file: 73",
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

  @Test("predict --output into a folder that is not there: 73")
  func predictCannotCreate() async throws {
    let files = try SmallFiles()
    try await files.saveKarate("m")
    let outcome = try await Command.run(
      ["predict", "--model", "m", "--output", "missing/p.csv"], in: files.folder)
    try expectFailure(outcome, 73, saying: "error: missing/p.csv: ", in: files.folder)
  }

  @Test("Ctrl-C during training: 130, one line, no file; an older file stays")
  func interrupted() async throws {
    let folder = try Folder()
    try folder.write("older", to: "model")
    // The limit on processor time ends the program should these tests end before it.
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

@Suite("Options that make no sense are refused before anything is read")
struct UsageTests {
  @Test(
    "64, with a word on what was expected",
    arguments: [
      ("train --bogus", "--bogus"), ("train extra", "extra"), ("frobnicate", "frobnicate"),
      ("train --threads 0", "--threads"), ("train --threads 2000", "--threads"),
      ("train --threads x", "--threads"),
      ("train --seed -1", "--seed"), ("train --runs 0", "--runs"), ("train --epochs 0", "--epochs"),
      ("train --hidden 0", "--hidden"), ("train --dropout 1.5", "--dropout"),
      ("train --dropout nan", "--dropout"),
      ("train --learning-rate -1", "--learning-rate"), ("train --model gnc", "gcn"),
      ("train --recipe x", "kipf"),
      ("train --dataset karate --edges edges.tsv", "exclude each other"),
      ("train --edges e --content c --cites d", "exclude each other"),
      ("train --content nodes.content", "go together"), ("info --features f.csv", "go with --edges"),
      ("info --edges e --features f --features-from degree", "exclude each other"),
      ("info --features-from x", "degree, onehot or laplacian:K"), ("info --component smallest", "largest"),
      ("train --split random:0,0", "random"), ("train --split random:a,b", "random"),
      ("train --split random:0.9,0.9", "random"), ("train --split nonsense", "random"),
      ("train --dataset les-miserables --split public", "no split was published"),
      ("predict", "--model"), ("evaluate", "--model"), ("evaluate --model m --nodes x", "validation"),
      ("train --early-stopping x", "window"), ("train --keep x", "last"),
      ("train --feature-scaling x", "row"), ("recipe run perceptron --image x.png", "image-filters"),
      ("recipe run perceptron --output=", "--output"),
    ])
  func usage(line: String, word: String) async throws {
    let outcome = try await Command.run(line.split(separator: " ").map(String.init))
    try expectFailure(outcome, 64, saying: word)
  }

  @Test("A data set that is unknown: 66, with the nearest name", arguments: ["train", "info"])
  func unknownDataset(command: String) async throws {
    let outcome = try await Command.run([command, "--dataset", "karat"])
    try expectFailure(outcome, 66, saying: "'karat'", "did you mean 'karate'?")
  }
}
