// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Returns whether the bytes are a well-formed SVG image.
func isPicture(_ bytes: [UInt8]?) -> Bool {
  guard let bytes, String(decoding: bytes, as: UTF8.self).contains("<svg") else { return false }
  return XMLParser(data: Data(bytes)).parse()
}

extension JSONValue {
  /// Returns the numbers in the list that the member `name` holds.
  func numbers(_ name: String) -> [Double] { self[name]?.array?.compactMap(\.double) ?? [] }
}

/// Returns whether two lists of numbers agree within 1e-9.
func areNear(_ left: [Double], _ right: [Double]) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) < 1e-9 }
}

@Suite("The graphlearn spectrum command")
struct SpectrumCommandTests {
  static func spectrum(_ options: [String], in folder: Folder? = nil) async throws -> JSONValue {
    let outcome = try await Command.run(["spectrum", "--json"] + options, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    return try outcome.json()
  }

  /// Creates a directory with the edge list of a path of `count` nodes.
  static func path(_ count: Int) throws -> Folder {
    let folder = try Folder()
    try folder.write((1..<count).map { "n\($0)\tn\($0 + 1)\n" }.joined(), to: "path.tsv")
    return folder
  }

  /// Returns the eigenvalues of the combinatorial Laplacian of a path of `count` nodes.
  static func pathValues(_ count: Int) -> [Double] {
    (0..<count).map { 2 - 2 * cos(.pi * Double($0) / Double(count)) }
  }

  @Test("spectrum --json has all documented fields for the karate club")
  func fields() async throws {
    let json = try await Self.spectrum([])
    #expect(["nodes", "edges", "components"].map { json[$0]?.integer } == [34, 78, 1])
    #expect(json["laplacian"]?.string == "normalized")
    #expect(json["method"]?.string?.isEmpty == false)
    let values = json.numbers("eigenvalues")
    #expect(values.count == 10 && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(abs(values[0]) < 1e-12 && abs(values[1] - 0.1322722) < 1e-6)
    let residuals = json.numbers("residuals")
    #expect(residuals.count == 10 && residuals.allSatisfy { $0 >= 0 && $0 < 1e-8 })
    #expect((json["seconds"]?.double ?? -1) >= 0)
  }

  @Test("spectrum --end returns the smallest eigenvalues, the largest or both, in ascending order")
  func ends() async throws {
    let folder = try Self.path(40)
    let options = ["--edges", "path.tsv", "--laplacian", "combinatorial", "--count", "3", "--end"]
    let all = Self.pathValues(40)
    let expected = [
      "smallest": all.prefix(3) + [], "largest": all.suffix(3), "both": all.prefix(3) + all.suffix(3),
    ]
    for (end, values) in expected {
      let json = try await Self.spectrum(options + [end], in: folder)
      #expect(areNear(json.numbers("eigenvalues"), Array(values)), "\(end)")
      #expect(json.numbers("residuals").count == values.count)
    }
  }

  @Test(
    "spectrum --count with more eigenvalues than exist returns each of them once",
    arguments: ["smallest", "largest", "both"])
  func moreThanThereAre(end: String) async throws {
    let folder = try Self.path(7)
    for count in ["4", "7", "500"] where end == "both" || count != "4" {
      let json = try await Self.spectrum(
        ["--edges", "path.tsv", "--laplacian", "combinatorial", "--count", count, "--end", end], in: folder)
      #expect(areNear(json.numbers("eigenvalues"), Self.pathValues(7)))
    }
  }

  @Test("spectrum --all returns eigenvalues with multiplicity, and --values-only omits the residuals")
  func all() async throws {
    let folder = try Folder()
    let pairs = (1...6).flatMap { left in (1..<left).map { "\(left) \($0)\n" } }
    try folder.write(pairs.joined(), to: "complete.txt")
    let options = ["--edges", "complete.txt", "--laplacian", "combinatorial", "--all"]
    let full = try await Self.spectrum(options, in: folder)
    #expect(areNear(full.numbers("eigenvalues"), [0, 6, 6, 6, 6, 6]))
    #expect(full.numbers("residuals").count == 6)
    let values = try await Self.spectrum(options + ["--values-only"], in: folder)
    #expect(areNear(values.numbers("eigenvalues"), [0, 6, 6, 6, 6, 6]))
    #expect(values["residuals"]?.text() == "null" && values["method"]?.string == "dense")
  }

  @Test("spectrum --near returns the eigenvalues nearest to a number")
  func near() async throws {
    let folder = try Self.path(40)
    let json = try await Self.spectrum(
      ["--edges", "path.tsv", "--laplacian", "combinatorial", "--near", "1.03", "--count", "4"], in: folder)
    let expected = Self.pathValues(40).sorted { abs($0 - 1.03) < abs($1 - 1.03) }.prefix(4).sorted()
    #expect(areNear(json.numbers("eigenvalues"), expected))
  }

  @Test(
    "spectrum --laplacian gives the known eigenvalues of a path of three nodes for each kind",
    arguments: [
      ("normalized", [0, 1, 2]), ("random-walk", [0, 1, 2]), ("combinatorial", [0, 1, 3]),
      ("signless", [0, 1, 3]),
    ] as [(String, [Double])])
  func laplacians(kind: String, expected: [Double]) async throws {
    let options = ["--edges", "path.tsv", "--all", "--laplacian", kind]
    let json = try await Self.spectrum(options, in: try Self.path(3))
    #expect(json["laplacian"]?.string == kind)
    #expect(areNear(json.numbers("eigenvalues"), expected))
  }

  @Test("spectrum gives one zero per component and counts no self-loops and repeated edges")
  func components() async throws {
    let folder = try Folder()
    try folder.write("a b\nb a\nc d\nd e\ne c\nf f\n", to: "parts.txt")
    let json = try await Self.spectrum(["--edges", "parts.txt", "--all"], in: folder)
    #expect(["nodes", "edges", "components"].map { json[$0]?.integer } == [6, 4, 3])
    #expect(areNear(json.numbers("eigenvalues"), [0, 0, 0, 1.5, 1.5, 2]))
  }

  @Test("spectrum --density gives points, values and errors, and eigenvalues only with --count")
  func density() async throws {
    let json = try await Self.spectrum(["--density", "--moments", "60", "--density-vectors", "4"])
    #expect(json.numbers("eigenvalues").isEmpty && json["method"]?.string == "none")
    let density = try #require(json["density"])
    #expect(density["method"]?.string == "kernel-polynomials" && density["products"]?.integer == 120)
    let (points, values) = (density.numbers("points"), density.numbers("values"))
    #expect(points.count == values.count && density.numbers("standard_errors").count == points.count)
    #expect(abs(values.reduce(0, +) * (points[1] - points[0]) - 1) < 0.02)
    let both = try await Self.spectrum(["--density", "--count", "4"])
    #expect(both.numbers("eigenvalues").count == 4 && both["density"] != nil)
    #expect(try await Self.spectrum(["--count", "4"])["density"] == nil)
  }

  @Test("spectrum --vectors writes eigenvectors as a [nodes, values] array in double precision")
  func vectors() async throws {
    let folder = try Self.path(9)
    let options = ["--edges", "path.tsv", "--count", "4", "--laplacian", "combinatorial"]
    let json = try await Self.spectrum(options + ["--vectors", "v.npy"], in: folder)
    let bytes = try #require(folder.bytes("v.npy"))
    #expect(bytes.count % 64 == (9 * 4 * 8) % 64, "elements begin at a multiple of 64")
    let array = try NumpyFile.parse(bytes, path: "v.npy")
    #expect(array.shape == [9, 4])
    let elements = try array.doubles()
    for (column, value) in json.numbers("eigenvalues").enumerated() {
      let vector = (0..<9).map { elements[$0 * 4 + column] }
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      // The row of L v for the first node, which has degree 1.
      #expect(abs(vector[0] - vector[1] - value * vector[0]) < 1e-8)
    }
    #expect(try folder.names() == ["path.tsv", "v.npy"])
  }

  @Test(
    "spectrum --plot and --embedding write well-formed plots and nothing to standard output",
    arguments: [[], ["--density"]])
  func pictures(more: [String]) async throws {
    let folder = try Folder()
    let options = ["--plot", "p.svg", "--embedding", "e.svg"] + more
    _ = try await Self.spectrum(options, in: folder)
    #expect(isPicture(folder.bytes("p.svg")) && isPicture(folder.bytes("e.svg")))
    let outcome = try await Command.run(["spectrum"] + options, in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(!outcome.output.contains("<svg") && outcome.output.contains("34 nodes, 78 edges"))
    #expect(try folder.names() == ["e.svg", "p.svg"])
  }

  @Test("spectrum keeps double precision from the weights in a file to the eigenvalues")
  func precision() async throws {
    let folder = try Folder()
    try folder.write("a b 0.1234567890123456\nc d 16777217.00000001\n", to: "edges.txt")
    let json = try await Self.spectrum(
      ["--edges", "edges.txt", "--all", "--laplacian", "combinatorial"], in: folder)
    let values = json.numbers("eigenvalues")
    #expect(values.count == 4 && abs(values[2] - 0.2469135780246912) < 1e-16)
    #expect(abs(values[3] - 33554434.00000002) < 1e-8)
  }

  @Test("spectrum of a graph with subnormal weights does not trap and gives the right eigenvalues")
  func tinyWeights() async throws {
    let folder = try Folder()
    try folder.write("a b 1e-310\nb c 1e-310\n", to: "edges.txt")
    let outcome = try await Command.run(["spectrum", "--edges", "edges.txt", "--all", "--json"], in: folder)
    try #require(!outcome.wasSignalled && outcome.status == 0)
    let values = try outcome.json().numbers("eigenvalues")
    #expect(values.count == 3 && zip(values, [0, 1, 2]).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test(
    "spectrum gives the same numbers with one thread and with two, for each method",
    arguments: ["lanczos", "chebyshev", "shift-invert", "dense"])
  func threads(method: String) async throws {
    let folder = try Folder()
    try writeGenerated(nodeCount: 900, to: folder)
    let options = ["--edges", "edges.tsv", "--count", "5", "--seed", "3", "--method", method, "--threads"]
    let one = try await Self.spectrum(options + ["1"], in: folder)
    let two = try await Self.spectrum(options + ["2"], in: folder)
    #expect(one["eigenvalues"] == two["eigenvalues"] && one["residuals"] == two["residuals"])
    #expect(one["method"]?.string == method)
  }

  @Test(
    "spectrum refuses options that do not fit with status 64 and writes nothing",
    arguments: [
      "--directed", "--count 0", "--count -1", "--count x", "--all --count 3", "--all --near 1",
      "--near 1 --end largest", "--near nan", "--near inf", "--values-only",
      "--all --values-only --vectors v.npy",
      "--tolerance 2", "--tolerance nan", "--moments 1", "--density-vectors 0", "--laplacian none",
      "--method none", "--end middle", "--density --vectors v.npy", "--threads 0",
    ])
  func usage(options: String) async throws {
    let folder = try Folder()
    let arguments = ["spectrum"] + options.split(separator: " ").map(String.init)
    try expectFailure(try await Command.run(arguments, in: folder), 64, in: folder)
    #expect(try folder.names().isEmpty)
  }

  @Test("spectrum refuses negative weights with status 65 unless the Laplacian is combinatorial")
  func negative() async throws {
    let folder = try Folder()
    try folder.write("a b 1\nb c -2\n", to: "edges.txt")
    for kind in ["normalized", "random-walk"] {
      let arguments = ["spectrum", "--edges", "edges.txt", "--laplacian", kind, "--vectors", "v.npy"]
      try expectFailure(
        try await Command.run(arguments, in: folder), 65, saying: "negative weight", "combinatorial")
    }
    #expect(folder.bytes("v.npy") == nil)
    let json = try await Self.spectrum(
      ["--edges", "edges.txt", "--laplacian", "combinatorial", "--all"], in: folder)
    let root = 7.0.squareRoot()
    #expect(areNear(json.numbers("eigenvalues"), [-1 - root, 0, -1 + root]))
  }

  @Test(
    "spectrum refuses an output in a missing directory with status 73",
    arguments: ["--vectors", "--plot", "--embedding"])
  func unwritable(option: String) async throws {
    let outcome = try await Command.run(["spectrum", option, "nowhere/file"])
    try expectFailure(outcome, 73, saying: "nowhere")
  }
}
