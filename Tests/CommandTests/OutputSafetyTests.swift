// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Outputs that would overwrite each other or an input are refused")
struct OutputSafetyTests {
  /// Commands with two outputs, `A` and `B`, that finish quickly.
  static let pairs = [
    "train --quiet --epochs 2 --save A --predictions B", "cluster --clusters 2 --output A --plot B",
    "filter --signal s.csv --kernel heat:1 --output A --plot B", "spectrum --count 3 --vectors A --plot B",
    "spectrum --count 3 --plot A --embedding B", "spectrum --count 3 --vectors A --embedding B",
    "inspect --model m --attention A --frequencies B",
  ]

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("id,value\n" + (1...34).map { "\($0),\($0)\n" }.joined(), to: "s.csv")
    return folder
  }

  @Test(
    "An output with the suffix of a compressed file is refused with status 64",
    arguments: [
      "train --quiet --epochs 2 --predictions o.csv.gz", "predict --model m --output o.csv.gz",
      "cluster --clusters 2 --output o.csv.gz",
    ])
  func compressed(line: String) async throws {
    let folder = try folder()
    _ = try await Command.run(["train", "--quiet", "--epochs", "2", "--save", "m"], in: folder)
    let outcome = try await Command.run(line.split(separator: " ").map(String.init), in: folder)
    try expectFailure(outcome, 64, saying: "compressed files are not written", in: folder)
  }

  @Test(
    "Two outputs with the same path are refused with status 64, and nothing is written", arguments: pairs,
    ["o", "./o", "sub/../o", "link", "far"])
  func same(line: String, other: String) async throws {
    let folder = try folder()
    try FileManager.default.createDirectory(at: folder.url(of: "sub"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "o")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("far"), withDestinationPath: folder.path("o"))
    let words = line.split(separator: " ").map { $0 == "A" ? "o" : $0 == "B" ? other : String($0) }
    let outcome = try await Command.run(words, in: folder)
    try expectFailure(outcome, 64, saying: "same file", in: folder)
    #expect(folder.bytes("o") == nil)
  }

  @Test(
    "An output that would overwrite an input is refused with status 64",
    arguments: [
      "train --quiet --edges e.txt --labels l.txt --save e.txt",
      "train --quiet --edges e.txt --labels l.txt --predictions ./l.txt",
      "train --quiet --edges e.txt --labels l.txt --split s.json --save s.json",
      "predict --model m --output m",
      "predict --model m --edges e.txt --output hard", "cluster --edges e.txt --clusters 2 --output link",
      "cluster --edges e.txt --clusters 2 --plot e.txt",
      "filter --edges e.txt --signal sig --kernel heat:1 --output sig",
      "spectrum --edges e.txt --vectors e.txt", "spectrum --edges e.txt --plot hard",
      "inspect --model m --attention m",
      "train --quiet --content l.txt --cites e.txt --save l.txt",
      "train --hyperedges e.txt --quiet --predictions e.txt",
    ])
  func overInput(line: String) async throws {
    let folder = try Folder()
    for name in ["e.txt", "l.txt", "s.json", "m", "sig"] { try folder.write("a b\n", to: name) }
    try FileManager.default.linkItem(atPath: folder.path("e.txt"), toPath: folder.path("hard"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "e.txt")
    let outcome = try await Command.run(line.split(separator: " ").map(String.init), in: folder)
    try expectFailure(outcome, 64, saying: "same file", in: folder)
    for name in ["e.txt", "l.txt", "s.json", "m", "sig"] { #expect(folder.text(name) == "a b\n", "\(name)") }
  }

  @Test("An output that would overwrite a file of a named data set is refused with status 64")
  func overDataset() async throws {
    let files = try SmallFiles()
    for name in ["nodes.content", "nodes.cites"] {
      let outcome = try await Command.run(
        ["train", "--quiet", "--dataset", "nodes", "--data-dir", ".", "--save", name], in: files.folder)
      try expectFailure(outcome, 64, saying: "same file", in: files.folder)
    }
    #expect(files.folder.text("nodes.cites") == "a b\nb c\nc d\n")
  }

  @Test(
    "An output that cannot be written is refused with status 73 before any input is read",
    arguments: [
      "none/o", "file/o", "directory", "directory/", "o/", "loop", "dangling", "./none/../o",
      String(repeating: "n", count: 300),
    ])
  func cannotBeWritten(path: String) async throws {
    let folder = try folder()
    try FileManager.default.createDirectory(
      at: folder.url(of: "directory"), withIntermediateDirectories: true)
    try folder.write("x", to: "file")
    try FileManager.default.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: "loop")
    try FileManager.default.createSymbolicLink(atPath: folder.path("dangling"), withDestinationPath: "none/x")
    let names = try folder.names()
    for line in Self.pairs {
      for place in ["A", "B"] {
        let words = line.split(separator: " ").map {
          $0 == "A" || $0 == "B" ? ($0 == place ? path : "ok") : String($0)
        }
        // The model and the data are missing too, which would be another error if they were read first.
        let outcome = try await Command.run(words + ["--dataset", "missing"], in: folder)
        try expectFailure(outcome, 73, saying: "error: \(path)", in: folder)
      }
    }
    #expect(try folder.names() == names)
  }

  @Test(
    "An output with an empty path, or the path '-', is refused with status 64", arguments: pairs, ["", "-"])
  func noName(line: String, path: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    var arguments: [String] = []
    for (number, word) in words.enumerated() {
      if word == "B" {
        arguments[arguments.count - 1] += "=\(path)"
      } else {
        arguments.append(word == "A" ? "a" : words[number])
      }
    }
    try expectFailure(try await Command.run(arguments, in: try folder()), 64)
  }

  @Test(
    "When a later output fails with status 74, no earlier output is left behind",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: pairs.dropLast())
  func laterFailure(line: String) async throws {
    let folder = try folder()
    let words = line.split(separator: " ").map { $0 == "A" ? "first" : $0 == "B" ? "/dev/full" : String($0) }
    let outcome = try await Command.run(words, in: folder)
    try expectFailure(outcome, 74, saying: "/dev/full", in: folder)
    #expect(try folder.names() == ["s.csv"])
  }

  @Test(
    "When a report cannot be printed, the status is 74, and no output is left behind",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: pairs.dropLast().map { $0 + " --json" } + ["recipe run perceptron --output pictures"])
  func fullOutput(line: String) async throws {
    let folder = try folder()
    let line = line.replacingOccurrences(of: " A", with: " a").replacingOccurrences(of: " B", with: " b")
    let outcome = try await Command.shell("exec \"$GRAPHLEARN\" \(line) > /dev/full", in: folder)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(try folder.names() == ["s.csv"])
  }

  @Test(
    "/dev/stdout is accepted as an output file unless a report is printed there too")
  func standardOutput() async throws {
    let folder = try folder()
    let filter = "\"$GRAPHLEARN\" filter --signal s.csv --kernel heat:1"
    let direct = try await Command.shell("\(filter)", in: folder)
    for redirection in ["", "| cat", "> f; cat f"] {
      let outcome = try await Command.shell("\(filter) --output /dev/stdout \(redirection)", in: folder)
      #expect(outcome.status == 0 && outcome.output == direct.output, "\(redirection)")
    }
    for line in ["train --quiet --epochs 2 --save", "cluster --clusters 2 --output", "spectrum --plot"] {
      let outcome = try await Command.shell("exec \"$GRAPHLEARN\" \(line) /dev/stdout", in: folder)
      try expectFailure(outcome, 64, saying: "standard output")
      let quiet = try await Command.shell("exec \"$GRAPHLEARN\" \(line) /dev/null", in: folder)
      #expect(quiet.status == 0, "\(quiet.errors)")
    }
  }

  @Test("recipe run refuses with status 64 to overwrite the image given by --image")
  func overPicture() async throws {
    let folder = try Folder()
    let first = try await Command.run(["recipe", "run", "image-filters", "--output", "p"], in: folder)
    #expect(first.status == 0, "\(first.errors)")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path("p")).first { $0.hasSuffix(".png") })
    let bytes = folder.bytes("p/\(name)")
    let outcome = try await Command.run(
      ["recipe", "run", "image-filters", "--quiet", "--image", "p/\(name)", "--output", "p"], in: folder)
    try expectFailure(outcome, 64, saying: "--image")
    #expect(folder.bytes("p/\(name)") == bytes)
  }

  @Test("Writing a file removes the partial files that killed runs left for it")
  func abandoned() async throws {
    let folder = try Folder()
    try folder.write("", to: "m.4194399.partial")
    try folder.write("", to: "other.4194399.partial")
    let outcome = try await Command.run(["train", "--quiet", "--epochs", "2", "--save", "m"], in: folder)
    #expect(outcome.status == 0)
    #expect(try folder.names() == ["m", "other.4194399.partial"])
  }
}

@Suite("Signals end the program with status 128 plus the signal's number")
struct SignalTests {
  @Test(
    "INT, QUIT, TERM and HUP end training with 128 plus their number, and existing files are unchanged",
    arguments: [("INT", 130), ("QUIT", 131), ("TERM", 143), ("HUP", 129)] as [(String, Int32)])
  func signals(name: String, status: Int32) async throws {
    let folder = try Folder()
    try folder.write("older", to: "model")
    let outcome = try await Command.shell(
      """
      ulimit -t 300
      "$GRAPHLEARN" train --epochs 100000000 --early-stopping none --save model 2> errors &
      until grep -q epoch errors || ! kill -0 $!; do sleep 0.05; done
      kill -\(name) $!
      wait $!
      """, in: folder)
    #expect(outcome.status == status && !outcome.wasSignalled)
    #expect(folder.text("errors")?.hasSuffix("error: interrupted\n") == true)
    #expect(try folder.names() == ["errors", "model"] && folder.text("model") == "older")
  }

  @Test("Training under nohup continues after the terminal has been closed")
  func nohup() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      """
      nohup "$GRAPHLEARN" train --epochs 20000 --early-stopping none --save model 2> errors > output &
      until grep -q epoch errors || ! kill -0 $!; do sleep 0.02; done
      kill -HUP $!
      wait $!
      """, in: folder)
    #expect(outcome.status == 0 && folder.bytes("model") != nil)
  }

  @Test("Saving over a file that is not a saved model is noted; over a model or an empty file it is not")
  func replaced() async throws {
    let folder = try Folder()
    try folder.write("my notes\n", to: "notes.txt")
    try folder.write("", to: "empty")
    let train = ["train", "--quiet", "--epochs", "2", "--save"]
    let note = "--save replaces 'notes.txt', which is not a saved model"
    #expect(try await Command.run(train + ["notes.txt"], in: folder).errors.contains(note))
    for file in ["notes.txt", "empty", "new"] {
      #expect(try await !Command.run(train + [file], in: folder).errors.contains("replaces"), "\(file)")
    }
  }
}
