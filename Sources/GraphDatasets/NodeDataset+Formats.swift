public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads the LINQS text format, in which Cora and Citeseer were first published.
  ///
  /// - Parameters:
  ///   - content: lines `<id> <word> <word> ... <class>`; the nodes are numbered in their order.
  ///   - cites: lines `<cited id> <citing id>`; messages flow from the citing paper to the cited one, and back
  ///     unless `directed`. Repeated citations count once.
  ///   - name: `content` without folder and suffix unless given.
  ///   - split: 20 training and 30 validation nodes a class, drawn anew for every run, unless given.
  /// - Throws: ``DataError`` with file and line where a line has too few or too many fields, a word is not a
  ///   finite number, an id stands twice, or a citation names an unknown id.
  public init(
    content: String, cites: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil
  )
    throws(DataError)
  {
    let papers = try ContentFile.read(TextFile(content))
    let citations = try ContentFile.readCitations(TextFile(cites), papers: papers.identifiers).nonEmpty(cites)
    let classes = ClassNumbering(codes: papers.labels, names: papers.classes.names)
    let dataset = NodeDataset(
      name: name ?? FileName.stem(content),
      graph: citations.graph(nodeCount: papers.identifiers.count, directed: directed),
      features: papers.features,
      labels: classes.labels, classNames: classes.names,
      nodeIdentifiers: try FileName.identifiers(papers.identifiers.names, path: content))
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

  /// Reads a NumPy archive of a graph with attributes (Shchur and others 2018): `adj_*` and `attr_*` as CSR
  /// matrices (or `attr_matrix` in full), `labels`, and where there are `node_names` and `class_names`.
  ///
  /// Entry (i, j) of the adjacency matrix is the edge j -> i, as in Cora's archive, where row i is cited by
  /// column j; the reverse edge is added unless `directed`.
  /// - Throws: ``DataError`` where the archive is damaged or its arrays contradict each other.
  public init(npz path: String, directed: Bool = false, name: String? = nil, split: SplitRule? = nil)
    throws(DataError)
  {
    let dataset = try AttributedArchive.read(
      NumpyArchive(path), directed: directed, name: name ?? FileName.stem(path))
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }

  /// Reads a graph from a file of edges, with features and labels where there are files of them.
  ///
  /// - Parameters:
  ///   - edges: an edge list (`u v [weight]` a line), or by its suffix Matrix Market (`.mtx`), GraphML
  ///     (`.graphml`) or a NumPy archive (`.npz`, CSR). All text may be gzipped.
  ///   - features: `.csv` or `.tsv` (`id, f1, f2, ...`), `.npy`, `.npz` or `.svm`; one-hot degrees without it.
  ///   - labels: lines `id label`; a missing or empty label means that the class is not known.
  ///   - directed: keeps directions instead of adding the reverse of every edge.
  ///   - hasHeader: takes the first line of an edge list for a header even where its fields are unknown names.
  ///
  /// Where features or labels name nodes, those are the nodes, in that order, and an edge to another one is an
  /// error. Repeated edges count once; with weights, the weights are added up. A weighted list that holds both
  /// directions of every edge, equally weighted, is taken as it is.
  /// - Throws: ``DataError`` with file and line.
  public init(
    edges: String, features: String? = nil, labels: String? = nil, directed: Bool = false,
    hasHeader: Bool = false,
    name: String? = nil, split: SplitRule? = nil
  ) throws(DataError) {
    var nodes = try NodeTable(features: features, labels: labels)
    let table = try EdgeFile.read(edges, nodes: &nodes, hasHeader: hasHeader).nonEmpty(edges)
    // Reading a large file takes several times its size; making the graph need not come on top.
    if table.sources.count > 1 << 18 { BufferPool.trim() }
    let graph = table.graph(nodeCount: nodes.count, directed: directed)
    let dataset = try nodes.dataset(
      name: name ?? FileName.stem(edges), graph: graph, hypergraph: nil, path: edges)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }

  /// Reads a hypergraph: hyperedges, one a line, as `name<TAB>node node ...` or just `node node ...`. The graph is
  /// its clique expansion, weighted by shared hyperedges. Features and labels are those of
  /// ``init(edges:features:labels:directed:hasHeader:name:split:)``.
  /// - Throws: ``DataError`` with file and line.
  public init(
    hyperedges: String, features: String? = nil, labels: String? = nil, name: String? = nil,
    split: SplitRule? = nil
  ) throws(DataError) {
    var nodes = try NodeTable(features: features, labels: labels)
    let hypergraph = try HyperedgeFile.read(TextFile(hyperedges), nodes: &nodes)
    let dataset = try nodes.dataset(
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

  /// Identifiers whose mistakes are reported at `path`.
  static func identifiers(_ names: [String], path: String) throws(DataError) -> NodeIdentifiers {
    do {
      return try NodeIdentifiers(names)
    } catch {
      throw DataError(error.code, error.message, at: error.place ?? .file(path), hint: error.hint)
    }
  }
}
