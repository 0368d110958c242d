// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads the LINQS text format, in which Cora and Citeseer were first published.
  ///
  /// - Parameters:
  ///   - content: The file of nodes, with lines `<id> <word> <word> ... <class>`. The nodes are numbered
  ///     in this order.
  ///   - cites: The file of edges, with lines `<cited id> <citing id>`. Messages flow from the citing
  ///     paper to the cited one, and also back unless `directed` is true. Repeated citations count once.
  ///   - directed: Whether to keep directions instead of adding the reverse of each edge.
  ///   - reading: Options, of which only `dropsUnknown` is used: whether citations of unknown papers are
  ///     ignored and counted.
  ///   - name: The name of the data set. By default the name of `content` without its directory and
  ///     suffix.
  ///   - split: The split; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` with the file and line if a line has too few or too many fields, a word is
  ///   not a finite number, there is a duplicate id, or a citation contains an unknown id.
  public init(
    content: String, cites: String, directed: Bool = false, reading: ReadingOptions = ReadingOptions(),
    name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    let papers = try ContentFile.read(TextFile(content))
    var (citations, notes) = try ContentFile.readCitations(
      TextFile(cites), papers: papers.identifiers, dropsUnknown: reading.dropsUnknown)
    citations = try citations.nonEmpty(cites)
    let classes = ClassNumbering(codes: papers.labels, names: papers.classes.names)
    let dataset = NodeDataset(
      name: name ?? FileName.stem(content),
      graph: citations.graph(nodeCount: papers.identifiers.count, directed: directed).graph,
      features: papers.features,
      labels: classes.labels, classNames: classes.names,
      nodeIdentifiers: NodeIdentifiers(papers.identifiers), notes: notes)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }

  /// Reads the Planetoid format (Yang, Cohen and Salakhutdinov 2016): the Python pickles
  /// `ind.NAME.{x,y,tx,ty,allx,ally,graph}` and the text file `ind.NAME.test.index` in `directory`.
  ///
  /// The published split is the default: the nodes of `x` are training nodes, the next 500 are
  /// validation nodes, and those of `test.index` are test nodes. Nodes that no file describes (15 in
  /// Citeseer) have no words and no class. The names of the classes are their numbers. No code from the
  /// pickles is run.
  /// - Throws: ``DataError`` with the file and byte offset if a file is damaged or refers to anything
  ///   but arrays.
  public init(planetoid name: String, in directory: String, split: SplitRule? = nil) throws(DataError) {
    let dataset = try PlanetoidFiles.read(name, in: directory)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }

  /// Reads a NumPy archive of a graph. It is either an attributed graph as in Shchur and others (2018),
  /// or a single sparse matrix as written by `scipy.sparse.save_npz`. An attributed graph has sparse
  /// matrices `adj_*` and `attr_*` (or a dense `attr_matrix`), `labels` as numbers, texts or one-hot
  /// rows, and optionally `node_names`, `class_names` and `attr_names`. The SciPy layouts csr, csc, coo,
  /// bsr and dia are supported.
  ///
  /// Entry (i, j) of `adj_*` is the edge j -> i, as in Cora's archive, where row i is cited by column j.
  /// Entry (i, j) of a single matrix is the edge i -> j. The reverse edge is added unless `directed` is
  /// true. Names that cannot be read are ignored with a note.
  /// - Throws: ``DataError`` if the archive is damaged or its arrays contradict each other.
  public init(npz path: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    try self.init(
      AttributedArchive.edgeSource(NumpyArchive(path)), directed: directed, name: name ?? FileName.stem(path),
      split: split)
  }

  /// Reads an unpacked data set of the Open Graph Benchmark (Hu and others 2020) for node
  /// classification: `raw/edge.csv.gz`, `raw/num-node-list.csv.gz` and, if present,
  /// `raw/node-feat.csv.gz`, `raw/node-label.csv.gz` and `split/*/{train,valid,test}.csv.gz`. If there
  /// is a split, it is the default.
  ///
  /// - Parameters:
  ///   - directory: The directory that contains `raw`, or `raw` itself.
  ///   - directed: Whether to keep directions instead of adding the reverse of each edge.
  /// - Throws: ``DataError`` with the file and line if a file is missing or invalid.
  public init(ogb directory: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    guard let files = OGBDirectory(directory) else {
      throw DataError(.missingInput, "no such file", at: .file("\(directory)/raw/edge.csv.gz"))
    }
    var source = try files.source()
    var published: NodeSplit?
    if case .rows(let count, _) = source.nodes {
      published = try files.split(nodeCount: count, notes: &source.notes)
    }
    try self.init(
      source, directed: directed, publishedSplit: published, name: name ?? FileName.stem(directory),
      split: split)
  }

  /// Reads a graph in the format of Geom-GCN (Pei and others 2020): `out1_graph_edges.txt` and
  /// `out1_node_feature_label.txt`. The features are either numbers, the same number for each node, or
  /// the indices of the features that are 1. If there are splits next to the tables, the first one is
  /// the default.
  ///
  /// - Parameter directed: Whether to keep directions instead of adding the reverse of each edge.
  /// - Throws: ``DataError`` with the file and line if a file is missing or invalid.
  public init(geomGCN directory: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    var source = try GeomGCNFiles.source(directory)
    var published: NodeSplit?
    if case .named(let table) = source.nodes {
      published = try GeomGCNFiles.split(directory, nodeCount: table.count, notes: &source.notes)
    }
    try self.init(
      source, directed: directed, publishedSplit: published, name: name ?? FileName.stem(directory),
      split: split)
  }

  /// Reads a graph from a file of edges, and its features and labels from other files.
  ///
  /// - Parameters:
  ///   - edges: An edge list (`u v [weight]` per row), an adjacency list, Matrix Market, GraphML, GEXF,
  ///     GML, Pajek, METIS, LGL or a NumPy archive, detected from the content first and then from the
  ///     suffix; or an OGB or Geom-GCN directory. Text files may be gzipped.
  ///   - features: A `.csv` or `.tsv` file (`id, f1, f2, ...`), or a `.npy`, `.npz` or `.svm` file.
  ///     Without it, the features are one-hot degrees.
  ///   - labels: A table with rows `id label`; a missing label means that the class is unknown.
  ///   - directed: Whether to keep directions instead of adding the reverse of each edge.
  ///   - reading: Options for the form of the files. Anything that is not given is detected and reported
  ///     in ``notes``.
  ///   - name: The name of the data set. By default the name of the file of edges without its directory
  ///     and suffix.
  ///   - split: The split; by default the published split, or ``SplitRule/standard`` if there is none.
  ///
  /// Files are joined by id if both sides name their nodes. The nodes are those of the features; without
  /// features, the rows of a matrix or archive; otherwise, those of edges and labels together. Repeated
  /// edges count once; if they have weights, the weights are added. If a weighted list contains each
  /// edge in both directions with weights that are equal except for rounding, these weights are not
  /// added. Edges of weight 0 are ignored. Each of these steps that was applied is reported in
  /// ``notes``.
  /// - Throws: ``DataError`` with the file and line if a file is missing or invalid.
  public init(
    edges: String, features: String? = nil, labels: String? = nil, directed: Bool = false,
    reading: ReadingOptions = ReadingOptions(), name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    let source = try EdgeFile.read(edges, options: reading.edges)
    try self.init(
      source, features: features, labels: labels, directed: directed, reading: reading, name: name,
      split: split)
  }

  /// Returns the undirected graph of a file of edges, as
  /// ``init(edges:features:labels:directed:reading:name:split:)-(String,_,_,_,_,_,_)`` creates it.
  package static func graph(ofEdges path: String) throws(DataError) -> Graph {
    let source = try EdgeFile.read(path, options: TableOptions())
    var join = try NodeJoin(edges: source, features: nil, labels: nil, options: ReadingOptions())
    return try join.joinedEdges.nonEmpty(path).graph(nodeCount: join.identifiers.count, directed: false).graph
  }

  /// Reads a hypergraph with one hyperedge per row, as `name<TAB>node node ...` or only the nodes. The
  /// graph is its clique expansion, weighted by the number of shared hyperedges. Features and labels are
  /// read as in ``init(edges:features:labels:directed:reading:name:split:)-(String,_,_,_,_,_,_)``.
  /// - Throws: ``DataError`` with the file and line if a file is missing or invalid.
  public init(
    hyperedges: String, features: String? = nil, labels: String? = nil,
    reading: ReadingOptions = ReadingOptions(), name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    let (source, lists) = try HyperedgeFile.read(TextFile(hyperedges), options: reading.edges)
    let join = try NodeJoin(
      edges: source, featuresAt: features, labelsAt: labels, options: reading)
    let hypergraph = Hypergraph(
      nodeCount: join.identifiers.count, hyperedges: try join.renumbered(lists, path: hyperedges))
    let dataset = try join.dataset(
      name: name ?? FileName.stem(hyperedges), graph: nil, hypergraph: hypergraph,
      path: hyperedges)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }
}

/// Parts of file names.
enum FileName {
  /// Returns the file's name without directories, `.gz` and suffix.
  static func stem(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    return name
  }

  /// Returns the suffix in lower case without the point, ignoring `.gz`.
  static func suffix(_ path: String) -> String {
    var name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
  }
}
