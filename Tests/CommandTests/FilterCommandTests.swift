// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import Testing

@Suite("The graphlearn filter command")
struct FilterCommandTests {
  static func filter(_ options: [String], in folder: Folder, noting note: String? = nil) async throws
    -> JSONValue
  {
    let outcome = try await Command.run(["filter", "--json"] + options, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(note.map { outcome.errors.contains($0) } ?? outcome.errors.isEmpty)
    return try outcome.json()
  }

  /// Creates the path a - b - c and a signal that is 1 at a and 0 elsewhere, listed in another order.
  static func path(signal: String = "c 0\na 1\nb 0\n") throws -> Folder {
    let folder = try Folder()
    try folder.write("a b\nb c\n", to: "path.txt")
    try folder.write(signal, to: "signal.txt")
    return folder
  }

  static let options = [
    "--edges", "path.txt", "--signal", "signal.txt", "--laplacian", "combinatorial", "--kernel",
  ]

  /// Returns the filtered signal for the gains at the eigenvalues 0, 1 and 3, whose eigenvectors are
  /// (1, 1, 1), (1, 0, -1) and (1, -2, 1).
  static func expected(_ gains: [Double]) -> [Double] {
    let (zero, one, three) = (gains[0] / 3, gains[1] / 2, gains[2] / 6)
    return [zero + one + three, zero - 2 * three, zero - one + three]
  }

  @Test(
    "filter on a path of three nodes gives the values computed by hand",
    arguments: [
      ("heat:0.7", [1, exp(-0.7), exp(-2.1)]), ("heat:0", [1, 1, 1]), ("tikhonov:2", [1, 1.0 / 3, 1.0 / 7]),
      ("lowpass:1", [1, 0, 0]), ("lowpass:1.5", [1, 1, 0]), ("highpass:1", [0, 0, 1]),
      ("highpass:-1", [1, 1, 1]), ("bandpass:1,3", [0, 1, 1]), ("bandpass:0,0", [1, 0, 0]),
      ("wavelet:0.5", [0, 0.5 * exp(0.5), 1.5 * exp(-0.5)]),
    ] as [(String, [Double])])
  func byHand(kernel: String, gains: [Double]) async throws {
    let json = try await Self.filter(Self.options + [kernel], in: try Self.path())
    #expect(json["kernel"]?.string == kernel && json["method"]?.string == "exact")
    #expect(json["order"]?.integer == 3)
    #expect((0..<1e-13).contains(json["error_bound"]?.double ?? -1))
    #expect(json["ids"]?.array?.map { $0.string } == ["a", "b", "c"])
    let values = json.numbers("values")
    #expect(zip(values, Self.expected(gains)).allSatisfy { abs($0 - $1) < 1e-14 } && values.count == 3)
  }

  @Test(
    "filter with the Chebyshev or Lanczos method agrees with exact values within its error bound",
    arguments: ["chebyshev", "lanczos"])
  func methods(method: String) async throws {
    let options = Self.options + ["heat:0.7", "--method", method]
    let json = try await Self.filter(options, in: try Self.path())
    #expect(json["method"]?.string == method && (json["order"]?.integer ?? 0) >= 2)
    let bound = try #require(json["error_bound"]?.double)
    let expected = Self.expected([1, exp(-0.7), exp(-2.1)])
    #expect(bound < 1e-9)
    #expect(zip(json.numbers("values"), expected).allSatisfy { abs($0 - $1) < bound + 1e-15 })
    let rough = try await Self.filter(options + ["--order", "1"], in: try Self.path())
    #expect(rough["order"]?.integer == 1)
  }

  @Test("filter prints one CSV line per node")
  func csv() async throws {
    let folder = try Self.path(signal: "id,value\na,2.5\nb,2.5\nc,2.5\n")
    let outcome = try await Command.run(["filter"] + Self.options + ["lowpass:0.5"], in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(lines.map { $0[0] } == ["id", "a", "b", "c"] && lines[0] == ["id", "value"])
    #expect(lines.dropFirst().allSatisfy { abs((Double($0[1]) ?? 0) - 2.5) < 1e-14 })
  }

  @Test("filter --output writes the CSV lines to a file and prints nothing, except with --json")
  func output() async throws {
    let folder = try Self.path()
    let options = Self.options + ["heat:1", "--output", "out.csv"]
    let outcome = try await Command.run(["filter"] + options, in: folder)
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    let lines = try #require(folder.text("out.csv"))
    #expect(lines.hasPrefix("id,value\na,") && lines.split(separator: "\n").count == 4)
    let json = try await Self.filter(options, in: folder)
    // The CSV lines and the JSON have the same digits.
    for (line, value) in zip(lines.split(separator: "\n").dropFirst(), json.numbers("values")) {
      #expect(Double(line.dropFirst(2)) == value)
    }
    #expect(try folder.names() == ["out.csv", "path.txt", "signal.txt"])
  }

  @Test("filter reads a signal from an .npy file in the order of the nodes", arguments: [[3], [3, 1]])
  func numpy(shape: [Int]) async throws {
    let folder = try Self.path()
    try folder.write(NumpyFile.bytes(of: [1.0, 0, 0], shape: shape), to: "signal.npy")
    let options = Self.options.map { $0 == "signal.txt" ? "signal.npy" : $0 } + ["heat:0.7"]
    let values = try await Self.filter(options, in: folder, noting: "by position").numbers("values")
    #expect(areNear(values, Self.expected([1, exp(-0.7), exp(-2.1)])))
  }

  @Test("filter --output to an .npy file writes the values that --json prints")
  func numpyOutput() async throws {
    let folder = try Self.path()
    let json = try await Self.filter(Self.options + ["heat:1", "--output", "out.npy"], in: folder)
    let written = try NumpyFile.parse(try #require(folder.bytes("out.npy")), path: "out.npy")
    #expect(written.shape == [3])
    #expect(try written.doubles() == json.numbers("values"))
  }

  @Test("filter on the karate club draws a plot and gives the same values with one thread and with two")
  func karate() async throws {
    let folder = try Folder()
    try folder.write((1...34).map { "\($0)\t\($0 % 5)\n" }.joined(), to: "s.tsv")
    let options = ["--signal", "s.tsv", "--kernel", "heat:2", "--plot", "p.svg", "--threads"]
    let one = try await Self.filter(options + ["1"], in: folder)
    let two = try await Self.filter(options + ["2"], in: folder)
    #expect(one["values"] == two["values"] && one["order"]?.integer == 34)
    #expect(one["ids"]?.array?.count == 34 && one.numbers("values").count == 34)
    #expect(isPicture(folder.bytes("p.svg")))
    #expect(try folder.names() == ["p.svg", "s.tsv"])
  }

  @Test(
    "filter refuses an invalid signal file with status 65 and names the place",
    arguments: [
      ("a 1\nb 2\nq 3\n", "signal.txt:3: ", "'q'"), ("a 1\nb 2\n", "signal.txt: ", "'c'"),
      ("a 1\nb nan\nc 3\n", "signal.txt:2: ", "nan"), ("a 1\nb inf\nc 3\n", "signal.txt:2: ", "inf"),
      ("a 1\nb x\nc 3\n", "signal.txt:2: ", "x"), ("a 1\na 2\nb 2\nc 3\n", "signal.txt:2: ", "duplicate"),
      ("a 1\nb\nc 3\n", "signal.txt:2: ", "id"), ("a 1 2\nb 2 3\nc 3 4\n", "signal.txt:1: ", "3 fields"),
      ("", "signal.txt", "'a'"),
    ])
  func badSignal(text: String, place: String, word: String) async throws {
    let folder = try Self.path(signal: text)
    let options = ["filter"] + Self.options + ["heat:1", "--output", "out.csv"]
    try expectFailure(
      try await Command.run(options, in: folder), 65, saying: "error: " + place, word, in: folder)
    #expect(folder.bytes("out.csv") == nil)
  }

  @Test("filter reports a result that is not finite as an error instead of printing null")
  func overflow() async throws {
    let folder = try Self.path()
    try folder.write("a b 1\nb c -2\n", to: "path.txt")
    let outcome = try await Command.run(["filter", "--json"] + Self.options + ["heat:500"], in: folder)
    #expect(outcome.status != 0 && outcome.output.isEmpty)
    let small = try await Self.filter(Self.options + ["heat:0.5"], in: folder)
    #expect(small.numbers("values").count == 3)
  }

  @Test(
    "filter refuses an .npy signal of the wrong length or with NaN with status 65",
    arguments: [[1, 2], [1, 2, Double.nan], [1, 2, 3, 4]])
  func badArray(values: [Double]) async throws {
    let folder = try Self.path()
    try folder.write(NumpyFile.bytes(of: values, shape: [values.count]), to: "signal.txt")
    try expectFailure(
      try await Command.run(["filter"] + Self.options + ["heat:1"], in: folder), 65,
      saying: "error: signal.txt")
  }

  @Test(
    "filter refuses an invalid kernel with status 64 and lists the valid forms",
    arguments: [
      "warm:1", "heat", "heat:", "heat:x", "heat:-1", "heat:nan", "heat:inf", "heat:1,2", "heat:1,",
      "heat:,1",
      "heat:1:2", "tikhonov:-1", "lowpass", "bandpass:1", "bandpass:2,1", "bandpass:1,,2", "wavelet:0", "",
      ":1",
    ])
  func badKernel(kernel: String) async throws {
    let folder = try Self.path()
    let outcome = try await Command.run(["filter"] + Self.options + [kernel], in: folder)
    try expectFailure(outcome, 64, saying: "--kernel must be heat:T", "'\(kernel)'")
  }

  @Test(
    "filter refuses options that do not fit with status 64",
    arguments: [
      "--directed", "--order 0", "--tolerance -1", "--tolerance nan", "--method none", "--laplacian x",
    ])
  func usage(options: String) async throws {
    let more = options.split(separator: " ").map(String.init)
    let outcome = try await Command.run(["filter"] + Self.options + ["heat:1"] + more, in: try Self.path())
    try expectFailure(outcome, 64)
  }

  @Test(
    "filter without a signal or kernel exits with 64, a missing signal with 66, a missing directory with 73")
  func missing() async throws {
    let folder = try Self.path()
    try expectFailure(try await Command.run(["filter", "--kernel", "heat:1"]), 64, saying: "--signal")
    try expectFailure(
      try await Command.run(["filter", "--signal", "signal.txt"], in: folder), 64, saying: "--kernel")
    let gone = Self.options.map { $0 == "signal.txt" ? "gone.txt" : $0 } + ["heat:1"]
    try expectFailure(try await Command.run(["filter"] + gone, in: folder), 66, saying: "gone.txt")
    for option in ["--output", "--plot"] {
      let options = ["filter"] + Self.options + ["heat:1", option, "nowhere/file"]
      try expectFailure(try await Command.run(options, in: folder), 73, saying: "nowhere")
    }
  }
}
