// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Data sets built in memory")
struct MemoryDatasetTests {
  static let features: [String: [Float]] = ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]]
  static let labels = ["ada": "x", "bob": "y", "cyd": "x"]

  private func description(_ body: () throws -> Void) -> String? { dataError(body)?.errorDescription }

  @Test("A data set in memory has the given names, weights, features, labels and split, and is undirected")
  func people() throws {
    let people = try NodeDataset(
      edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
      features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
      labels: ["ada": "x", "bob": "y", "cyd": "x"],
      split: .nodes(train: ["ada", "bob"]))
    #expect(Array(people.nodeIdentifiers) == ["ada", "bob", "cyd"])
    #expect(people.labels == [0, 1, 0] && people.classNames == ["x", "y"])
    #expect(!people.graph.isDirected && people.graph.edgeCount == 4)
    #expect(people.graph.weights.map { Set($0) } == [1, 2.5])
    #expect(people.featureCount == 2 && FeatureRow(people.features, 2).values == [0: 1, 1: 1])
    #expect(try people.resolvedSplit(seed: 0) == NodeSplit(train: [0, 1], test: [2]))
    #expect(people.notes.isEmpty && people.featureSource == nil)
  }

  @Test(
    "The same graph from files and from memory gives the same data set", arguments: [false, true],
    [false, true])
  func files(isWeighted: Bool, hasFeatures: Bool) throws {
    let edges = [("b", "a", 2.0), ("a", "c", 0.5), ("b", "a", 1.0), ("c", "d", 3.0), ("d", "d", 1.0)]
    let rows: [String: [Float]] = [
      "a": [1, 0, 0, 0, 0], "b": [0, 0, 0, 0.25, 0], "c": [0, 0, 0, 0, 0], "d": [0, -2, 0, 0, 0],
      "e": [0, 0, 0, 0, 7],
    ]
    let labels = ["a": "10", "b": "9", "d": "10", "e": "9"]
    let order = ["b", "a", "c", "d", "e"]
    let memory =
      isWeighted
      ? try NodeDataset(
        edges: edges, features: hasFeatures ? rows : nil, labels: labels, name: "edges",
        split: .nodes(train: ["a"]))
      : try NodeDataset(
        edges: edges.map { ($0.0, $0.1) }, features: hasFeatures ? rows : nil, labels: labels, name: "edges",
        split: .nodes(train: ["a"]))
    let fromFiles = try withFiles([
      ("edges.txt", edges.map { "\($0.0) \($0.1)" + (isWeighted ? " \($0.2)" : "") + "\n" }.joined()),
      (
        "features.csv",
        order.map { "\($0)," + (rows[$0] ?? []).map { "\($0)" }.joined(separator: ",") + "\n" }.joined()
      ),
      ("labels.csv", order.map { "\($0),\(labels[$0] ?? "")\n" }.joined()),
      ("split.txt", "a\n"),
    ]) { paths in
      try NodeDataset(
        edges: paths[0], features: hasFeatures ? paths[1] : nil, labels: paths[2], split: .file(paths[3]))
    }
    #expect(Array(memory.nodeIdentifiers) == order)
    #expect(Array(fromFiles.nodeIdentifiers) == order)
    #expect(memory.name == fromFiles.name && memory.labels == fromFiles.labels)
    #expect(memory.classNames == fromFiles.classNames && memory.split == fromFiles.split)
    #expect(memory.featureSource == fromFiles.featureSource && memory.featureCount == fromFiles.featureCount)
    for node in order.indices {
      #expect(FeatureRow(memory.features, node) == FeatureRow(fromFiles.features, node))
    }
    #expect(memory.graph.incoming.rowOffsets.elementsEqual(fromFiles.graph.incoming.rowOffsets))
    #expect(memory.graph.incoming.columnIndices.elementsEqual(fromFiles.graph.incoming.columnIndices))
    #expect(memory.graph.weights.map(Array.init) == fromFiles.graph.weights.map(Array.init))
    #expect(memory.notes.map(\.message) == fromFiles.notes.map(\.message))
  }

  @Test("Nodes are numbered as they first appear in edges, and the others follow in the order of their names")
  func order() throws {
    for _ in 0..<5 {
      let data = try NodeDataset(edges: [("z", "m"), ("a", "z")], labels: ["k": "1", "b": "1", "a": "2"])
      #expect(Array(data.nodeIdentifiers) == ["z", "m", "a", "b", "k"])
    }
    #expect(try NodeDataset(edges: [("z", "m")]).nodeIdentifiers.count == 2)
  }

  @Test("Directions of edges in memory are kept if isDirected is true")
  func directed() throws {
    let data = try NodeDataset(edges: [("a", "b", 1), ("b", "a", 2)], directed: true)
    #expect(data.graph.isDirected && data.graph.edgeCount == 2 && data.notes.isEmpty)
    let joined = try NodeDataset(edges: [("a", "b", 1), ("b", "a", 2)])
    #expect(joined.notes.first?.description.hasPrefix("edges: ") == true)
    #expect(joined.notes.first?.description.hasSuffix("to keep directions, use directed: true") == true)
  }

  @Test("Without features nodes have their degree as feature, and nodes may have no label")
  func parts() throws {
    let data = try NodeDataset(edges: [("a", "b"), ("b", "c")], labels: ["a": "x"])
    #expect(data.featureSource == .degree && data.labels == [0, -1, -1])
  }

  @Test("A node without features is reported at the edge, label or list of nodes that names it")
  func missingFeatures() {
    #expect(
      description {
        _ = try NodeDataset(
          edges: [("ada", "bob"), ("bob", "cyd"), ("cyd", "dan"), ("dan", "ada")], features: Self.features)
      } == "edges[2]: 'dan' has no features; is the name misspelled?")
    let error = dataError {
      _ = try NodeDataset(edges: [("ada", "bob")], features: Self.features, labels: ["eve": "x"])
    }
    #expect(error?.errorDescription == "labels[\"eve\"]: 'eve' has no features; is the name misspelled?")
    #expect(error?.hint?.description.hasPrefix("give features for every node") == true)
    #expect(
      description {
        _ = try NodeDataset(
          edges: [("ada", "bob")], features: Self.features, nodes: ["ada", "bob", "cyd", "dan"])
      } == "nodes[3]: 'dan' has no features; is the name misspelled?")
    #expect(
      description { _ = try NodeDataset(edges: [(7, 8)], features: [7: [1]]) }
        == "edges[0]: '8' has no features; is the name misspelled?")
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], features: ["ada": [1], "bob": []]) }
        == "features[\"bob\"]: expected at least one feature, found none")
  }

  @Test("Labelled nodes without edges are named in a note, which lists the first five")
  func isolated() throws {
    let one = try NodeDataset(edges: [("ada", "bob")], labels: ["ada": "x", "eve": "y"])
    #expect(one.notes.map(\.description) == ["labels: 1 labelled node has no edges ('eve')"])
    var labels = ["ada": "x"]
    for number in 1...7 { labels["n\(number)"] = "y" }
    let many = try NodeDataset(edges: [("ada", "bob")], labels: labels)
    #expect(
      many.notes.map(\.description) == [
        "labels: 7 labelled nodes have no edges ('n1', 'n2', 'n3', 'n4', 'n5', ...)"
      ])
  }

  @Test("Labels in memory are taken literally, and an empty label is an error")
  func literalLabels() throws {
    let labels = ["a": "NA", "b": "?", "c": "nan", "d": "-1", "e": "0"]
    let data = try NodeDataset(edges: [("a", "b"), ("b", "c"), ("d", "e"), ("e", "f")], labels: labels)
    #expect(data.classNames == ["-1", "0", "?", "NA", "nan"].sorted() && data.labelledNodeCount == 5)
    #expect(data.labels[5] == -1 && data.notes.isEmpty)
    let numbers = try NodeDataset(edges: [("a", "b"), ("b", "c")], labels: ["a": -1, "b": 0, "c": 10])
    #expect(numbers.classNames == ["-1", "0", "10"] && numbers.labels == [0, 1, 2] && numbers.notes.isEmpty)
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], labels: ["ada": "", "bob": "x"]) }
        == "labels[\"ada\"]: the label is empty; leave out nodes whose class is unknown")
  }

  @Test("Features of any floating-point type and weights of any number type keep their values")
  func valueTypes() throws {
    let features: [String: [Double]] = ["ada": [1, 0.5], "bob": [0, 1]]
    let halves = features.mapValues { $0.map { Float16($0) } }
    for data in [
      try NodeDataset(edges: [("ada", "bob", 2)], features: features),
      try NodeDataset(edges: [("ada", "bob", UInt8(2))], features: halves),
      try NodeDataset(edges: [("ada", "bob", Float(2))], features: features),
    ] {
      #expect(data.graph.weights.map(Array.init) == [2, 2])
      #expect(FeatureRow(data.features, 0).values == [0: 1, 1: 0.5])
    }
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], features: ["ada": [1e300], "bob": [1]]) }
        == "features[\"ada\"]: feature 0 is 1e+300, which is too large for single precision")
  }

  private enum Team: String { case red = "Red Sox", blue = "Blue Jays" }

  @Test("Labels in memory are strings, numbers or cases of an enumeration with raw values")
  func labelTypes() throws {
    let edges = [("ada", "bob", 1), ("bob", "cyd", 3)]
    let teams = try NodeDataset(edges: edges, labels: ["ada": Team.red, "cyd": .blue])
    #expect(teams.classNames == ["Blue Jays", "Red Sox"] && teams.labels == [1, -1, 0])
    let pairs = edges.map { ($0.0, $0.1) }
    #expect(try NodeDataset(edges: pairs, labels: ["ada": Team.red]).classNames == ["Red Sox"])
    #expect(try NodeDataset(edges: pairs, labels: ["ada": 10, "bob": 9]).classNames == ["9", "10"])
  }

  @Test("Nodes in memory may be integers, which become their names")
  func numberedNodes() throws {
    let data = try NodeDataset(
      edges: [(7, 2), (2, -1)], features: [7: [1], 2: [2], -1: [3]], labels: [7: "x", 2: "y"],
      split: .nodes(train: ["7"]))
    #expect(Array(data.nodeIdentifiers) == ["7", "2", "-1"] && data.labels == [0, 1, -1])
    #expect(FeatureRow(data.features, 2).values == [0: 3])
    let weighted = try NodeDataset(edges: [(7, 2, 0.5), (2, 5, 1)], nodes: [2, 5, 7])
    #expect(Array(weighted.nodeIdentifiers) == ["2", "5", "7"])
    #expect(weighted.graph.weights.map { Set($0) } == [0.5, 1])
    #expect(
      description { _ = try NodeDataset(edges: [(1, 2, Double.nan)]) }
        == "edges[0]: the weight is nan; expected a finite number")
    #expect(
      description { _ = try NodeDataset(edges: [(1, 2)], features: [1: [1], 2: [.infinity]]) }
        == "features[2]: feature 0 is inf; expected a finite number")
  }

  @Test("A list of nodes fixes their order and may contain nodes without edges")
  func givenNodes() throws {
    let data = try NodeDataset(
      edges: [("ada", "bob", 2), ("bob", "cyd", 3)],
      features: ["ada": [1], "bob": [2], "cyd": [3], "dan": [4]],
      labels: ["ada": "x", "dan": "y"], nodes: ["dan", "cyd", "bob", "ada"])
    #expect(Array(data.nodeIdentifiers) == ["dan", "cyd", "bob", "ada"])
    #expect(data.labels == [1, -1, -1, 0])
    #expect((0..<4).map { FeatureRow(data.features, $0).values[0] } == [4, 3, 2, 1])
    let (sources, targets, weights) = data.graph.edges()
    let edges = Set(zip(zip(sources, targets), weights ?? []).map { "\($0.0)-\($0.1) \($1)" })
    #expect(edges == ["1-2 3.0", "2-1 3.0", "2-3 2.0", "3-2 2.0"])
    #expect(try NodeDataset(edges: [("a", "b")], nodes: ["c", "b", "a"]).nodeCount == 3)
  }

  @Test("A name that is missing in the list of nodes, or a duplicate in the list, is reported")
  func wrongNodes() {
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob"), ("bob", "cyd")], nodes: ["ada", "bob"]) }
        == "edges[1]: 'cyd' is not in nodes; is the name misspelled?")
    #expect(
      description {
        _ = try NodeDataset(edges: [("ada", "bob")], labels: ["eve": "x"], nodes: ["ada", "bob"])
      }
        == "labels[\"eve\"]: 'eve' is not in nodes; is the name misspelled?")
    #expect(
      description {
        _ = try NodeDataset(edges: [("ada", "bob")], features: Self.features, nodes: ["ada", "bob"])
      } == "features[\"cyd\"]: 'cyd' is not in nodes; is the name misspelled?")
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], nodes: ["ada", "bob", "ada"]) }
        == "nodes[2]: duplicate node 'ada', the same as nodes[0]")
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], nodes: ["ada", "bob "]) }
        == "edges[0]: node id 'bob' differs from 'bob ' only in surrounding whitespace")
  }

  @Test("Equal weights of both directions are merged if all edges have both, and otherwise added up")
  func bothDirections() throws {
    let listed = try NodeDataset(edges: [("a", "b", 2), ("b", "a", 2), ("b", "c", 3), ("c", "b", 3)])
    #expect(listed.graph.weights.map { Set($0) } == [2, 3] && listed.notes.isEmpty)
    let repeated = try NodeDataset(edges: [("a", "b", 2), ("b", "a", 2), ("b", "c", 3)])
    #expect(repeated.graph.weights.map { Set($0) } == [4, 3] && repeated.notes.count == 1)
    let differing = try NodeDataset(edges: [("a", "b", 2), ("b", "a", 1)])
    #expect(differing.graph.weights.map { Set($0) } == [3] && differing.notes.count == 1)
  }

  @Test("Data sets, graphs, splits and hypergraphs describe their sizes in one line")
  func descriptions() throws {
    let data = try NodeDataset(
      edges: [("ada", "bob"), ("bob", "cyd"), ("cyd", "cyd")], features: Self.features,
      labels: ["ada": "x", "bob": "y"], name: "friends", split: .nodes(train: ["ada"]))
    #expect("\(data)" == "friends: 3 nodes, 3 edges, 2 features, 2 classes, 2 labelled nodes")
    #expect("\(data.graph)" == "3 nodes, 3 edges, undirected")
    #expect("\(data.nodeIdentifiers)" == "3 names: 'ada', 'bob', 'cyd'")
    let split = try data.resolvedSplit(seed: 0)
    #expect("\(split)" == "1 training, 0 validation, 1 test nodes")
    #expect("\(data.split)" == "explicit (1 training, 0 validation, 1 test nodes)")
    #expect("\(SplitRule.standard)" == "standard")
    #expect(
      "\(SplitRule.nodes(train: ["a"]))" == "nodes (1 training, 0 validation, all other test nodes)")
    let weighted = try NodeDataset(
      edges: [("a", "b", 1), ("b", "a", 2)], labels: ["a": "x"], directed: true)
    #expect("\(weighted.graph)" == "2 nodes, 2 edges, directed, weighted")
    #expect("\(weighted)" == "graph: 2 nodes, 2 edges, 2 features, 1 class, 1 labelled node")
    let hypergraph = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2]])
    #expect("\(hypergraph)" == "4 nodes, 1 hyperedge")
    #expect("\(NodeIdentifiers(sequentialCount: 5))" == "5 names: '0', '1', '2', ...")
  }

  @Test("A row of features of a different length is reported with both lengths")
  func lengths() {
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], features: ["ada": [1], "bob": [1, 2]]) }
        == "features[\"bob\"]: expected 1 feature as for node 'ada', found 2")
  }

  @Test("Features and weights in memory that are not finite are reported with their place")
  func finite() {
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], features: ["ada": [1], "bob": [.nan]]) }
        == "features[\"bob\"]: feature 0 is nan; expected a finite number")
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob", 1), ("bob", "cyd", .infinity)]) }
        == "edges[1]: the weight is inf; expected a finite number")
  }

  @Test("A data set in memory without edges is an error, as in a file")
  func noEdges() {
    #expect(
      description { _ = try NodeDataset(edges: [(String, String)](), features: Self.features) }
        == "edges: expected at least one edge, found none")
  }

  @Test("Node names that differ only in whitespace around them are an error")
  func alike() {
    #expect(
      description { _ = try NodeDataset(edges: [("ada", "bob")], labels: ["ada ": "x"]) }
        == "labels[\"ada \"]: node id 'ada ' differs from 'ada' only in surrounding whitespace")
  }

  @Test("Unknown, unlabelled and repeated nodes of a split are reported")
  func splits() {
    func failure(_ split: SplitRule, _ labels: [String: String] = Self.labels) -> String? {
      description {
        _ = try NodeDataset(edges: [("ada", "bob"), ("bob", "cyd")], labels: labels, split: split)
      }
    }
    #expect(
      failure(.nodes(train: ["ada", "eve"])) == "split: unknown node id 'eve' in the training set")
    #expect(
      failure(.nodes(train: ["ada"], validation: ["bob"]), ["ada": "x"])
        == "split: node 'bob' of the validation set has no label")
    #expect(
      failure(.nodes(train: ["ada"], validation: ["ada"]))
        == "split: node 'ada' is in the training and the validation set")
    #expect(failure(.nodes(train: [])) == "split: there are no training nodes; expected at least one")
    #expect(
      failure(.nodes(train: ["ada"], test: ["Bob"])) == "split: unknown node id 'Bob' in the test set")
  }

  @Test("Nodes that cannot be a split are an error when the data set is created")
  func explicitSplits() throws {
    func failure(_ split: NodeSplit) -> String? {
      description {
        _ = try NodeDataset(
          edges: [("ada", "bob"), ("bob", "cyd")], labels: ["ada": "x", "bob": "y"], split: .explicit(split))
      }
    }
    #expect(failure(NodeSplit(train: [0], test: [5])) == "split: node 5 is not in 0..<3")
    #expect(failure(NodeSplit(train: [0], test: [2])) == "split: node 'cyd' of the test set has no label")
    #expect(
      failure(NodeSplit(train: [0], test: [0])) == "split: node 'ada' is in the training and the test set")
    #expect(
      failure(NodeSplit(train: [], test: [1])) == "split: there are no training nodes; expected at least one")
    let club = try DatasetCatalog().dataset("karate")
    #expect(
      description { _ = try club.withSplit(.explicit(NodeSplit(train: [34], test: []))) }
        == "split: node 34 is not in 0..<34")
  }

  @Test("A split by names still applies if nodes are left out later")
  func restricted() throws {
    let data = try NodeDataset(
      edges: [("ada", "bob"), ("bob", "cyd")], labels: Self.labels,
      split: .nodes(train: ["ada"], test: ["cyd"])
    ).restricted(to: [2, 0])
    #expect(try data.resolvedSplit(seed: 0) == NodeSplit(train: [1], test: [0]))
  }

  @Test("A data set from content and citation files takes a split")
  func content() throws {
    try withFiles([("c.content", "p 1 0 x\nq 0 1 y\nr 1 1 x\n"), ("c.cites", "p q\nq r\n")]) { paths in
      let data = try NodeDataset(
        content: paths[0], cites: paths[1], split: .random(perClass: 1, validationPerClass: 0))
      #expect(data.split == .random(perClass: 1, validationPerClass: 0))
    }
  }
}

@Suite("Data sets from computed arrays")
struct ComputedArrayTests {
  private func description(_ body: () throws -> Void) -> String? { dataError(body)?.errorDescription }

  @Test("A label outside the classes is reported with its node")
  func labels() throws {
    let graph = try Graph(nodeCount: 3, edges: [(0, 1), (1, 2)])
    let features = FeatureMatrix.dense(Tensor(zeros: [3, 1]))
    func dataset(_ labels: [Int?], split: SplitRule? = nil) throws -> NodeDataset {
      try NodeDataset(
        name: "computed", graph: graph, features: features, labels: labels, classNames: ["x", "y"],
        split: split)
    }
    #expect(description { _ = try dataset([0, 1, 2]) } == "labels: label 2 of node 2 is not in 0..<2")
    #expect(description { _ = try dataset([0, -1, 1]) } == "labels: label -1 of node 1 is not in 0..<2")
    #expect(try dataset([1, nil, 0]).labels == [1, -1, 0])
    let known = [0, 1, 1]
    let data = try NodeDataset(
      name: "computed", graph: graph, features: features, labels: known, classNames: ["x", "y"])
    #expect(data.labels == [0, 1, 1])
    #expect(
      description { _ = try dataset([0, 1, 1], split: .explicit(NodeSplit(train: [0], test: [7]))) }
        == "split: node 7 is not in 0..<3")
  }

  @Test("A feature that is not a finite number is reported with its node")
  func features() throws {
    let graph = try Graph(nodeCount: 3, edges: [(0, 1), (1, 2)])
    func dataset(_ features: FeatureMatrix) throws {
      _ = try NodeDataset(
        name: "computed", graph: graph, features: features, labels: [0, 1, 1] as [Int],
        classNames: ["x", "y"])
    }
    let dense = Tensor([1, 2, 3, 4, .nan, 6], shape: [3, 2])
    #expect(
      description { try dataset(.dense(dense)) } == "features: a feature of node 2 is not finite")
    let sparse = SparseMatrix<Float>(
      rowCount: 3, columnCount: 2, rows: [0, 1], columns: [0, 1], values: [1, .infinity])
    #expect(
      description { try dataset(.sparse(sparse)) } == "features: a feature of node 1 is not finite")
  }

  @Test("An edge to a node that does not exist is reported with its index")
  func edges() throws {
    #expect(
      description { _ = try Graph(nodeCount: 5, edges: [(0, 1), (2, 5)]) }
        == "edges[1]: node 5 is not in 0..<5")
    #expect(
      description { _ = try Graph(nodeCount: 5, edges: [(-1, 1)]) } == "edges[0]: node -1 is not in 0..<5")
    #expect(
      description { _ = try Graph(nodeCount: 5, edges: [(0, 1)], weights: [.nan]) }
        == "weights[0]: the weight is nan; expected a finite number")
    #expect(
      description { _ = try Graph(nodeCount: -2, edges: []) }
        == "nodeCount: -2 nodes; expected 0 to 2147483646")
    #expect(try Graph(nodeCount: 0, edges: []).nodeCount == 0)
    #expect(try Graph(nodeCount: 3, edges: [(0, 1), (2, 2)]).edgeCount == 3)
    #expect(try Graph(nodeCount: 3, edges: [(0, 1)], directed: true).edgeCount == 1)
  }

  @Test("A hyperedge with a node that does not exist is reported with its index")
  func hyperedges() throws {
    let hyperedges = [[0, 1], [1, 4]]
    #expect(
      description { _ = try Hypergraph(nodeCount: 4, hyperedges: hyperedges) }
        == "hyperedges[1]: node 4 is not in 0..<4")
    #expect(try Hypergraph(nodeCount: 5, hyperedges: hyperedges).incidenceCount == 4)
    #expect(
      description { _ = try Hypergraph(nodeCount: 5, hyperedges: hyperedges, weights: [1, .infinity]) }
        == "weights[1]: the weight is inf; expected a finite number")
    #expect(
      description { _ = try Hypergraph(nodeCount: 2, groupCount: 1, nodes: [0, 1], groups: [0, 1]) }
        == "groups[1]: group 1 is not in 0..<1")
    #expect(
      description { _ = try Hypergraph(nodeCount: 2, groupCount: 1, nodes: [0, 2], groups: [0, 0]) }
        == "nodes[1]: node 2 is not in 0..<2")
    #expect(
      description { _ = try Hypergraph(nodeCount: 2, occurring: [[0], [3]]) }
        == "sets[1]: node 3 is not in 0..<2"
    )
    #expect(
      description { _ = try Graph(labelSets: [[0, 9]], labelCount: 2, threshold: 0.5, neighbourShare: 0.2) }
        == "labelSets[0]: label 9 is not in 0..<2")
  }
}

@Suite("Errors and notes name settings in the way that their reader writes them")
struct WordingTests {
  @Test("The hint of an error names the argument in Swift or the option of the program")
  func hint() throws {
    let error = try withFiles([("e.csv", "a,b\nb,c\n"), ("f.csv", "a,1\nb,2\n")]) { paths in
      try #require(dataError { _ = try NodeDataset(edges: paths[0], features: paths[1]) })
    }
    #expect(
      error.hint?.description
        == "every node needs a row in the file of features; to read missing rows as 0 or as the mean, use ReadingOptions(missingFeatures: .zero) or .mean; to ignore such nodes, use ReadingOptions(dropsUnknown: true)"
    )
    #expect(
      error.hint?.namingOptions
        == "every node needs a row in the file of features; to read missing rows as 0 or as the mean, use --missing-features zero or mean; to ignore such nodes, use --drop-unknown"
    )
  }

  @Test("A Swift argument that a message names can be used in code as written")
  func arguments() throws {
    let data = try withFiles([("e.csv", "source,target,times,cost\na,b,1,2\nb,c,1,2\n")]) { paths in
      try NodeDataset(edges: paths[0])
    }
    let note = try #require(data.notes.first)
    let swift = "ReadingOptions(edges: TableOptions(columns: [\"source\", \"target\", \"times\"]))"
    #expect(note.message.hasSuffix("to choose source, target and weight, use for example \(swift)"))
    #expect(note.wording.namingOptions.hasSuffix("use for example --columns source,target,times"))
    let options = ReadingOptions(edges: TableOptions(columns: ["source", "target", "times"]))
    #expect(options.edges.columns?.count == 3)
    #expect(TableSeparator.character(UInt8(ascii: "|")).swiftName == ".character(UInt8(ascii: \"|\"))")
  }

  @Test("A message about columns names the argument in Swift or the option of the program")
  func message() throws {
    let options = ReadingOptions(edges: TableOptions(columns: ["1", "1"]))
    let error = try withFiles([("e.csv", "a,b\nb,c\n")]) { paths in
      try #require(dataError { _ = try NodeDataset(edges: paths[0], reading: options) })
    }
    #expect(error.message == "duplicate column in TableOptions(columns:)")
    #expect(error.namingOptions.hasSuffix("duplicate column in --columns"))
  }
}
