// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Reading LINQS text files")
struct ContentFormatTests {
  static let content = "p9 1 0 1 B\np2 0 0 0 A\np5 0 2.5 0 B\n"

  private func read(_ content: String, _ cites: String = "p9 p2\n", directed: Bool = false) throws
    -> NodeDataset
  {
    try withFiles([("t.content", content), ("t.cites", cites)]) {
      try NodeDataset(content: $0[0], cites: $0[1], directed: directed)
    }
  }

  @Test("LINQS nodes keep the order of the file and their ids, and classes are sorted by name")
  func small() throws {
    let papers = try read(Self.content, "p9\tp2\np2\tp9\np5\tp5\n")
    #expect(Array(papers.nodeIdentifiers) == ["p9", "p2", "p5"])
    #expect(papers.classNames == ["A", "B"] && papers.labels == [1, 0, 1])
    #expect(FeatureRow(papers.features, 0).values == [0: 1, 2: 1])
    #expect(FeatureRow(papers.features, 2).values == [1: 2.5])
    #expect(papers.graph.undirectedPairCount == 1 && papers.graph.selfLoopCount == 1)
    #expect(!papers.graph.isDirected)
  }

  @Test("A LINQS citation leads from the citing to the cited paper if directions are kept")
  func directions() throws {
    let edges = try read(Self.content, "p9\tp2\n", directed: true).graph.edges()
    #expect(edges.sources == [1] && edges.targets == [0])
  }

  @Test("LINQS files with CR LF, a byte order mark and no last line end give the same graph")
  func lineEnds() throws {
    let cites = "p9 p2\n"
    let plain = NamedGraph(try read(Self.content, cites))
    let windows = Self.content.split(separator: "\n").joined(separator: "\r\n")
    #expect(NamedGraph(try read("\u{FEFF}" + windows, "p9 p2")) == plain)
  }

  @Test(
    "Mistakes in LINQS files are errors with file and line",
    arguments: [
      ("a 1 0 X\nb 1 X\n", 2, "expected 4 fields (id, 2 features, class), found 3"),
      ("a 1 0 X\nb 1 0 1 X\n", 2, "expected 4 fields (id, 2 features, class), found 5"),
      ("a 1 0 X\nb 1 y X\n", 2, "feature 2 is 'y'; expected a number"),
      ("a 1 nan X\n", 1, "feature 2 is 'nan'; expected a finite 32-bit number"),
      ("a 1 -inf X\n", 1, "feature 2 is '-inf'; expected a finite 32-bit number"),
      ("a 1 1e39 X\n", 1, "feature 2 is '1e39'; expected a finite 32-bit number"),
      ("a 1 X\na 1 X\n", 2, "duplicate paper id 'a'"),
      ("alone\n", 1, "expected '<id> <words> <class>', found 1 field"),
      ("a\u{0}b 1 X\n", 1, "'a?b' contains a NUL byte; is this a text file?"),
    ])
  func mistakes(_ text: String, _ line: Int, _ message: String) {
    let error = dataError { _ = try read(text) }
    #expect(error?.message == message)
    guard case .line(let path, line)? = error?.place else {
      Issue.record("expected line \(line): \(String(describing: error))")
      return
    }
    #expect(path.hasSuffix("t.content"))
    #expect(error?.code == .badData)
  }

  @Test("An id that is not UTF-8 in a LINQS file is an error with its line")
  func invalidText() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let content = try folder.file("t.content", Array("a 1 X\n".utf8) + [0xFF, 0xFE] + Array(" 1 X\n".utf8))
    let cites = try folder.file("t.cites", "a a\n")
    let error = dataError { _ = try NodeDataset(content: content, cites: cites) }
    #expect(error?.place == .line(content, 2))
    #expect(error?.message.hasSuffix("is not valid UTF-8") == true)
  }

  @Test("A citation of an unknown paper or of too few or too many papers is an error with its line")
  func citations() {
    let unknown = dataError { _ = try read(Self.content, "p9 p2\np9 p7\n") }
    #expect(unknown?.message == "unknown node id 'p7'")
    guard case .line(_, 2)? = unknown?.place else {
      Issue.record("\(String(describing: unknown))")
      return
    }
    for line in ["p9", "p9 p2 p5"] { _ = dataError { _ = try read(Self.content, line) } }
  }

  @Test("A missing LINQS file is missing input, and an empty one is bad data")
  func missing() {
    #expect(
      dataError { _ = try NodeDataset(content: "/nowhere/x", cites: "/nowhere/y") }?.code == .missingInput)
    #expect(dataError { _ = try read("") }?.code == .badData)
  }

  @Test("LINQS features with one word in five are sparse, and those with one word in four are dense")
  func density() throws {
    guard case .sparse = try read("a 1 0 0 0 0 X\n", "a a\n").features,
      case .dense = try read("a 1 0 0 0 X\n", "a a\n").features
    else {
      Issue.record("one of five is sparse, one of four dense")
      return
    }
  }
}

@Suite("Reading edge lists")
struct EdgeListTests {
  private func read(_ edges: String, directed: Bool = false, hasHeader: Bool = false, suffix: String = "tsv")
    throws
    -> NodeDataset
  {
    try withFiles([("e.\(suffix)", edges)]) {
      try NodeDataset(
        edges: $0[0], directed: directed,
        reading: ReadingOptions(edges: TableOptions(hasHeader: hasHeader ? true : nil)))
    }
  }

  @Test(
    "Tabs, commas and spaces separate the ids of an edge list; comments and blank lines are skipped",
    arguments: [
      "a\tb\nb\tc\n", "a,b\nb,c", "a b\n\nb   c\n", "# x\n% y\n a b\n  b c", "\"a\",\"b\"\nb , c\n",
    ])
  func separators(_ text: String) throws {
    let graph = try read(text)
    #expect(Array(graph.nodeIdentifiers) == ["a", "b", "c"])
    #expect(graph.graph.undirectedPairCount == 2 && !graph.graph.isWeighted)
  }

  @Test("In an edge list with tabs, ids may contain spaces and commas")
  func idsWithBlanks() throws {
    #expect(
      try Array(read("Mr. Hi\tJohn A.\nJohn A.\tx,y\n").nodeIdentifiers) == ["Mr. Hi", "John A.", "x,y"])
  }

  @Test(
    "The first line of an edge list is a header if all its names are known column names",
    arguments: [
      ("source\ttarget\na\tb\n", 2), ("From,To,Weight\na,b,2\n", 2), ("u v\na b\n", 2), ("x y\na b\n", 4),
      ("node_id node_id_2\na b\n", 2),
    ])
  func headers(_ text: String, _ nodeCount: Int) throws { #expect(try read(text).nodeCount == nodeCount) }

  @Test("A header that the options announce names the columns of an edge list")
  func forcedHeader() throws {
    #expect(try read("x y\na b\n", hasHeader: true).nodeCount == 2)
    let graph = try read("weight,target,source,year\n2,b,a,1999\n", directed: true, hasHeader: true)
    let edges = graph.graph.edges()
    #expect(graph.nodeIdentifiers[Int(edges.sources[0])] == "a" && edges.weights == [2])
  }

  @Test("Repeated edges and both directions of an edge count once, and self-loops stay")
  func coalescing() throws {
    let graph = try read("a b\nb a\na b\na a\n").graph
    #expect(graph.undirectedPairCount == 1 && graph.selfLoopCount == 1 && graph.edgeCount == 3)
  }

  @Test("Weights of repeated edges are added up, also over both directions")
  func weights() throws {
    let graph = try read("a b 2\na b 0.5\nb a -1\nb c 4\n").graph
    #expect(graph.edges().weights?.sorted() == [1.5, 1.5, 4, 4])
    let directed = try read("a b 2\na b 0.5\nb a -1\n", directed: true).graph
    #expect(directed.edges().weights?.sorted() == [-1, 2.5])
  }

  @Test("An edge list that has each weighted edge in both directions does not double the weights")
  func symmetricWeights() throws {
    #expect(
      try read("a b 2\nb a 2\nb c 3\nc b 3\na a 7\n").graph.edges().weights?.sorted() == [2, 2, 3, 3, 7])
  }

  @Test(
    "Mistakes in an edge list are errors with file and line",
    arguments: [
      ("a b\nc\n", 2), ("a b 1\na b\n", 2), ("a b\nb c 1\n", 2), ("a b c d\n", 1), ("a b x\n", 1),
      ("a b nan\n", 1),
      ("a b 1\n\nb c inf\n", 3), ("a,\n", 1), ("a,b,\n", 1), ("a\n", 1),
    ])
  func mistakes(_ text: String, _ line: Int) {
    guard case .line(_, line)? = dataError({ _ = try read(text) })?.place else {
      Issue.record("expected line \(line)")
      return
    }
  }

  @Test("A features file gives the nodes; without one, labels and edges together do, also isolated nodes")
  func nodeSet() throws {
    try withFiles([("e.csv", "a,b\nb,z\n"), ("f.csv", "id,x\nz,1\na,2\nb,0\nq,5\n"), ("l.csv", "a,1\nb,2\n")])
    {
      let graph = try NodeDataset(edges: $0[0], features: $0[1], labels: $0[2])
      #expect(Array(graph.nodeIdentifiers) == ["z", "a", "b", "q"])
      #expect(graph.labels == [-1, 0, 1, -1] && graph.graph.isolatedNodeCount == 1)
      let union = try NodeDataset(edges: $0[0], labels: $0[2])
      #expect(Array(union.nodeIdentifiers) == ["a", "b", "z"] && union.labels == [0, 1, -1])
      let (edges, features) = (try String(contentsOfFile: $0[0], encoding: .utf8) + "b,y\n", $0[1])
      try withFiles([("more.csv", edges)]) {
        let edges = $0[0]
        let error = dataError { _ = try NodeDataset(edges: edges, features: features) }
        #expect(error?.message == "unknown node id 'y'" && error?.place == .line(edges, 3))
      }
    }
  }

  @Test("Without features, nodes get their degree as one-hot features")
  func degreeFeatures() throws {
    let graph = try read("a b\na c\n")
    #expect(graph.featureCount == 3)
    #expect(FeatureRow(graph.features, 0).values == [2: 1] && FeatureRow(graph.features, 1).values == [1: 1])
  }
}

@Suite("Matrix Market, GraphML and SciPy matrices as edges")
struct MatrixFormatTests {
  private func read(_ name: String, _ text: String, directed: Bool = true) throws -> NodeDataset {
    try withFiles([(name, text)]) { try NodeDataset(edges: $0[0], directed: directed) }
  }

  @Test("A general Matrix Market file gives edges from row to column, with nodes named from 1")
  func general() throws {
    let graph = try read(
      "m.mtx", "%%MatrixMarket matrix coordinate real general\n% c\n3 3 2\n1 2 0.5\n3 3 -2\n")
    #expect(Array(graph.nodeIdentifiers) == ["1", "2", "3"])
    let edges = graph.graph.edges()
    #expect(Set(zip(edges.sources, edges.targets).map { [$0, $1] }) == [[0, 1], [2, 2]])
  }

  @Test("A symmetric Matrix Market file contains one half of its edges")
  func symmetric() throws {
    let graph = try read(
      "m.mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 2\n", directed: false)
    #expect(graph.graph.undirectedPairCount == 2 && !graph.graph.isWeighted)
    let weighted = try read(
      "m.mtx", "%%MatrixMarket matrix coordinate integer symmetric\n2 2 2\n2 1 3\n1 1 5\n", directed: false)
    #expect(weighted.graph.edges().weights?.sorted() == [3, 3, 5])
  }

  @Test(
    "Mistakes in a Matrix Market file are bad data",
    arguments: [
      "", "3 3 1\n1 2\n", "%%MatrixMarket matrix array real general\n2 2\n1\n",
      "%%MatrixMarket matrix coordinate complex general\n",
      "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 0\n",
      "%%MatrixMarket matrix coordinate real general\n",
      "%%MatrixMarket matrix coordinate real general\n2 3 0\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 1\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 nan\n",
      "%%MatrixMarket matrix coordinate real general\n2147483646 2147483646 0\n",
      "%%MatrixMarket matrix coordinate real general\n2 2 9223372036854775807\n1 1 1\n",
      "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 1 1\n",
    ])
  func matrixMistakes(_ text: String) { #expect(dataError { _ = try read("m.mtx", text) }?.code == .badData) }

  private static let graphML = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- made by hand -->
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="d0" for="edge" attr.name="weight" attr.type="double"><default>4</default></key>
      <graph id="G" edgedefault="undirected">
        <node id="a"/><node id="b &amp; c"/><node id='d'><data key="x">text</data></node>
        <edge source="a" target="b &amp; c"><data key="d0"> 2.5 </data></edge>
        <edge source="d" target="a" directed="true"/>
      </graph>
    </graphml>
    """

  @Test("GraphML gives nodes, edges, weights with their default, and directions")
  func graphML() throws {
    let graph = try read("g.graphml", Self.graphML)
    #expect(Array(graph.nodeIdentifiers) == ["a", "b & c", "d"])
    let edges = graph.graph.edges()
    let weights = try #require(edges.weights)
    let found = Set(
      edges.sources.indices.map { [Double(edges.sources[$0]), Double(edges.targets[$0]), weights[$0]] })
    #expect(found == [[0, 1, 2.5], [1, 0, 2.5], [2, 0, 4]])
  }

  @Test("GraphML truncated anywhere before its last tag is an error")
  func truncatedGraphML() {
    let bytes = Array(Self.graphML.utf8)
    for length in stride(from: 0, to: bytes.count - 1, by: 3) {
      _ = dataError { _ = try read("g.graphml", String(decoding: bytes[..<length], as: UTF8.self)) }
    }
  }

  @Test(
    "GraphML with entities, nested graphs, hyperedges or broken tags is refused",
    arguments: [
      "<!DOCTYPE x [<!ENTITY a 'b'>]><graphml/>",
      "<graphml><graph edgedefault='directed'><node id='&x;'/></graph></graphml>",
      "<graphml><graph edgedefault='directed'><node id='a'><graph edgedefault='directed'/></node></graph></graphml>",
      "<graphml><graph edgedefault='directed'><hyperedge/></graph></graphml>", "<graphml></graph>",
      "<graphml/>",
      "<graphml><graph/></graphml>",
      "<graphml><graph edgedefault='directed'><edge source='a'/></graph></graphml>",
      "<graphml><graph edgedefault='directed'><node id=a/></graph></graphml>",
      String(repeating: "<a>", count: 100_000),
      "<graphml><graph edgedefault='directed'><node id='a' id='b'/></graph></graphml>", "<",
    ])
  func refusals(_ text: String) { #expect(dataError { _ = try read("g.graphml", text) }?.code == .badData) }

  @Test("A matrix that SciPy saved is read as weighted edges")
  func saved() throws {
    let bytes = NumpyFixture.zip([
      ("data.npy", NumpyFixture.float32([1, 3])), ("indices.npy", NumpyFixture.int32([1, 0])),
      ("indptr.npy", NumpyFixture.int32([0, 1, 2])), ("shape.npy", NumpyFixture.int64([2, 2])),
      ("format.npy", NumpyFixture.npy("|S3", "()", Array("csr".utf8))),
    ])
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let graph = try NodeDataset(edges: folder.file("m.npz", bytes), directed: true)
    #expect(graph.nodeCount == 2 && graph.graph.edges().weights?.sorted() == [1, 3])
  }
}

@Suite("Files of features, labels and hyperedges")
struct NodeFileTests {
  private func read(_ features: (String, String), labels: String? = nil, edges: String = "a a\n") throws
    -> NodeDataset
  {
    try withFiles([("e.tsv", edges), features] + (labels.map { [("l.tsv", $0)] } ?? [])) {
      try NodeDataset(edges: $0[0], features: $0[1], labels: $0.count > 2 ? $0[2] : nil)
    }
  }

  @Test(
    "Tables of features are read with and without a header",
    arguments: ["id,x,y\na,1,0\nb,-2,3e1\n", "a\t1\t0\nb\t-2\t30\n", "# c\na, 1, 0\nb, -2, 30"])
  func tables(_ text: String) throws {
    let graph = try read(("f.csv", text))
    #expect(Array(graph.nodeIdentifiers) == ["a", "b"])
    #expect(FeatureRow(graph.features, 1).values == [0: -2, 1: 30])
  }

  @Test(
    "Mistakes in tables of features are bad data",
    arguments: [
      "", "id,x\n", "a\n", "a,1,2\nb,1\n", "a,1\nb,1,2\n", "a,1\na,2\n", "a,1\nb,x\n", "a,1,x\n", "a,nan\n",
      "a,\n,1\n",
    ])
  func tableMistakes(_ text: String) {
    #expect(dataError { _ = try read(("f.csv", text)) }?.code == .badData)
  }

  @Test("LIBSVM rows are nodes numbered from 0, with labels before and comments after the features")
  func vectors() throws {
    let graph = try read(("n.svm", "3 1:1 4:0.5\n1 # nothing\n3 2:2\n"), edges: "0 0\n")
    #expect(Array(graph.nodeIdentifiers) == ["0", "1", "2"] && graph.featureCount == 4)
    #expect(graph.classNames == ["1", "3"] && graph.labels == [1, 0, 1])
    #expect(FeatureRow(graph.features, 0).values == [0: 1, 3: 0.5])
    #expect(try read(("n.svm", "1:1\n2:1\n"), edges: "0 0\n").labels == [-1, -1])
  }

  @Test(
    "Mistakes in LIBSVM rows are bad data",
    arguments: [
      "1 -1:1\n", "1 2:1 1:1\n", "1 1:1 1:1\n", "1 1:x\n", "1 a:1\n", "1 1:1 2\n", "1 1:nan\n",
      "1 99999999999:1\n", "1 99999999:1\n", "1\n",
    ])
  func vectorMistakes(_ text: String) {
    #expect(dataError { _ = try read(("n.svm", text), edges: "0 0\n") }?.code == .badData)
  }

  @Test("Labels are any strings, and missing or empty labels mean that the class is not known")
  func labels() throws {
    let graph = try read(("f.csv", "a,1\nb,2\nc,3\nd,4\n"), labels: "id\tlabel\na\tred wine\nb\t\nc\n")
    #expect(graph.classNames == ["red wine"] && graph.labels == [0, -1, -1, -1])
    #expect(graph.labelledNodeCount == 1 && graph.classSizes == [1])
  }

  @Test("Classes that are numbers are sorted as numbers")
  func numericClasses() throws {
    #expect(try read(("f.csv", "a,1\nb,2\n"), labels: "a 10\nb 9\n").classNames == ["9", "10"])
  }

  @Test(
    "Mistakes in a file of labels are errors with their line",
    arguments: ["a\tx\nz\ty\n", "a\tx\na\tx\n", "a\tx\nb\tx\ty\n"])
  func labelMistakes(_ text: String) {
    guard case .line(_, 2)? = dataError({ _ = try read(("f.csv", "a,1\nb,2\n"), labels: text) })?.place else {
      Issue.record("expected line 2")
      return
    }
  }

  @Test("Rows of features without ids belong to the nodes of the labels file, or to nodes from 0")
  func rowsWithoutIds() throws {
    let named = try read(("n.svm", "1:1\n2:1\n"), labels: "p\tX\nq\tY\n", edges: "p\tq\n")
    #expect(Array(named.nodeIdentifiers) == ["p", "q"] && named.labels == [0, 1])
    let numbered = try read(("n.svm", "1:1\n2:1\n1:1\n"), labels: "2\tX\n", edges: "0\t2\n")
    #expect(numbered.labels == [-1, -1, 0])
    _ = dataError { _ = try read(("n.svm", "1:1\n2:1\n1:1\n"), labels: "p\tX\n") }
  }

  @Test("Features are read from .npy and .npz files, and refused if they are not a finite matrix")
  func arrays() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let edges = try folder.file("e.tsv", "0\t1\n")
    func features(_ name: String, _ bytes: [UInt8]) throws -> NodeDataset {
      try NodeDataset(edges: edges, features: folder.file(name, bytes))
    }
    let dense = NumpyFixture.npy("|u1", "(2, 2)", [1, 2, 3, 4])
    #expect(try FeatureRow(features("f.npy", dense).features, 1).values == [0: 3, 1: 4])
    #expect(try features("f.npz", NumpyFixture.zip([("x.npy", dense)])).featureCount == 2)
    for bad in [
      NumpyFixture.npy("|u1", "(2,)", [1, 2]), NumpyFixture.npy("<f2", "(2, 1)", [0, 0x7C, 0, 0]),
      NumpyFixture.npy("|u1", "(1000000000000, 0)", []), NumpyFixture.npy("|u1", "(1, 1)", [1]),
    ] {
      #expect(dataError { _ = try features("f.npy", bad) }?.code == .badData)
    }
    #expect(dataError { _ = try features("f.xls", [1]) }?.code == .badData)
  }

  @Test("Hyperedges are read with and without names, and the graph is their clique expansion")
  func hyperedges() throws {
    for text in ["e1\ta b c\ne2\tb c\n", "a b c\nb c\n"] {
      try withFiles([("h.tsv", text)]) {
        let dataset = try NodeDataset(hyperedges: $0[0])
        #expect(Array(dataset.nodeIdentifiers) == ["a", "b", "c"])
        #expect(dataset.hypergraph?.hyperedgeCount == 2 && dataset.hypergraph?.incidenceCount == 5)
        #expect(dataset.graph.edges().weights?.sorted() == [1, 1, 1, 1, 2, 2])
        let part = dataset.restricted(to: [2, 0])
        #expect(part.hypergraph?.incidenceCount == 3 && Array(part.nodeIdentifiers) == ["c", "a"])
      }
    }
    try withFiles([("h.tsv", "e1\t\n"), ("i.tsv", "")]) { files in
      for file in files { _ = dataError { _ = try NodeDataset(hyperedges: file) } }
    }
  }

  @Test(
    "A feature that is not a number has a hint that fits its text",
    arguments: [
      (
        "id,age,team\na,1,red\nb,2,blue\n", [String]?.none, "feature 'team' is 'red'",
        "one 0/1 column per category"
      ),
      ("id,age,team\na,1,red\nb,2,blue\n", nil, "feature 'team' is 'red'", "columns: [\"id\", \"age\"]"),
      ("age,name,pay\n1,ada,2\n2,bob,3\n", nil, "feature 'name' is 'ada'", "ids were read from column 'age'"),
      (
        "id,pay,age\na,\"50,000.00\",1\nb,2,1\n", nil, "feature 'pay' is '50,000.00'",
        "without thousands separators"
      ),
      (
        "id,age,pay\na,1,2\nb,1,2\n", ["age", "pay"], "duplicate node id '1'", "column 'age' was read as ids"
      ),
    ])
  func featureHints(text: String, columns: [String]?, message: String, hint: String) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hints-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (edges, features) = (
      directory.appendingPathComponent("e.csv"), directory.appendingPathComponent("f.csv")
    )
    try Data("a b\n".utf8).write(to: edges)
    try Data(text.utf8).write(to: features)
    let error = #expect(throws: DataError.self) {
      _ = try NodeDataset(
        edges: edges, features: features, reading: ReadingOptions(features: TableOptions(columns: columns)))
    }
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.hint?.description.contains(hint) == true, "\(error?.description ?? "")")
  }
}
