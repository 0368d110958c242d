internal import ArgumentParser
internal import GraphLearning

/// Where a command's graph comes from. All commands that read a graph share these options.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A data set by name: karate, les-miserables, southern-women, or one in the data folder.",
      valueName: "name"))
  var dataset: String?

  @Option(help: ArgumentHelp("The folder of data sets (default: $GRAPHLEARN_DATA).", valueName: "folder"))
  var dataDir: String?

  @Option(help: ArgumentHelp("LINQS nodes: `id word word ... class` lines.", valueName: "file"))
  var content: String?

  @Option(help: ArgumentHelp("LINQS citations: `cited citing` lines.", valueName: "file"))
  var cites: String?

  @Option(
    help: ArgumentHelp(
      """
      The edges: a table `u v [weight]`, an adjacency list, Matrix Market, GraphML, GEXF, GML, Pajek, METIS, LGL or .npz; \
      .gz is read too. A directory of OGB or Geom-GCN is read whole.
      """, valueName: "file"))
  var edges: String?

  @Option(
    help: ArgumentHelp(
      "Hyperedges, one a row: `name<TAB>node node ...`, or the nodes alone.", valueName: "file"))
  var hyperedges: String?

  @Option(
    help: ArgumentHelp(
      "Features of nodes: a table `id,f1,f2,...`, Matrix Market, .npy, .npz or .svm.", valueName: "file"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      "Makes features from the graph: degree, onehot or laplacian:K (default: degree where there is no file).",
      valueName: "source"))
  var featuresFrom: String?

  @Option(
    help: ArgumentHelp(
      "Labels of nodes: a table `id,label`, or .npy in the order of the nodes.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "public, random:TRAIN,VALIDATION[,SEED] (a class, or shares below 1), FILE.json, FILE.txt or FILE.csv.",
      valueName: "split"))
  var split: String?

  @OptionGroup var form: TableFormOptions

  @Flag(help: "Keep the directions of edges.")
  var directed = false

  @Option(help: ArgumentHelp("Keep a part of the graph: largest (the largest component).", valueName: "part"))
  var component: String?

  mutating func validate() throws {
    let sources = [dataset != nil, content != nil || cites != nil, edges != nil, hyperedges != nil].count {
      $0
    }
    if sources > 1 {
      throw ValidationError(
        "--dataset, --content with --cites, --edges and --hyperedges exclude each other")
    }
    if (content == nil) != (cites == nil) { throw ValidationError("--content and --cites go together") }
    if hyperedges != nil && directed { throw ValidationError("hyperedges have no directions: no --directed") }
    if features != nil && featuresFrom != nil {
      throw ValidationError("--features and --features-from exclude each other")
    }
    if let featuresFrom, FeatureSource(rawValue: featuresFrom) == nil {
      throw ValidationError("--features-from takes degree, onehot or laplacian:K, not '\(featuresFrom)'")
    }
    if let component, component != "largest" {
      throw ValidationError("--component takes largest, not '\(component)'")
    }
  }

  /// Reads the data.
  ///
  /// - Parameter signal: the file of a signal on its nodes, to which options on tables apply too.
  func load(signal: String? = nil) throws(DataError) -> NodeDataset {
    if edges == nil && hyperedges == nil && (features != nil || labels != nil) {
      throw DataError(.usage, "--features and --labels go with --edges or --hyperedges")
    }
    if edges == nil && form.header { throw DataError(.usage, "--header goes with --edges") }
    // What reading took is given back before work begins.
    defer { BufferPool.trim() }
    var data = try read(signal: signal)
    if let split { data = try data.withSplit(try SplitRule(parsing: split)) }
    StandardError.write(notes: data.notes)
    if component != nil { data = data.largestComponent() }
    // Made from what is left of the graph.
    if let source = featuresFrom.flatMap(FeatureSource.init) { data = try data.withFeatures(from: source) }
    return data
  }

  /// Reads the file of edges and what belongs to it as they are to be written in another format.
  func loadToConvert() throws(DataError) -> NodeDataset {
    defer { BufferPool.trim() }
    let data = try NodeDataset(
      graphFile: edges ?? "", features: features, labels: labels, directed: directed,
      reading: readingOptions(signal: nil))
    StandardError.write(notes: data.notes)
    return component == nil ? data : data.largestComponent()
  }

  /// What the options say of how files are read.
  private func readingOptions(signal: String?) throws(DataError) -> ReadingOptions {
    var paths: [TableFormOptions.File: String] = [:]
    if let edges = edges ?? hyperedges { paths[.edges] = edges }
    if let features { paths[.features] = features }
    if let labels { paths[.labels] = labels }
    if let signal { paths[.signal] = signal }
    let tables = try form.options(for: paths)
    return ReadingOptions(
      edges: tables[.edges] ?? TableOptions(), features: tables[.features] ?? TableOptions(),
      labels: tables[.labels] ?? TableOptions(), dropsUnknown: form.dropUnknown,
      missingFeatures: form.missingFeatures.flatMap(ReadingOptions.MissingFeatures.init) ?? .refused)
  }

  private func read(signal: String?) throws(DataError) -> NodeDataset {
    let reading = try readingOptions(signal: signal)
    if let content, let cites {
      return try NodeDataset(content: content, cites: cites, directed: directed, reading: reading)
    }
    if let edges {
      return try NodeDataset(
        edges: edges, features: features, labels: labels, directed: directed, reading: reading)
    }
    if let hyperedges {
      return try NodeDataset(hyperedges: hyperedges, features: features, labels: labels, reading: reading)
    }
    return try DatasetCatalog.standard(dataDirectory: dataDir).dataset(
      dataset ?? "karate", directed: directed)
  }
}

extension NodeDataset {
  /// Whether the nodes for training were published with the data.
  var hasPublishedSplit: Bool { publishedSplit != nil }

  /// The number of edges as reports count them; nil where those of hyperedges are too many to be counted for a report.
  var reportedEdgeCount: Int? {
    if let hypergraph = lazyGraph.hypergraph {
      return hypergraph.countingWork <= 1e9 ? hypergraph.neighbourCounts().reduce(0, +) / 2 : nil
    }
    return graph.isDirected ? graph.edgeCount : graph.undirectedPairCount
  }

  /// The number of edges for people, with its unit.
  var reportedEdges: String {
    reportedEdgeCount.map { "\(Format.count($0)) edges" }
      ?? "\(Format.count(hypergraph?.hyperedgeCount ?? 0)) hyperedges"
  }
}
