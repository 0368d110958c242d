// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Files that claim huge sizes, nest too deeply or contain terminal control characters")
struct HostileFileTests {
  @Test(
    "A split file with deeply nested brackets is refused with status 65",
    arguments: ["[", "{\"train\":", "{\"train\":["], [513, 5_000, 1_000_000])
  func deepSplit(opening: String, depth: Int) async throws {
    let files = try SmallFiles()
    try files.folder.write(String(repeating: opening, count: depth), to: "deep.json")
    try expectFailure(try await files.train(["--split", "deep.json"]), 65, saying: "error: deep.json")
  }

  /// Returns the bytes of a model file with the given header and with zeros as its data.
  static func model(_ header: String, dataCount: Int = 0) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataCount)
  }

  private static func described(_ architecture: String, _ tensors: String = "") -> String {
    let text = JSONValue.string(architecture).text()
    return "{\"__metadata__\":{\"graphlearn.model\":\(text)}\(tensors)}"
  }

  private static func gcn(features: String = "34", hidden: String = "[16]", classes: String = "2") -> String {
    described(
      #"{"name":"gcn","feature_count":\#(features),"hidden":\#(hidden),"class_count":\#(classes),"dropout":0.5,"input_dropout":0.5,"bias":true}"#
    )
  }

  private static func network(
    _ name: String = "gcn", features: String = "34", nodes: String = "34", settings configuration: String
  ) -> String {
    described(
      #"{"name":"\#(name)","featureCount":\#(features),"classCount":2,"nodeCount":\#(nodes),"configuration":\#(configuration)}"#
    )
  }

  static let headers = [
    network(settings: "{}"), network(settings: #"{"hiddenSizes":[0]}"#),
    network(settings: #"{"hiddenSizes":[-3]}"#),
    network(settings: #"{"hiddenSizes":[2147483648]}"#), network(settings: #"{"hiddenSizes":16}"#),
    network(settings: "[]"), network(settings: "3"),
    network(settings: #"{"hiddenSizes":[16],"dropout":2}"#), network(settings: #"{"connections":"odd"}"#),
    network("gat", settings: #"{"heads":65536,"hiddenSizes":[2147483648,2147483648]}"#),
    network("gat", settings: #"{"heads":1.5}"#), network("gat", settings: #"{"heads":null}"#),
    network("other", settings: "{}"),
    network("gcn2", settings: #"{"hiddenSize":2147483648,"layers":1000}"#),
    network("gcn2", settings: #"{"layers":1000000000}"#),
    network("arma", settings: #"{"stacks":1024,"hops":10000,"hiddenSizes":[2147483648]}"#),
    network("tag", settings: #"{"hops":10000,"hiddenSizes":[2147483648]}"#),
    network("linkx", nodes: "2147483648", settings: #"{"hiddenSize":2147483648}"#),
    network("transformer-encoder", settings: #"{"heads":3}"#),
    network("allset", settings: #"{"hiddenSizes":[]}"#),
    network("pna", settings: #"{"meanLogDegree":1e300}"#), network(features: "1e3", settings: "{}"),
    network(nodes: "-1", settings: "{}"),
    #"{"conv1.lin.weight":{"dtype":"F32","shape":[0,34],"data_offsets":[0,0]}}"#,
    #"{"conv1.lin.weight":{"dtype":"F32","shape":[2,0],"data_offsets":[0,0]}}"#,
    #"{"lin1.weight":{"dtype":"F32","shape":[0,34],"data_offsets":[0,0]},"lin2.weight":{"dtype":"F32","shape":[2,0],"data_offsets":[0,0]}}"#,
    gcn(classes: "0"), gcn(features: "0"), gcn(hidden: "[0]"), gcn(hidden: "[16,0,16]"), gcn(features: "-1"),
    gcn(features: "2147483648", hidden: "[]", classes: "1"),
    gcn(features: "2147483648", hidden: "[0]", classes: "2147483648"),
    gcn(features: "9223372036854775807"), gcn(features: "9223372036854775808"), gcn(classes: "1e300"),
    gcn(hidden: "[1e400]"),
    gcn(hidden: String(repeating: "[", count: 600)), gcn(hidden: "{}"), gcn(features: "\"34\""),
    described(String(repeating: "[", count: 100_000)), described("{\"name\":\"gcn\",\"name\":\"gat\"}"),
    described(
      #"{"name":"linkx","feature_count":1,"hidden":[1],"class_count":1,"dropout":0,"input_dropout":0,"bias":true,"settings":{"nodes":16777216}}"#
    ),
    described(
      #"{"name":"gat","feature_count":1,"hidden":[1],"class_count":1,"dropout":0,"input_dropout":0,"bias":true,"settings":{"heads":1e30}}"#
    ),
    described(
      #"{"name":"appnp","feature_count":1,"hidden":[1],"class_count":1,"dropout":0,"input_dropout":0,"bias":true,"settings":{"hops":-1}}"#
    ),
  ]

  @Test(
    "A model file with invalid sizes is refused with status 65 in little memory", arguments: headers.indices)
  func model(number: Int) async throws {
    let folder = try Folder()
    try folder.write(Self.model(Self.headers[number]), to: "m")
    for command in [["predict"], ["evaluate"], ["inspect", "--explain", "5"]] {
      let arguments = command.map { "'\($0)'" }.joined(separator: " ")
      let outcome = try await Command.shell(
        "ulimit -v 4000000; exec \"$GRAPHLEARN\" \(arguments) --model m", in: folder)
      try expectFailure(outcome, 65, saying: "error: m: ")
    }
  }

  @Test(
    "A model file with a changed header byte is refused or used, but never crashes the program",
    arguments: 0..<24)
  func changedModel(number: Int) async throws {
    let files = try SmallFiles()
    try await files.saveKarate("m")
    var bytes = try #require(files.folder.bytes("m"))
    let length = Int(bytes[0]) | Int(bytes[1]) << 8
    bytes[8 + number * (length - 1) / 24] ^= number % 2 == 0 ? 0x01 : 0x19
    try files.folder.write(bytes, to: "changed")
    let outcome = try await Command.run(
      ["predict", "--model", "changed", "--dataset", "karate"], in: files.folder)
    #expect(!outcome.wasSignalled && [0, 65].contains(outcome.status), "\(outcome.errors)")
  }

  @Test(
    "Input that never ends is refused with status 65",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/zero")))
  func endless() async throws {
    let folder = try Folder()
    for option in ["--edges /dev/zero", "--hyperedges /dev/zero", "--edges /dev/stdin"] {
      let outcome = try await Command.shell(
        "yes 'a b' | (ulimit -v 1500000; exec \"$GRAPHLEARN\" info \(option))", in: folder)
      try expectFailure(outcome, 65, saying: "too large")
    }
  }

  @Test("A gzip file that unpacks to more than the available memory is refused with status 65")
  func bomb() async throws {
    let folder = try Folder()
    let outcome = try await Command.shell(
      """
      head -c 600000000 /dev/zero | gzip -1 > bomb.gz
      ulimit -v 1500000
      exec "$GRAPHLEARN" info --edges bomb.gz
      """, in: folder)
    try expectFailure(outcome, 65, saying: "bomb.gz", "decompresses to more than")
  }

  /// Returns a PNG file with the given size in its header and one chunk of compressed empty data.
  static func picture(width: UInt32, height: UInt32) -> [UInt8] {
    func number(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      var body = Array(name.utf8)
      body += data
      var sum: UInt32 = .max
      for byte in body {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
      }
      return number(UInt32(data.count)) + body + number(~sum)
    }
    var size = number(width)
    size += number(height)
    size += [8, 2, 0, 0, 0]
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes += chunk("IHDR", size)
    bytes += chunk("IDAT", [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1])
    bytes += chunk("IEND", [])
    return bytes
  }

  @Test(
    "An image that claims a size of gigabytes is refused with status 65 and leaves no directory",
    arguments: [
      (16_000, 16_000), (65_535, 65_535), (1_000_000, 5_000), (2_147_483_647, 2_147_483_647), (0, 5),
    ] as [(UInt32, UInt32)])
  func largePicture(width: UInt32, height: UInt32) async throws {
    let folder = try Folder()
    try folder.write(Self.picture(width: width, height: height), to: "p.png")
    let outcome = try await Command.shell(
      "ulimit -v 4000000; exec \"$GRAPHLEARN\" recipe run image-filters --image p.png --output out",
      in: folder)
    try expectFailure(outcome, 65, saying: "p.png")
    #expect(try folder.names() == ["p.png"])
  }

  @Test(
    "A hyperedge of 10,000 nodes needs little memory, and commands that must expand it refuse it"
  )
  func largeHyperedge() async throws {
    let folder = try Folder()
    try folder.write("all\t" + (0..<10_000).map { "n\($0)" }.joined(separator: " ") + "\n", to: "h.tsv")
    try folder.write((0..<10_000).map { "n\($0)\t\($0 % 2)\n" }.joined(), to: "l.tsv")
    let limited = "ulimit -v 1500000; exec \"$GRAPHLEARN\""
    let files = "--hyperedges h.tsv --labels l.tsv"
    let info = try await Command.shell("\(limited) info \(files) --json", in: folder)
    #expect(info.status == 0, "\(info.errors)")
    let description = try info.json()
    #expect(description["edges"]?.integer == 49_995_000 && description["components"]?.integer == 1)
    #expect(
      description["clustering"] == .null && info.errors.contains("note: ") && info.errors.contains("10000"))
    let train = try await Command.shell(
      "\(limited) train \(files) --model hgnn --epochs 2 --quiet", in: folder)
    #expect(train.status == 0, "\(train.errors)")
    for command in ["spectrum", "cluster --clusters 2", "compare --quiet", "train --quiet --model gcn"] {
      let outcome = try await Command.shell("\(limited) \(command) \(files)", in: folder)
      try expectFailure(outcome, 65, saying: "10000 nodes")
    }
  }

  @Test("info describes a data set with 100,000 classes in little time")
  func manyClasses() async throws {
    let folder = try Folder()
    try folder.write((0..<100_000).map { "n\($0)\tc\($0)\n" }.joined(), to: "l.tsv")
    try folder.write("n0\tn1\n", to: "e.tsv")
    let outcome = try await Command.run(
      ["info", "--edges", "e.tsv", "--labels", "l.tsv", "--json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.json()["classes"]?.array?.count == 100_000)
  }

  @Test("evaluate omits the confusion matrix of 1,500 classes and says so in a note")
  func manyPredictedClasses() async throws {
    let folder = try Folder()
    try folder.write((0..<3_000).map { "n\($0)\tc\($0 % 1_500)\n" }.joined(), to: "l.tsv")
    try folder.write((0..<3_000).map { "n\($0)\tn\(($0 + 7) % 3_000)\n" }.joined(), to: "e.tsv")
    let files = ["--edges", "e.tsv", "--labels", "l.tsv", "--features-from", "degree"]
    let train = try await Command.run(
      ["train", "--quiet", "--epochs", "1", "--split", "random:1,0", "--save", "m"] + files, in: folder)
    #expect(train.status == 0, "\(train.errors)")
    let outcome = try await Command.run(
      ["evaluate", "--model", "m", "--json", "--nodes", "all"] + files, in: folder)
    #expect(outcome.status == 0 && outcome.errors.contains("note: "), "\(outcome.errors)")
    #expect(try outcome.json()["confusion"] == .null && outcome.json()["classes"]?.array?.count == 1_500)
  }

  @Test(
    "Terminal control characters in names are escaped in messages and unchanged in data",
    arguments: [
      "\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{9B}2J", "\u{202E}gnp.exe", "a\u{8}\u{8}b", "\u{7F}\u{85}x",
    ])
  func controlCharacters(name: String) async throws {
    let folder = try Folder()
    try folder.write("a b\nb c\nc d\n", to: "e.txt")
    try folder.write("a,\(name)\nb,\(name)\nc,right\nd,right\n", to: "l.csv")
    let isSafe = { (text: String) in
      text.unicodeScalars.allSatisfy {
        $0 == "\n"
          || !($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value))
      }
    }
    let files = ["--edges", "e.txt", "--labels", "l.csv"]
    let info = try await Command.run(["info"] + files, in: folder)
    #expect(
      info.status == 0 && isSafe(info.output) && isSafe(info.errors) && info.output.contains("\\u{"),
      "\(info.output)")
    let train = try await Command.run(
      ["train", "--quiet", "--epochs", "2", "--split", "random:1,0", "--save", "m", "--predictions", "p.csv"]
        + files, in: folder)
    #expect(train.status == 0 && isSafe(train.output), "\(train.errors)")
    #expect(folder.text("p.csv")?.hasPrefix("id,label,probability\n") == true)
    let json = try await Command.run(["info", "--json"] + files, in: folder)
    #expect(try json.json()["classes"]?.array?.contains { $0["name"]?.string == name } == true)
    let evaluate = try await Command.run(["evaluate", "--model", "m"] + files, in: folder)
    #expect(evaluate.status == 0 && isSafe(evaluate.output))
    let explain = try await Command.run(["inspect", "--model", "m", "--explain", name] + files, in: folder)
    try expectFailure(explain, 64, saying: "\\u{")
    #expect(isSafe(explain.errors))
    let missing = try await Command.run(["info", "--edges", "no\(name)"], in: folder)
    #expect(missing.status == 66 && isSafe(missing.errors))
    let unknown = try await Command.run(["info", "--\(name)"], in: folder)
    #expect(unknown.status == 64 && isSafe(unknown.errors))
  }

  @Test("Very long names are shortened in reports and error messages")
  func endlessNames() async throws {
    let folder = try Folder()
    let name = String(repeating: "long", count: 100_000)
    try folder.write("a b\n", to: "e.txt")
    try folder.write("a,\(name)\nb,y\n", to: "l.csv")
    let info = try await Command.run(["info", "--edges", "e.txt", "--labels", "l.csv"], in: folder)
    #expect(info.status == 0 && info.output.utf8.count < 5_000)
    try folder.write("a b\na \(name)\n", to: "e.txt")
    let outcome = try await Command.run(["info", "--edges", "e.txt", "--labels", "l.csv"], in: folder)
    #expect(outcome.errors.utf8.count < 2_000)
  }
}
