// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The options that say where a command's graph comes from. All commands that read a graph share them.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The name of a data set: karate, les-miserables or southern-women, which are embedded, or one found \
      in --data-dir, $GRAPHLEARN_DATA or the download cache (see 'graphlearn datasets list'). The default \
      is karate.
      """, valueName: "name"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "The directory to search for data sets before $GRAPHLEARN_DATA and the download cache.",
      valueName: "directory"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "The nodes of a LINQS graph, one per line: `id word word ... class`. Requires --cites.",
      valueName: "file"))
  var content: String?

  @Option(
    help: ArgumentHelp(
      "The citations of a LINQS graph, one per line: `cited citing`. Requires --content.",
      valueName: "file"))
  var cites: String?

  @Option(
    help: ArgumentHelp(
      """
      The edges: a table with rows `u v [weight]`, an adjacency list, Matrix Market, GraphML, GEXF, GML, \
      Pajek, METIS, LGL or .npz. Text may be compressed (.gz). A directory in the form of OGB or Geom-GCN \
      is read as a whole data set.
      """, valueName: "file"))
  var edges: String?

  @Option(
    help: ArgumentHelp(
      "A graph directory, as 'graphlearn convert' and 'graphlearn generate' write it.",
      valueName: "directory"))
  var graph: String?

  @Option(
    help: ArgumentHelp(
      "The hyperedges, one per line: `name<TAB>node node ...`, or only the nodes.", valueName: "file"))
  var hyperedges: String?

  @Option(
    help: ArgumentHelp(
      "The node features: a table with rows `id,f1,f2,...`, Matrix Market, .npy, .npz or .svm (LIBSVM).",
      valueName: "file"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      """
      How to derive the node features from the graph: the node degrees, one-hot (degree), one column per \
      node (onehot) or K eigenvectors of the Laplacian (laplacian:K). Data without features use degree.
      """, valueName: "source"))
  var featuresFrom: FeatureSource?

  @Option(
    help: ArgumentHelp(
      """
      The labels: a table with rows `id,label`, or .npy in the order of the nodes; for models of edges, a table \
      with rows `source,target,label`. Labels are classes, or numbers for a regression.
      """, valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      """
      How the labelled nodes are split into training, validation and test nodes: public (the split \
      published with the data), random:TRAIN,VALIDATION[,SEED] (nodes per class such as random:20,30, or \
      fractions such as random:0.6,0.2; without SEED each run draws its own split from its seed), \
      FILE.json, or FILE.txt or FILE.csv with training ids or rows `id,part`. The default is public if \
      there is such a split, else random:20,30. Numbers and edges are split by fractions, by default \
      random:0.6,0.2; numbers also by files of ids.
      """, valueName: "split"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      """
      The features of edges, for models of edges: a table with rows `source,target,f1,f2,...`. The weight of \
      an edge of a weighted graph is a feature in any case; --columns source,target leaves weights out.
      """, valueName: "file"))
  var edgeFeatures: String?

  @OptionGroup var form: TableFormOptions

  @Flag(help: "Keep the directions of edges instead of making them undirected.")
  var directed = false

  @Option(
    help: ArgumentHelp(
      "Keep only a part of the graph, its largest connected component.", valueName: "part"))
  var component: ComponentChoice?

  mutating func validate() throws {
    let sources = [
      dataset != nil, content != nil || cites != nil, edges != nil, graph != nil, hyperedges != nil,
    ]
    if sources.count(where: { $0 }) > 1 {
      throw ValidationError(
        "only one of --dataset, --content with --cites, --edges, --graph and --hyperedges can be given")
    }
    if (content == nil) != (cites == nil) {
      throw ValidationError("--content and --cites must be given together")
    }
    if hyperedges != nil && directed {
      throw ValidationError("--directed does not apply to hyperedges, which have no direction")
    }
    if features != nil && featuresFrom != nil {
      throw ValidationError("only one of --features and --features-from can be given")
    }
  }

  /// Reads the data set that the options describe.
  ///
  /// - Parameter signal: The file of a signal on the nodes, to which the options on tables also apply.
  func load(signal: String? = nil) throws(DataError) -> NodeDataset {
    try load(signal: signal, for: nil)
  }

  /// Reads the data set and the numbers of its nodes. Labels of a data set that is not read from --edges are matched
  /// by id.
  func loadNumbers(for model: SavedModelInput? = nil) throws(DataError) -> (NodeDataset, GraphTargets) {
    if let model { try requireInput(for: model) }
    if let labels, edges == nil, hyperedges == nil {
      let (data, rule, reading) = try loadWithoutLabels(for: model)
      let targets = try GraphTargets(nodeLabels: labels, in: data, reading: reading)
      StandardError.write(notes: targets.notes)
      return (data, try rule.map { (rule) throws(DataError) in try targets.withSplit(rule) } ?? targets)
    }
    let data = try load(signal: nil, for: model, labelsAre: .numbers)
    let targets = try GraphTargets(numbersIn: data)
    guard split != nil else { return (data, targets) }
    switch data.split {
    case .nodes, .explicit, .file:
      return (data, try targets.withSplit(.explicit(try data.resolvedSplit(seed: 0))))
    case .standard, .published, .random, .fractions: return (data, try targets.withSplit(data.split))
    }
  }

  /// Reads the data set without labels, for labels of edges. Returns also the split and the form of the table of
  /// labels.
  func loadWithoutLabels(for model: SavedModelInput? = nil) throws(DataError) -> (
    NodeDataset, SplitRule?, ReadingOptions
  ) {
    if let model { try requireInput(for: model) }
    let data = try load(signal: nil, for: model, labelsAre: .ofEdges)
    let rule = try split.map { (text) throws(DataError) in try SplitRule(parsing: text) }
    return (data, rule, try readingOptions(signal: nil, for: model))
  }

  /// What the file of labels contains.
  enum LabelContent { case classes, numbers, ofEdges }

  /// Reads the data set that a saved model is applied to. Only the columns of its features are read, and
  /// missing features as in its training. Throws `usage` if no input is given and the default data set does not
  /// have the features of the model.
  func load(for model: TrainedClassifier) throws(DataError) -> NodeDataset {
    try load(for: SavedModelInput(model))
  }

  /// Reads the data set that a saved model is applied to.
  func load(for model: SavedModelInput, labelsAre content: LabelContent = .classes) throws(DataError)
    -> NodeDataset
  {
    try requireInput(for: model)
    return try load(signal: nil, for: model, labelsAre: content)
  }

  private func load(
    signal: String?, for model: SavedModelInput?, labelsAre content: LabelContent = .classes
  ) throws(DataError) -> NodeDataset {
    if edges == nil && hyperedges == nil && (features != nil || labels != nil && content != .ofEdges) {
      throw DataError(.usage, "--features and --labels require --edges or --hyperedges")
    }
    if edgeFeatures != nil && content != .ofEdges {
      throw DataError(
        .usage, "--edge-features applies to models of edges: train --task edge or edge-regression")
    }
    if edges == nil && form.header { throw DataError(.usage, "--header requires --edges") }
    // Returns the memory that reading used to the system before the command starts its work.
    defer { BufferPool.trim() }
    var data = try read(signal: signal, for: model, labelsAre: content)
    if content != .ofEdges, let split { data = try data.withSplit(try SplitRule(parsing: split)) }
    StandardError.write(notes: data.notes)
    if component != nil { data = data.largestComponent() }
    // Features are derived after the component is chosen, because they depend on the graph that remains.
    if let featuresFrom { data = try data.withFeatures(from: featuresFrom) }
    return data
  }

  /// Whether an option names a graph.
  var hasSource: Bool {
    dataset != nil || content != nil || edges != nil || graph != nil || hyperedges != nil
  }

  /// Throws `usage` if no input is given and the default data set does not have the features of a model.
  private func requireInput(for model: SavedModelInput) throws(DataError) {
    if hasSource { return }
    let karate = try DatasetCatalog().dataset("karate")
    guard !model.accepts(karate) else { return }
    throw DataError(
      .usage, "no graph is given, and the default data set, karate, does not have the model's features",
      hint:
        "Give the graph with --edges and --features, --content and --cites, --graph, --hyperedges or --dataset."
    )
  }

  /// Reads the edge file and its features and labels in the form in which another format can hold them.
  func loadToConvert() throws(DataError) -> NodeDataset {
    defer { BufferPool.trim() }
    let data = try NodeDataset(
      graphFile: edges ?? "", features: features, labels: labels, directed: directed,
      reading: readingOptions(signal: nil, for: nil))
    StandardError.write(notes: data.notes)
    return component == nil ? data : data.largestComponent()
  }

  /// The options of the file readers.
  func readingOptions(signal: String?, for model: SavedModelInput?) throws(DataError)
    -> ReadingOptions
  {
    var paths: [TableFormOptions.File: String] = [:]
    if let edges = edges ?? hyperedges { paths[.edges] = edges }
    if let features { paths[.features] = features }
    if let labels { paths[.labels] = labels }
    if let signal { paths[.signal] = signal }
    if let edgeFeatures { paths[.edgeFeatures] = edgeFeatures }
    let tables = try form.options(for: paths)
    var options = model?.readingOptions ?? ReadingOptions()
    options.edges = tables[.edges] ?? TableOptions()
    options.features = tables[.features] ?? TableOptions()
    options.labels = tables[.labels] ?? TableOptions()
    options.edgeFeatures = tables[.edgeFeatures] ?? TableOptions()
    options.dropsUnknown = form.dropUnknown
    if let rule = form.missingFeatures {
      options.missingFeatures = rule
    }
    return options
  }

  private func read(signal: String?, for model: SavedModelInput?, labelsAre labelContent: LabelContent)
    throws(DataError) -> NodeDataset
  {
    var reading = try readingOptions(signal: signal, for: model)
    reading.labelsAreNumbers = labelContent == .numbers
    let labels = labelContent == .ofEdges ? nil : labels
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
    if let graph { return try NodeDataset(graphDirectory: graph, directed: directed) }
    return try DatasetCatalog.standard(dataDirectory: dataDir).dataset(
      dataset ?? "karate", directed: directed)
  }
}

/// What a saved model says of the data that it is applied to.
struct SavedModelInput {
  /// The options for reading files as in the training.
  let readingOptions: ReadingOptions
  /// Returns whether data has the features of the model.
  let accepts: (NodeDataset) -> Bool

  init(_ model: TrainedClassifier) {
    readingOptions = model.readingOptions
    accepts = { (try? model.features(of: $0)) != nil }
  }

  init(_ model: TrainedPredictor) {
    readingOptions = model.readingOptions
    accepts = { (try? model.preparation.features(of: $0)) != nil }
  }
}

extension NodeDataset {
  /// Whether a split was published with the data.
  var hasPublishedSplit: Bool { publishedSplit != nil }

  /// The number of edges for reports: undirected pairs, or directed edges. Nil if counting the pairs
  /// that hyperedges join would take too long.
  var reportedEdgeCount: Int? {
    if let hypergraph = lazyGraph.hypergraph {
      return hypergraph.countingWork <= 1e9 ? hypergraph.neighbourCounts().reduce(0, +) / 2 : nil
    }
    return graph.isDirected ? graph.edgeCount : graph.undirectedPairCount
  }

  /// The number of edges with its unit as text, or else the number of hyperedges.
  var reportedEdges: String {
    reportedEdgeCount.map { "\(($0).groupedDigits) edges" }
      ?? "\((hypergraph?.hyperedgeCount ?? 0).groupedDigits) hyperedges"
  }
}
