// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The Planetoid format: pickles of the training nodes (x, y), all nodes except the test nodes (allx,
/// ally), the test nodes (tx, ty) and the neighbours (graph), and a text file with the numbers of the
/// test nodes in the order of tx.
enum PlanetoidFiles {
  /// The number of nodes after the training nodes that are validation nodes, as in all papers.
  private static let validationCount = 500

  static func read(_ name: String, in directory: String) throws(DataError) -> NodeDataset {
    func path(_ part: String) -> String { "\(directory)/ind.\(name).\(part)" }
    func pickle(_ part: String) throws(DataError) -> PickleDocument {
      try PickleReader.parse(FileContents.read(path(part)), path: path(part))
    }
    let trainingCount = try pickle("y").array().shape.first ?? 0
    let known = try rows(pickle("allx"))
    let tested = try rows(pickle("tx"))
    let knownClasses = try classes(pickle("ally").array())
    let testedClasses = try classes(pickle("ty").array())
    let testNodes = try testIndex(TextFile(path("test.index")))
    let neighbours = try pickle("graph").neighbours()

    guard let last = testNodes.max(), let first = testNodes.min() else {
      throw DataError(.badData, "contains no test nodes", at: .file(path("test.index")))
    }
    // The numbers in Citeseer have gaps, which are nodes without any data.
    let count = max(last + 1, known.rowCount)
    guard first == known.rowCount && testNodes.count == tested.rowCount else {
      throw DataError(
        .badData,
        "expected \(tested.rowCount) test nodes from \(known.rowCount) on, found \(testNodes.count) from \(first) on",
        at: .file(path("test.index")))
    }
    guard count <= known.rowCount + 2 * testNodes.count + 1000 else {
      throw DataError(.badData, "the number of node \(last) is too large", at: .file(path("test.index")))
    }
    guard known.columnCount == tested.columnCount else {
      throw DataError(
        .badData, "expected \(known.columnCount.counted("feature")) as in allx, found \(tested.columnCount)",
        at: .file(path("tx")))
    }
    guard knownClasses.labels.count == known.rowCount && testedClasses.labels.count == tested.rowCount,
      knownClasses.count == testedClasses.count
    else {
      throw DataError(
        .badData, "the rows or columns of ally and ty do not match allx and tx", at: .file(path("ally")))
    }
    guard trainingCount + validationCount <= known.rowCount else {
      throw DataError(
        .badData, "\(trainingCount) training nodes leave fewer than \(validationCount) validation nodes",
        at: .file(path("y")))
    }

    var rowOfNode = [Int](repeating: -1, count: count)
    for (row, node) in testNodes.enumerated() { rowOfNode[node] = row }
    var features = FeatureRows()
    var labels = knownClasses.labels
    for row in 0..<known.rowCount { try known.append(row, to: &features) }
    for node in known.rowCount..<count {
      let row = rowOfNode[node]
      if row >= 0 { try tested.append(row, to: &features) } else { features.endRow() }
      labels.append(row >= 0 ? testedClasses.labels[row] : -1)
    }
    let split = NodeSplit(
      train: Array(0..<Int32(trainingCount)),
      validation: Array(Int32(trainingCount)..<Int32(trainingCount + validationCount)),
      test: testNodes.map(Int32.init))
    return NodeDataset(
      name: name, graph: try graph(neighbours, nodeCount: count, path: path("graph")),
      features: features.finish(columnCount: known.columnCount), labels: labels,
      classNames: (0..<knownClasses.count).map(String.init), publishedSplit: split)
  }

  /// Returns the features, which are a sparse matrix in the pickle.
  private static func rows(_ pickle: PickleDocument) throws(DataError) -> CompressedRows {
    guard pickle.isArray else { return try CompressedRows(pickle.matrix()) }
    throw DataError(.badData, "expected a sparse matrix, found an array", at: .file(pickle.path))
  }

  /// Returns the column of the one in each row of a one-hot matrix, or -1 for a row of zeros.
  private static func classes(_ array: NumpyArray) throws(DataError) -> (labels: [Int32], count: Int) {
    guard array.shape.count == 2, array.shape[1] > 0, array.shape[1] <= 1 << 20 else {
      throw array.error("expected one-hot classes of shape [nodes, classes], found \(array.shape)")
    }
    let values = try array.integers()
    let width = array.shape[1]
    return (
      (0..<array.shape[0]).map { row in
        Int32(values[row * width..<(row + 1) * width].firstIndex { $0 != 0 }.map { $0 - row * width } ?? -1)
      }, width
    )
  }

  /// Reads the numbers of the test nodes, one per line.
  private static func testIndex(_ file: TextFile) throws(DataError) -> [Int] {
    try file.scan { (scanner) throws(DataError) -> [Int] in
      var nodes = [Int]()
      var seen = Set<Int>()
      while scanner.nextContentLine() {
        guard let field = scanner.nextField(.blanks), let node = scanner.integer(field), node >= 0,
          node < Int32.max,
          scanner.nextField(.blanks) == nil
        else { throw scanner.error("expected a node number") }
        guard seen.insert(node).inserted else { throw scanner.error("duplicate node \(node)") }
        nodes.append(node)
      }
      return nodes
    }
  }

  /// Returns the undirected graph. The published lists contain both directions, and some neighbours
  /// twice.
  private static func graph(_ rows: [(node: Int, neighbours: [Int])], nodeCount: Int, path: String)
    throws(DataError)
    -> Graph
  {
    var edges = EdgeTable()
    for (node, neighbours) in rows {
      for neighbour in neighbours {
        guard node >= 0 && node < nodeCount && neighbour >= 0 && neighbour < nodeCount else {
          throw DataError(
            .badData, "unknown node in the edge \(node),\(neighbour); expected nodes 0 to \(nodeCount - 1)",
            at: .file(path))
        }
        edges.append(Int32(neighbour), Int32(node))
      }
    }
    return edges.graph(nodeCount: nodeCount, directed: false).graph
  }
}
