public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads the LINQS text format, in which Cora and Citeseer were first published.
  ///
  /// - Parameters:
  ///   - content: lines `<id> <word> <word> ... <class>`; the nodes are numbered in their order.
  ///   - cites: lines `<cited id> <citing id>`; messages flow from the citing paper to the cited one, and back
  ///     unless `directed`. Repeated citations count once.
  ///   - reading: only `dropsUnknown` counts: whether citations of unknown papers are left out and counted.
  ///   - name: `content` without folder and suffix unless given.
  ///   - split: ``SplitRule/standard`` unless given.
  /// - Throws: ``DataError`` with file and line where a line has too few or too many fields, a word is not a
  ///   finite number, an id stands twice, or a citation names an unknown id.
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
  /// `ind.NAME.{x,y,tx,ty,allx,ally,graph}` and the text `ind.NAME.test.index` in `directory`.
  ///
  /// Its published split is the default: the nodes of `x` train, the next 500 validate, those of `test.index`
  /// test. Nodes that no file describes (15 in Citeseer) have no words and no class. Classes are called by their
  /// numbers. Pickles are read without running anything.
  /// - Throws: ``DataError`` with file and byte where a file is damaged or refers to anything but arrays.
  public init(planetoid name: String, in directory: String, split: SplitRule? = nil) throws(DataError) {
    let dataset = try PlanetoidFiles.read(name, in: directory)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }

  /// Reads a NumPy archive of a graph: the attributed form of Shchur and others (2018) with `adj_*` and `attr_*` as sparse
  /// matrices (or `attr_matrix` in full), `labels` as numbers, texts or one-hot rows, and where there are `node_names`,
  /// `class_names` and `attr_names`; or a sparse matrix alone, as `scipy.sparse.save_npz` writes it. All layouts of SciPy
  /// are read: csr, csc, coo, bsr, dia.
  ///
  /// Entry (i, j) of `adj_*` is the edge j -> i, as in Cora's archive, where row i is cited by column j; entry (i, j) of
  /// a matrix alone is the edge i -> j. The reverse edge is added unless `directed`. Names that cannot be read are left
  /// out with a note.
  /// - Throws: ``DataError`` where the archive is damaged or its arrays contradict each other.
  public init(npz path: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    try self.init(
      AttributedArchive.edgeSource(NumpyArchive(path)), directed: directed, name: name ?? FileName.stem(path),
      split: split)
  }

  /// Reads a data set of the Open Graph Benchmark (Hu and others 2020) for the classification of nodes, as it is unpacked:
  /// `raw/edge.csv.gz`, `raw/num-node-list.csv.gz` and where there are `raw/node-feat.csv.gz`, `raw/node-label.csv.gz` and
  /// `split/*/{train,valid,test}.csv.gz`, whose split is then the default.
  ///
  /// - Parameters:
  ///   - directory: the directory that holds `raw`, or `raw` itself.
  ///   - directed: keeps directions instead of adding the reverse of every edge.
  /// - Throws: ``DataError`` with file and line.
  public init(ogb directory: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    guard let files = OGBDirectory(directory) else {
      throw DataError(.missingInput, "is missing", at: .file("\(directory)/raw/edge.csv.gz"))
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

  /// Reads a graph as Geom-GCN (Pei and others 2020) publishes it: `out1_graph_edges.txt` and
  /// `out1_node_feature_label.txt`. Features are numbers, as many for every node, or else the indices of those that
  /// are 1. The first of the splits beside the tables, where there are any, is the default.
  ///
  /// - Parameter directed: keeps directions instead of adding the reverse of every edge.
  /// - Throws: ``DataError`` with file and line.
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

  /// Reads a graph from a file of edges, with features and labels where there are files of them.
  ///
  /// - Parameters:
  ///   - edges: an edge list (`u v [weight]` a row), an adjacency list, Matrix Market, GraphML, GEXF, GML, Pajek, METIS, LGL or a
  ///     NumPy archive, by content before suffix; or a directory of OGB or Geom-GCN. All text may be gzipped.
  ///   - features: `.csv` or `.tsv` (`id, f1, f2, ...`), `.npy`, `.npz` or `.svm`; one-hot degrees without it.
  ///   - labels: rows `id label`; a missing label means that the class is not known.
  ///   - directed: keeps directions instead of adding the reverse of every edge.
  ///   - reading: what is decided about the form of the files; the rest is found out, and said in ``notes``.
  ///
  /// Files are joined by id wherever both sides name nodes. The nodes are those of the features; else the rows of a matrix
  /// or archive; else those of edges and labels together. Repeated edges count once; with weights, the weights are added up.
  /// A weighted list that holds both directions of every edge, with weights that are equal but for rounding, is taken as it
  /// is. Edges of weight 0 are none. Whatever of this was done is in ``notes``.
  /// - Throws: ``DataError`` with file and line.
  public init(
    edges: String, features: String? = nil, labels: String? = nil, directed: Bool = false,
    reading: ReadingOptions = ReadingOptions(), name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    let source = try EdgeFile.read(edges, options: reading.edges)
    try self.init(
      source, features: features, labels: labels, directed: directed, reading: reading, name: name,
      split: split)
  }

  /// The undirected graph of a file of edges alone, as ``init(edges:features:labels:directed:reading:name:split:)`` makes it.
  package static func graph(ofEdges path: String) throws(DataError) -> Graph {
    let source = try EdgeFile.read(path, options: TableOptions())
    var join = try NodeJoin(edges: source, features: nil, labels: nil, options: ReadingOptions())
    return try join.joinedEdges.nonEmpty(path).graph(nodeCount: join.identifiers.count, directed: false).graph
  }

  /// Reads a hypergraph: hyperedges, one a row, as `name<TAB>node node ...` or just the nodes. The graph is
  /// its clique expansion, weighted by shared hyperedges. Features and labels are those of
  /// ``init(edges:features:labels:directed:reading:name:split:)``.
  /// - Throws: ``DataError`` with file and line.
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

/// Small questions about paths.
enum FileName {
  /// The file's name without folders, `.gz` and suffix.
  static func stem(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    return name
  }

  /// The lower-case suffix without the point, `.gz` disregarded.
  static func suffix(_ path: String) -> String {
    var name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
  }
}
