// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("The graphlearn cluster command")
struct ClusterCommandTests {
  static func cluster(_ options: [String], in folder: Folder? = nil) async throws -> JSONValue {
    let outcome = try await Command.run(["cluster", "--json"] + options, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    return try outcome.json()
  }

  /// Two triangles joined by an edge; one id contains a comma.
  static func triangles() throws -> Folder {
    let folder = try Folder()
    try folder.write("a\tb\nb\tc,d\nc,d\ta\nx\ty\ny\tz\nz\tx\na\tx\n", to: "edges.tsv")
    return folder
  }

  static let lines = "id,cluster\na,0\nb,0\n\"c,d\",0\nx,1\ny,1\nz,1\n"

  @Test("cluster prints one CSV line per node and quotes ids that contain commas")
  func csv() async throws {
    let outcome = try await Command.run(
      ["cluster", "--clusters", "2", "--edges", "edges.tsv"], in: try Self.triangles())
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output == Self.lines)
  }

  @Test("cluster --json has all documented fields, and its agreement with the classes of labelled data")
  func fields() async throws {
    let json = try await Self.cluster(["--clusters", "2"])
    #expect(json["nodes"]?.integer == 34 && json["clusters"]?.integer == 2)
    #expect((0.35...0.42).contains(json["modularity"]?.double ?? 0))
    #expect((0.2...0.35).contains(json["normalized_cut"]?.double ?? 0))
    #expect((json["accuracy"]?.double ?? 0) >= 32.0 / 34 - 1e-12)
    #expect((0.6...1).contains(json["nmi"]?.double ?? 0) && (0.7...1).contains(json["ari"]?.double ?? 0))
    let assignments = try #require(json["assignments"]?.array)
    #expect(assignments.map { $0["id"]?.string } == (1...34).map(String.init))
    #expect(assignments[0]["cluster"]?.integer == 0 && assignments[33]["cluster"]?.integer == 1)
    #expect((json["seconds"]?.double ?? -1) >= 0)
  }

  @Test("cluster --json omits the agreement with classes for a graph without labels")
  func unlabelled() async throws {
    let json = try await Self.cluster(["--clusters", "2", "--edges", "edges.tsv"], in: try Self.triangles())
    #expect(["nmi", "ari", "accuracy"].allSatisfy { json[$0] == nil })
    // 6 of 7 edges are inside a cluster, and each cluster has half the volume.
    #expect(abs((json["modularity"]?.double ?? 0) - (6.0 / 7 - 0.5)) < 1e-12)
    #expect(abs((json["normalized_cut"]?.double ?? 0) - 2.0 / 7) < 1e-12)
    let clusters = json["assignments"]?.array?.map { $0["cluster"]?.integer }
    #expect(clusters == [0, 0, 0, 1, 1, 1])
  }

  @Test("cluster --output writes the CSV lines to a file and not to standard output")
  func output() async throws {
    let folder = try Self.triangles()
    let options = ["--clusters", "2", "--edges", "edges.tsv", "--output", "clusters.csv"]
    let outcome = try await Command.run(["cluster"] + options, in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.output.contains("id,cluster"))
    #expect(folder.text("clusters.csv") == Self.lines)
    let json = try await Self.cluster(options, in: folder)
    #expect(json["nodes"]?.integer == 6 && folder.text("clusters.csv") == Self.lines)
  }

  @Test("cluster --plot writes a well-formed SVG plot and leaves standard output unchanged")
  func plot() async throws {
    let folder = try Self.triangles()
    let options = ["cluster", "--clusters", "2", "--edges", "edges.tsv", "--plot", "p.svg"]
    let outcome = try await Command.run(options, in: folder)
    #expect(outcome.output == Self.lines && outcome.errors.isEmpty)
    #expect(isPicture(folder.bytes("p.svg")))
    #expect(try folder.names() == ["edges.tsv", "p.svg"])
  }

  @Test("cluster accepts a single cluster and one cluster per node", arguments: [1, 6])
  func extremes(count: Int) async throws {
    let options = ["--clusters", "\(count)", "--edges", "edges.tsv"]
    let json = try await Self.cluster(options, in: try Self.triangles())
    let clusters = json["assignments"]?.array?.compactMap { $0["cluster"]?.integer } ?? []
    #expect(Set(clusters) == Set(0..<count))
  }

  @Test("cluster gives the same clusters for the same seed with one thread and with two")
  func threads() async throws {
    let folder = try Folder()
    try writeGenerated(nodeCount: 600, to: folder)
    let options = ["--edges", "edges.tsv", "--clusters", "5", "--restarts", "3", "--seed", "4", "--threads"]
    let one = try await Self.cluster(options + ["1"], in: folder)
    let two = try await Self.cluster(options + ["2"], in: folder)
    let isSame = one["assignments"] == two["assignments"] && one["modularity"] == two["modularity"]
    #expect(isSame)
  }

  @Test(
    "cluster refuses invalid options with status 64 and writes nothing",
    arguments: [
      "", "--clusters 0", "--clusters -2", "--clusters 35", "--clusters two", "--clusters 10001",
      "--clusters 2 --directed", "--clusters 2 --method none", "--clusters 2 --restarts 0",
    ])
  func usage(options: String) async throws {
    let folder = try Folder()
    let arguments = ["cluster", "--output", "c.csv"] + options.split(separator: " ").map(String.init)
    try expectFailure(try await Command.run(arguments, in: folder), 64, in: folder)
    #expect(try folder.names().isEmpty)
  }

  @Test("cluster exits with status 65 for a negative weight and 73 for a missing output directory")
  func refused() async throws {
    let folder = try Folder()
    try folder.write("a b 1\nb c -2\n", to: "edges.txt")
    let options = ["cluster", "--clusters", "2"]
    try expectFailure(
      try await Command.run(options + ["--edges", "edges.txt"], in: folder), 65, saying: "negative weight")
    for option in ["--output", "--plot"] {
      try expectFailure(try await Command.run(options + [option, "nowhere/file"]), 73, saying: "nowhere")
    }
  }
}
