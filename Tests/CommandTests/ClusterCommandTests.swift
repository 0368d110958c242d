import GraphCore
import Testing

@Suite("cluster")
struct ClusterCommandTests {
  static func cluster(_ options: [String], in folder: Folder? = nil) async throws -> JSONValue {
    let outcome = try await Command.run(["cluster", "--json"] + options, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    return try outcome.json()
  }

  /// Two triangles joined by an edge; one id holds a comma.
  static func triangles() throws -> Folder {
    let folder = try Folder()
    try folder.write("a\tb\nb\tc,d\nc,d\ta\nx\ty\ny\tz\nz\tx\na\tx\n", to: "edges.tsv")
    return folder
  }

  static let lines = "id,cluster\na,0\nb,0\n\"c,d\",0\nx,1\ny,1\nz,1\n"

  @Test("A line a node, ids quoted where they have to be")
  func csv() async throws {
    let outcome = try await Command.run(
      ["cluster", "--clusters", "2", "--edges", "edges.tsv"], in: try Self.triangles())
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output == Self.lines)
  }

  @Test("The JSON has the fields of the contract; with labels also how well clusters agree with them")
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

  @Test("Without labels there is nothing to agree with")
  func unlabelled() async throws {
    let json = try await Self.cluster(["--clusters", "2", "--edges", "edges.tsv"], in: try Self.triangles())
    #expect(["nmi", "ari", "accuracy"].allSatisfy { json[$0] == nil })
    // 6 of 7 edges inside, half the volume each.
    #expect(abs((json["modularity"]?.double ?? 0) - (6.0 / 7 - 0.5)) < 1e-12)
    #expect(abs((json["normalized_cut"]?.double ?? 0) - 2.0 / 7) < 1e-12)
    let clusters = json["assignments"]?.array?.map { $0["cluster"]?.integer }
    #expect(clusters == [0, 0, 0, 1, 1, 1])
  }

  @Test("--output has the lines, standard output has not")
  func output() async throws {
    let folder = try Self.triangles()
    let options = ["--clusters", "2", "--edges", "edges.tsv", "--output", "clusters.csv"]
    let outcome = try await Command.run(["cluster"] + options, in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.output.contains("id,cluster"))
    #expect(folder.text("clusters.csv") == Self.lines)
    let json = try await Self.cluster(options, in: folder)
    #expect(json["nodes"]?.integer == 6 && folder.text("clusters.csv") == Self.lines)
  }

  @Test("--plot draws a well-formed picture and prints nothing more")
  func plot() async throws {
    let folder = try Self.triangles()
    let options = ["cluster", "--clusters", "2", "--edges", "edges.tsv", "--plot", "p.svg"]
    let outcome = try await Command.run(options, in: folder)
    #expect(outcome.output == Self.lines && outcome.errors.isEmpty)
    #expect(isPicture(folder.bytes("p.svg")))
    #expect(try folder.names() == ["edges.tsv", "p.svg"])
  }

  @Test("One cluster, and one for every node", arguments: [1, 6])
  func extremes(count: Int) async throws {
    let options = ["--clusters", "\(count)", "--edges", "edges.tsv"]
    let json = try await Self.cluster(options, in: try Self.triangles())
    let clusters = json["assignments"]?.array?.compactMap { $0["cluster"]?.integer } ?? []
    #expect(Set(clusters) == Set(0..<count))
  }

  @Test("The same clusters for the same seed and any number of threads")
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
    "Options that do not fit: 64",
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

  @Test("A negative weight: 65; a folder that is not there: 73")
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
