internal import ArgumentParser
internal import GraphLearning

/// `graphlearn convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a graph in another format.",
    usage: """
      graphlearn convert IN OUT [options]
      graphlearn convert [input options] OUT [options]
      """,
    discussion: """
      OUT's suffix decides the format: .tsv, .csv, .mtx, .graphml, .gexf, .gml, .net (Pajek), .graph or .metis (METIS), .adjlist,
      .content (with the .cites beside it) or .npz. What a format cannot hold is refused, unless --without leaves it out. Features
      made from the graph are not written. The directions of edges are kept where IN tells them; for edge lists and adjacency lists,
      --directed does.

      EXAMPLES
        graphlearn convert roads.graphml roads.mtx --without names
        graphlearn convert --dataset karate karate.gexf
        graphlearn convert --content cora.content --cites cora.cites cora.npz
        graphlearn convert --edges e.csv --features f.csv --labels l.csv graph.graphml
        graphlearn convert cora.npz cora.tsv --output-features cora.svm --output-labels labels.tsv
      """)

  @Argument(
    help: ArgumentHelp(
      "The file to read, unless input options name it, and the file to write.", valueName: "path"))
  var paths: [String]

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "The format of OUT: \(GraphFileFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"),
    transform: Self.format)
  var to: GraphFileFormat?

  @Option(
    help: ArgumentHelp(
      "What to leave out: \(GraphPart.allCases.map(\.rawValue).joined(separator: ", ")), separated by commas.",
      valueName: "parts"),
    transform: Self.parts)
  var without: Set<GraphPart> = []

  @Option(help: ArgumentHelp("Where to write the features: .csv, .tsv or .svm.", valueName: "file"))
  var outputFeatures: String?

  @Option(help: ArgumentHelp("Where to write the labels: `id<TAB>label` lines.", valueName: "file"))
  var outputLabels: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    let hasSource = [input.dataset, input.content, input.edges, input.hyperedges].contains { $0 != nil }
    guard paths.count == 1 || paths.count == 2 else {
      throw ValidationError("convert takes IN and OUT, or input options and OUT, not \(paths.count) paths")
    }
    if paths.count == 2 && hasSource {
      throw ValidationError("convert takes IN or input options, not both; '\(paths[0])' is one too many")
    }
    if paths.count == 1 && !hasSource {
      throw ValidationError("convert takes IN and OUT; only '\(paths[0])' was given")
    }
    if input.hyperedges != nil { throw ValidationError("hyperedges cannot be written as a graph") }
    if input.split != nil { throw ValidationError("convert writes no split; leave --split out") }
    if input.featuresFrom != nil {
      throw ValidationError("features made from the graph are not written; leave --features-from out")
    }
    _ = try outputFormat()
    let written = [paths.last, outputFeatures, outputLabels].compactMap(\.self)
    if let path = written.first(where: { $0.hasSuffix(".gz") }) {
      throw ValidationError("'\(path)': compressed files are not written; leave .gz out")
    }
  }

  mutating func run() throws {
    let format = try outputFormat()
    let path = paths[paths.count - 1]
    var written: [OutputSet.Named] = [
      ("OUT", path), ("--output-features", outputFeatures), ("--output-labels", outputLabels),
    ]
    if format == .linqs { written.append(("the .cites beside OUT", ContentWriter.citesPath(of: path))) }
    let read: [OutputSet.Named] = input.files + [("IN", paths.count == 2 ? paths[0] : nil)]
    let outputs = try OutputSet(written, inputs: read, reports: true)
    let whole = try load()
    guard whole.hypergraph == nil else {
      throw DataError(.usage, "'\(whole.name)' is a hypergraph, which no format of graphs can hold")
    }
    let data = try whole.leaving(out: without, for: format)
    var elsewhere = Set<GraphPart>()
    if outputFeatures != nil { elsewhere.insert(.features) }
    if outputLabels != nil { elsewhere.insert(.labels) }
    let files = try data.graphFiles(at: path, format: format, besides: elsewhere)
    if let outputFeatures { try outputs.add(data.featureBytes(path: outputFeatures), to: outputFeatures) }
    if let outputLabels { try outputs.add(data.labelText(path: outputLabels), to: outputLabels) }
    for file in files { try outputs.add(file.bytes, to: file.path) }
    let others = [outputFeatures, outputLabels].compactMap(\.self)
    note(data, format)
    try output.print(
      json(data, format, files.map(\.path) + others), text: text(data, files.map(\.path) + others))
    try outputs.commit()
  }

  private func load() throws(DataError) -> NodeDataset {
    var options = input
    if paths.count == 2 {
      if paths[0].hasSuffix(".content") {
        options.content = paths[0]
        options.cites = String(paths[0].dropLast(8)) + ".cites"
      } else {
        options.edges = paths[0]
      }
    }
    guard options.edges != nil else { return try options.load() }
    return try options.loadToConvert()
  }

  /// What the file that was written does not say.
  private func note(_ data: NodeDataset, _ format: GraphFileFormat) {
    if data.graph.isDirected, [.tsv, .csv, .adjacencyList, .linqs].contains(format) {
      StandardError.note(
        DataNote("the format does not say that edges have directions; read it with --directed"))
    }
    if data.hasPublishedSplit { StandardError.note(DataNote("the published split is not written")) }
  }

  private func outputFormat() throws -> GraphFileFormat {
    if let to { return to }
    let path = paths[paths.count - 1]
    guard let format = GraphFileFormat(suffixOf: path) else {
      let names = GraphFileFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("the suffix of '\(path)' names no format; give --to one of \(names)")
    }
    return format
  }

  private static func format(_ name: String) throws -> GraphFileFormat {
    guard let format = GraphFileFormat(rawValue: name) else {
      let names = GraphFileFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--to takes one of \(names), not '\(name)'")
    }
    return format
  }

  private static func parts(_ list: String) throws -> Set<GraphPart> {
    var parts = Set<GraphPart>()
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let part = GraphPart(rawValue: String(name)) else {
        let names = GraphPart.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--without takes a list of \(names), not '\(name)'")
      }
      parts.insert(part)
    }
    return parts
  }

  private func json(_ data: NodeDataset, _ format: GraphFileFormat, _ files: [String]) -> JSONValue {
    .object([
      ("input", .string(inputName)), ("output", .string(paths[paths.count - 1])),
      ("format", .string(format.rawValue)), ("nodes", .integer(data.nodeCount)),
      ("edges", .integer(edgeCount(data))), ("directed", .bool(data.graph.isDirected)),
      ("weighted", .bool(data.graph.isWeighted)),
      ("features", .integer(data.featureSource == nil ? data.featureCount : 0)),
      ("classes", .integer(data.classCount)), ("files", .array(files.map(JSONValue.string))),
    ])
  }

  private var inputName: String {
    if paths.count == 2 { return paths[0] }
    return input.edges ?? input.content ?? input.dataset ?? ""
  }

  /// The edges that were written, self-loops among them.
  private func edgeCount(_ data: NodeDataset) -> Int {
    data.graph.isDirected ? data.graph.edgeCount : data.graph.undirectedPairCount + data.graph.selfLoopCount
  }

  private func text(_ data: NodeDataset, _ files: [String]) -> String {
    let kind = data.graph.isDirected ? "directed" : "undirected"
    let count = edgeCount(data)
    return
      "wrote \(files.joined(separator: ", ")): \(Format.count(data.nodeCount)) nodes, \(Format.count(count)) \(kind) \(count == 1 ? "edge" : "edges")\n"
  }
}
