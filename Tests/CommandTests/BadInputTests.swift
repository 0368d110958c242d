// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Commands report bad input in one line on standard error and an exit status")
struct BadInputTests {
  /// The options that name input files, of which only those that begin with FILE are invalid.
  static let inputs: [[String]] = [
    ["train", "--edges", "FILE"],
    ["train", "--edges", "edges.tsv", "--features", "FILE.csv", "--labels", "labels.tsv"],
    ["train", "--edges", "edges.tsv", "--features", "features.csv", "--labels", "FILE"],
    ["train", "--content", "FILE", "--cites", "nodes.cites"],
    ["train", "--content", "nodes.content", "--cites", "FILE"],
    ["train", "--edges", "edges.tsv", "--labels", "labels.tsv", "--split", "FILE.json"],
    ["train", "--edges", "edges.tsv", "--labels", "labels.tsv", "--split", "FILE.txt"],
    ["predict", "--model", "FILE"],
    ["evaluate", "--model", "FILE"],
    ["info", "--edges", "FILE.npz"],
    ["info", "--edges", "FILE.mtx"],
    ["info", "--edges", "FILE.graphml"],
    ["info", "--edges", "FILE.gz"],
    ["info", "--edges", "edges.tsv", "--features", "FILE.npz"],
    ["info", "--edges", "edges.tsv", "--features", "FILE.npy"],
    ["info", "--edges", "edges.tsv", "--features", "FILE.svm"],
  ]

  /// Runs one of `inputs` with the given bytes as the contents of each FILE, or without these files if nil.
  static func run(_ arguments: [String], on bytes: [UInt8]?) async throws -> (Outcome, Folder) {
    let files = try SmallFiles()
    if let bytes {
      for ending in ["", ".csv", ".json", ".txt", ".npz", ".npy", ".mtx", ".graphml", ".gz", ".svm"] {
        try files.folder.write(bytes, to: "FILE" + ending)
      }
    }
    let quiet = arguments[0] == "train" ? ["--quiet", "--save", "model"] : []
    return (try await Command.run(arguments + quiet, in: files.folder), files.folder)
  }

  @Test("A command that names a missing input file exits with status 66", arguments: inputs)
  func missing(arguments: [String]) async throws {
    let (outcome, folder) = try await Self.run(arguments, on: nil)
    try expectFailure(outcome, 66, saying: "FILE", "cannot be read", in: folder)
    #expect(folder.bytes("model") == nil)
  }

  @Test("A command that reads an empty input file exits with status 65", arguments: inputs)
  func empty(arguments: [String]) async throws {
    let (outcome, folder) = try await Self.run(arguments, on: [])
    try expectFailure(outcome, 65, in: folder)
    #expect(folder.bytes("model") == nil)
  }

  @Test(
    "A command that reads random bytes exits with status 65 and names the file", arguments: inputs,
    [1, 2] as [UInt64])
  func garbage(arguments: [String], seed: UInt64) async throws {
    let stream = RandomStream(seed: seed, purpose: .generation)
    let bytes = (0..<4_000).map { UInt8(truncatingIfNeeded: stream.bits(at: UInt64($0))) }
    let (outcome, folder) = try await Self.run(arguments, on: bytes)
    try expectFailure(outcome, 65, saying: "error: FILE", in: folder)
    #expect(folder.bytes("model") == nil)
  }

  @Test(
    "A directory given as an input file is refused with status 65 or 66",
    arguments: inputs.filter { $0.contains("FILE") })
  func folderAsFile(arguments: [String]) async throws {
    let (outcome, _) = try await Self.run(arguments.map { $0 == "FILE" ? "/" : $0 }, on: nil)
    try expectFailure(outcome, outcome.status == 65 ? 65 : 66)
  }

  @Test("An edge to a node id that the other files lack is reported with its line")
  func unknownNode() async throws {
    let files = try SmallFiles()
    try files.folder.write("a\tb\n# a comment\nb\tzz\n", to: "edges.tsv")
    try expectFailure(try await files.train(), 65, saying: "error: edges.tsv:3: ", "'zz'", in: files.folder)
    try files.folder.write("a b\nzz b\n", to: "nodes.cites")
    let options = ["train", "--quiet", "--content", "nodes.content", "--cites", "nodes.cites"]
    try expectFailure(
      try await Command.run(options, in: files.folder), 65, saying: "error: nodes.cites:2: ", "'zz'")
  }

  @Test(
    "An invalid row of a features file is reported with its line or node id",
    arguments: [
      ("id,f1,f2\na,1,0\nb,1\nc,0,1\nd,0,1\n", "features.csv:3: "),
      ("id,f1,f2\na,1,0\nb,1,0,5\nc,0,1\nd,0,1\n", "features.csv:3: "),
      ("id,f1,f2\na,1,0\nb,1,NaN\nc,0,1\nd,0,1\n", "features.csv:3: "),
      ("id,f1,f2\na,1,0\nb,1,0\nc,0,inf\nd,0,1\n", "features.csv:4: "),
      ("id,f1,f2\na,1,0\nb,1,0\nc,0,x\nd,0,1\n", "features.csv:4: "),
      ("id,f1,f2\na,1,0\nb,1,0\na,0,1\nd,0,1\n", "'a'"),
    ])
  func features(text: String, place: String) async throws {
    let files = try SmallFiles()
    try files.folder.write(text, to: "features.csv")
    try expectFailure(try await files.train(), 65, saying: place, in: files.folder)
  }

  @Test(
    "A split file that does not fit the data set is refused with status 65",
    arguments: [
      ("s.json", #"{"train": ["a", "q"]}"#, "'q'"), ("s.json", #"{"train": "a"}"#, "train"),
      ("s.json", #"{"train": []}"#, "no training nodes"), ("s.json", "[1]", "train"),
      ("s.txt", "a\nq\n", "'q'"), ("s.txt", "# nobody\n", "no training nodes"),
    ])
  func split(name: String, text: String, word: String) async throws {
    let files = try SmallFiles()
    try files.folder.write(text, to: name)
    try expectFailure(try await files.train(["--split", name]), 65, saying: word, in: files.folder)
  }

  @Test("A random split that needs more nodes than a class has is refused and names the class")
  func smallClass() async throws {
    let files = try SmallFiles()
    let outcome = try await files.train(["--split", "random:2,1"])
    try expectFailure(outcome, 65, saying: "class 'left' has 2 nodes", "random:0.6,0.2")
  }

  @Test("An edge list without edges is refused, also if other files name the nodes")
  func noEdges() async throws {
    let files = try SmallFiles()
    try files.folder.write("# nothing\n", to: "edges.tsv")
    try expectFailure(
      try await Command.run(["info", "--edges", "edges.tsv"], in: files.folder), 65,
      saying: "edges.tsv: expected at least one edge")
    try expectFailure(
      try await files.train(["--split", "split.json"]), 65, saying: "edges.tsv: expected at least one edge")
  }

  @Test(
    "Training on a data set without labels is refused with status 65",
    arguments: ["les-miserables", "southern-women"])
  func unlabelled(name: String) async throws {
    try expectFailure(
      try await Command.run(["train", "--dataset", name]), 65, saying: "has no labels")
  }
}

@Suite("Truncated and hostile archives, pickles and model files are refused")
struct HostileArchiveTests {
  static let parts = ["x", "y", "tx", "ty", "allx", "ally", "graph"]

  @Test(
    "A pickle that would run a program is refused with status 65 and runs nothing",
    arguments: [
      "cos\nsystem\n(S'touch owned'\ntR.", "cposix\nsystem\n(S'touch owned'\ntR.",
      "c__builtin__\neval\n(S'1'\ntR.",
    ])
  func reduce(pickle: String) async throws {
    let folder = try Folder()
    for part in Self.parts { try folder.write(pickle, to: "ind.evil.\(part)") }
    try folder.write("0\n", to: "ind.evil.test.index")
    let outcome = try await Command.run(
      ["train", "--quiet", "--dataset", "evil", "--data-dir", "."], in: folder)
    try expectFailure(outcome, 65, saying: "ind.evil.", in: folder)
    #expect(folder.bytes("owned") == nil)
  }

  @Test(
    "A truncated pickle is refused with status 65",
    arguments: [[0x80, 2, 0x5D, 0x71], [0x80, 2], [], [0x58, 0xFF, 0xFF, 0xFF, 0x7F]] as [[UInt8]])
  func cutPickle(bytes: [UInt8]) async throws {
    let folder = try Folder()
    for part in Self.parts { try folder.write(bytes, to: "ind.cut.\(part)") }
    try folder.write("0\n", to: "ind.cut.test.index")
    let outcome = try await Command.run(["info", "--dataset", "cut", "--data-dir", "."], in: folder)
    try expectFailure(outcome, 65, saying: "ind.cut.", in: folder)
  }

  @Test(
    "A truncated .npz archive is refused with status 65",
    .enabled(if: PublishedData.isThere, PublishedData.reason),
    arguments: [4, 100, 20_000])
  func cutArchive(count: Int) async throws {
    let folder = try Folder()
    let whole = try FileContents.read(PublishedData.path("npz/cora.npz"))
    try folder.write(Array(whole.prefix(count)), to: "cut.npz")
    let outcome = try await Command.run(["info", "--edges", "cut.npz"], in: folder)
    try expectFailure(outcome, 65, saying: "error: cut.npz: ")
  }

  @Test(
    "A truncated model file is refused with status 65 by predict and evaluate", arguments: [4, 8, 300, 1_500])
  func cutModel(count: Int) async throws {
    let files = try SmallFiles()
    try await files.saveKarate("whole")
    let whole = try #require(files.folder.bytes("whole"))
    try files.folder.write(Array(whole.prefix(count)), to: "cut")
    for command in ["predict", "evaluate"] {
      let outcome = try await Command.run([command, "--model", "cut"], in: files.folder)
      try expectFailure(outcome, 65, saying: "error: cut: ")
    }
  }

  @Test(
    "A model trained on another data set is refused with status 65 and a hint",
    arguments: ["predict", "evaluate"])
  func otherModel(command: String) async throws {
    let files = try SmallFiles()
    try await files.saveKarate()
    let outcome = try await Command.run(
      [command, "--model", "karate.safetensors"] + files.options, in: files.folder)
    try expectFailure(outcome, 65, saying: "Was the model trained on another data set?")
  }
}
