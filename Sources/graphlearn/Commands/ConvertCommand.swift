// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a graph in another format or as a graph directory.",
    usage: """
      graphlearn convert IN OUT [options]
      graphlearn convert [input options] OUT [options]
      """,
    discussion: """
      The suffix of OUT decides its format: .tsv, .csv, .mtx, .graphml, .gexf, .gml, .net (Pajek), .graph \
      or .metis (METIS), .adjlist, .content (which also writes .cites) or .npz. Data that the format \
      cannot hold is an error, unless --without leaves it out. Features derived from the graph are not \
      written. The directions of edges are kept if IN states them; edge lists and adjacency lists do not, \
      so use --directed for these.

      OUT without a suffix is a graph directory: a manifest.json and arrays in NumPy's format, which all \
      commands open in milliseconds with --graph and use where they are, so that a graph may be larger \
      than the memory. A table of edges that does not fit in --max-memory is sorted on the disk.

      EXAMPLES
        graphlearn convert roads.graphml roads.mtx --without names
        graphlearn convert --dataset karate karate.gexf
        graphlearn convert --content cora.content --cites cora.cites cora.npz
        graphlearn convert --edges e.csv --features f.csv --labels l.csv graph.graphml
        graphlearn convert cora.npz cora.tsv --output-features cora.svm --output-labels labels.tsv
        graphlearn convert --edges e.tsv --features f.npy --labels l.tsv mygraph
        graphlearn train --graph mygraph --model sage --batch-size 1024 --fanout 15,10
      """)

  @Argument(
    help: ArgumentHelp(
      "The file to read, unless input options select the data, and the file to write.", valueName: "path"))
  var paths: [String]

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      """
      The format of OUT. By default the suffix of OUT decides.
      """, valueName: "format"))
  var to: ConvertTarget?

  @Option(
    help: ArgumentHelp(
      """
      The parts to leave out, separated by commas: \(NameList.graphParts.text).
      """, valueName: "parts"), completion: .list(NameList.graphParts.names),
    transform: { Set(try NameList.graphParts.names($0).compactMap(GraphPart.init)) })
  var without: Set<GraphPart> = []

  @Option(
    help: ArgumentHelp(
      "The file for the features: .csv, .tsv or .svm (LIBSVM).", valueName: "file"))
  var outputFeatures: String?

  @Option(
    help: ArgumentHelp(
      "The file for the labels, one row `id<TAB>label` per labelled node.", valueName: "file"))
  var outputLabels: String?

  @Option(
    help: ArgumentHelp(
      """
      The memory that reading a table of edges for a graph directory may use, such as 500MB or 8GB. The \
      default is half of the available memory. The numbers and names of the nodes are needed in any case.
      """, valueName: "size"))
  var maxMemory: ByteCount?

  @Flag(help: "Do not wait until the files of a graph directory are on the disk.")
  var noSync = false

  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    guard paths.count == 1 || paths.count == 2 else {
      throw ValidationError(
        "convert expects IN and OUT, or input options and OUT, but found \(paths.count) paths")
    }
    if paths.count == 2 && input.hasSource {
      throw ValidationError(
        "convert expects IN or input options, not both; remove '\(paths[0])' or the input options")
    }
    if paths.count == 1 && !input.hasSource {
      throw ValidationError("convert expects IN and OUT, but found only '\(paths[0])'")
    }
    if input.hyperedges != nil {
      throw ValidationError("convert does not write hypergraphs; remove --hyperedges")
    }
    let isDirectory = try target() == .directory
    if input.split != nil && !isDirectory {
      throw ValidationError("only a graph directory holds a split; remove --split")
    }
    if (maxMemory != nil || noSync) && !isDirectory {
      throw ValidationError("--max-memory and --no-sync apply only to a graph directory")
    }
    if (outputFeatures != nil || outputLabels != nil) && isDirectory {
      throw ValidationError(
        "a graph directory contains features and labels; remove --output-features and --output-labels")
    }
    if input.featuresFrom != nil {
      throw ValidationError(
        "convert does not write features derived from the graph; remove --features-from")
    }
    let written = [paths.last, outputFeatures, outputLabels].compactMap(\.self)
    if let path = written.first(where: { $0.hasSuffix(".gz") }) {
      throw ValidationError("'\(path)': convert does not write compressed files; remove the suffix .gz")
    }
  }

  mutating func run() throws {
    switch try target() {
    case .directory: try writeDirectory()
    case .file(let format): try writeFiles(format)
    }
  }

  private func writeFiles(_ format: GraphFileFormat) throws {
    let path = paths[paths.count - 1]
    var written: [OutputSet.Named] = [
      ("OUT", path), ("--output-features", outputFeatures), ("--output-labels", outputLabels),
    ]
    if format == .linqs { written.append(("the .cites file of OUT", ContentWriter.citesPath(of: path))) }
    let read: [OutputSet.Named] = input.files + [("IN", paths.count == 2 ? paths[0] : nil)]
    let outputs = try OutputSet(written, inputs: read, reports: true)
    let whole = try load()
    guard whole.hypergraph == nil else {
      throw DataError(.usage, "'\(whole.name)' is a hypergraph, which convert does not write")
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
    let names = files.map(\.path) + others
    try output.print(report(data, format.rawValue, names), text: text(data, names))
    try outputs.commit()
  }

  func load() throws(DataError) -> NodeDataset {
    var options = input
    if paths.count == 2 {
      if NodeDataset.isGraphDirectory(paths[0]) {
        options.graph = paths[0]
        // Directions are kept if the data has them, and everything is read anyway.
        options.directed = true
      } else if paths[0].hasSuffix(".content") {
        options.content = paths[0]
        options.cites = String(paths[0].dropLast(8)) + ".cites"
      } else {
        options.edges = paths[0]
      }
    }
    if let graph = options.graph { try NodeDataset.verify(graphDirectory: graph) }
    guard options.edges != nil else { return try options.load() }
    return try options.loadToConvert()
  }

  /// Notes what the written file does not contain.
  private func note(_ data: NodeDataset, _ format: GraphFileFormat) {
    if data.graph.isDirected, [.tsv, .csv, .adjacencyList, .linqs].contains(format) {
      StandardError.note(
        DataNote("the format does not store that edges are directed; read it with --directed"))
    }
    if data.hasPublishedSplit { StandardError.note(DataNote("the published split is not written")) }
  }

  private func target() throws -> ConvertTarget {
    if let to { return to }
    let path = paths[paths.count - 1]
    guard let target = ConvertTarget(suffixOf: path) else {
      throw ValidationError(
        "the suffix of '\(path)' is not that of a known format; set --to to one of \(ConvertTarget.allValueStrings.joined(separator: ", "))"
      )
    }
    return target
  }

  func report(_ data: NodeDataset, _ format: String, _ files: [String]) -> Report {
    report(
      data, format, files, edges: edgeCount(data), isDirected: data.graph.isDirected,
      isWeighted: data.graph.isWeighted)
  }

  func report(
    _ data: NodeDataset, _ format: String, _ files: [String], edges: Int, isDirected: Bool, isWeighted: Bool
  ) -> Report {
    Report(
      input: inputName, output: paths[paths.count - 1], format: format, nodes: data.nodeCount, edges: edges,
      directed: isDirected, weighted: isWeighted, features: data.featureSource == nil ? data.featureCount : 0,
      classes: data.classCount, files: files)
  }

  struct Report: Encodable {
    let input: String
    let output: String
    let format: String
    let nodes: Int
    let edges: Int
    let directed: Bool
    let weighted: Bool
    let features: Int
    let classes: Int
    let files: [String]
  }

  var inputName: String {
    if paths.count == 2 { return paths[0] }
    return input.edges ?? input.graph ?? input.content ?? input.dataset ?? ""
  }

  /// The number of edges written, including self-loops.
  private func edgeCount(_ data: NodeDataset) -> Int {
    data.graph.isDirected ? data.graph.edgeCount : data.graph.undirectedPairCount + data.graph.selfLoopCount
  }

  func text(_ data: NodeDataset, _ files: [String]) -> String {
    text(data, files, edges: edgeCount(data), isDirected: data.graph.isDirected)
  }

  func text(_ data: NodeDataset, _ files: [String], edges: Int, isDirected: Bool) -> String {
    """
    wrote \(files.joined(separator: ", ")): \(data.nodeCount.groupedDigits) nodes, \
    \(edges.groupedDigits) \(isDirected ? "directed" : "undirected") \(edges == 1 ? "edge" : "edges")

    """
  }
}
