public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads the Planetoid files `ind.NAME.x`, `y`, `tx`, `ty`, `allx`, `ally`, `graph` and `test.index` (Yang,
  /// Cohen and Salakhutdinov 2016) with their split: the papers of `x` train, the next 500 validate, those of
  /// `test.index` test.
  ///
  /// Test papers that `test.index` leaves out (15 in Citeseer) are there, without words or label. Links of a
  /// paper with itself are kept as self-loops, duplicate links count once.
  public init(planetoid name: String, folder: String, directed: Bool = false) throws(DataError) {
    let files = PlanetoidFiles(prefix: "\(folder)/ind.\(name).")
    let (allX, testX) = (try files.matrix("allx"), try files.matrix("tx"))
    let (y, allY, testY) = (try files.oneHot("y"), try files.oneHot("ally"), try files.oneHot("ty"))
    let testIndex = try files.testIndex()
    let layout = try PlanetoidLayout(
      files: files, trainCount: y.labels.count, knownCount: allX.rowCount, testIndex: testIndex)
    guard allY.labels.count == allX.rowCount && testY.labels.count == testX.rowCount
      && testIndex.count == testX.rowCount && y.labels.count <= allX.rowCount && allX.columnCount == testX.columnCount
      && allY.classCount == testY.classCount
    else {
      throw DataError(
        .badData,
        "has \(allX.rowCount) + \(testX.rowCount) papers, \(allY.labels.count) + \(testY.labels.count) labels and "
          + "\(testIndex.count) test indices, which do not fit together", at: .file(files.path("allx")))
    }
    var labels = allY.labels + [Int32](repeating: -1, count: layout.nodeCount - allX.rowCount)
    var source = [Int](repeating: -1, count: layout.nodeCount)
    for node in 0..<allX.rowCount { source[node] = node }
    for (row, node) in testIndex.enumerated() {
      labels[node] = testY.labels[row]
      source[node] = allX.rowCount + row
    }
    let stacked = try allX.stacked(on: testX, rows: source, path: files.path("allx"))
    let graph = try files.graph(nodeCount: layout.nodeCount).asCitations(directed: directed)
    self.init(
      name: name, graph: graph, features: FeatureStorage.matrix(stacked), labels: labels,
      classNames: (0..<allY.classCount).map(String.init), split: .published(layout.split(labels: labels)))
  }
}

/// How the nodes of a Planetoid data set follow each other.
private struct PlanetoidLayout {
  let nodeCount: Int
  private let trainCount: Int
  private let knownCount: Int
  private let testIndex: [Int]

  init(files: PlanetoidFiles, trainCount: Int, knownCount: Int, testIndex: [Int]) throws(DataError) {
    self.trainCount = trainCount
    self.knownCount = knownCount
    self.testIndex = testIndex
    // Test papers follow the others; some numbers among them may be missing.
    let last = testIndex.max() ?? knownCount - 1
    guard Set(testIndex).count == testIndex.count, testIndex.allSatisfy({ $0 >= knownCount }),
      last < knownCount + 2 * testIndex.count + 1000
    else {
      throw DataError(
        .badData, "test indices must be different numbers from \(knownCount) on", at: .file(files.path("test.index")))
    }
    nodeCount = last + 1
  }

  func split(labels: [Int32]) -> NodeSplit {
    let validation = min(trainCount + 500, knownCount)
    return NodeSplit(
      train: (0..<Int32(trainCount)).map { $0 }, validation: (trainCount..<validation).map(Int32.init),
      test: testIndex.filter { labels[$0] >= 0 }.map(Int32.init))
  }
}

/// The eight files of a Planetoid data set.
private struct PlanetoidFiles {
  let prefix: String

  func path(_ part: String) -> String { prefix + part }

  private func pickle(_ part: String) throws(DataError) -> PickleValue {
    try PickleReader.read(try FileContents.read(path(part)), path: path(part))
  }

  func matrix(_ part: String) throws(DataError) -> SparseArrays {
    guard case .matrix(let matrix) = try pickle(part) else {
      throw DataError(.badData, "holds no SciPy CSR matrix", at: .file(path(part)))
    }
    let array = { (names: [String]) -> NumpyArray? in
      for name in names { if case .array(let found) = matrix.members[name] { return found.array } }
      return nil
    }
    guard case .tuple(let sizes)? = matrix.members["_shape"] ?? matrix.members["shape"],
      let offsets = array(["indptr"])?.integers, let columns = array(["indices"])?.integers,
      let values = array(["data"])?.numbers
    else { throw DataError(.badData, "holds a matrix without shape, indptr, indices and data", at: .file(path(part))) }
    return try SparseArrays(
      shape: sizes.compactMap(\.integer), offsets: offsets, columns: columns, values: values, name: "matrix",
      path: path(part))
  }

  /// The class of every row of a one-hot array; -1 where a row holds no 1.
  func oneHot(_ part: String) throws(DataError) -> (labels: [Int32], classCount: Int) {
    guard case .array(let holder) = try pickle(part), let array = holder.array, array.shape.count == 2,
      let values = array.numbers
    else { throw DataError(.badData, "holds no two-dimensional array of labels", at: .file(path(part))) }
    let width = array.shape[1]
    let labels = (0..<array.shape[0]).map { row in
      Int32((0..<width).first { values[row * width + $0] != 0 } ?? -1)
    }
    return (labels, width)
  }

  func testIndex() throws(DataError) -> [Int] {
    try TextFile(path("test.index")).scan { scanner throws(DataError) in
      var indices: [Int] = []
      while scanner.nextContentLine() {
        guard let field = scanner.nextField(.blanks), let index = scanner.integer(field), index >= 0,
          index < Int(Int32.max), scanner.nextField(.blanks) == nil
        else { throw scanner.error("is not one node number") }
        indices.append(index)
      }
      return indices
    }
  }

  /// The directed graph of a dictionary from a node to the list of its neighbours.
  func graph(nodeCount: Int) throws(DataError) -> Graph {
    let bad = DataError(.badData, "holds no dictionary of lists of nodes 0..<\(nodeCount)", at: .file(path("graph")))
    guard case .dictionary(let dictionary) = try pickle("graph") else { throw bad }
    var sources: [Int32] = []
    var targets: [Int32] = []
    for (key, value) in dictionary.members {
      guard let node = key.integer, node >= 0, node < nodeCount, case .list(let neighbours) = value else { throw bad }
      for neighbour in neighbours.values {
        guard let other = neighbour.integer, other >= 0, other < nodeCount else { throw bad }
        sources.append(Int32(node))
        targets.append(Int32(other))
      }
    }
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets)
  }
}

extension SparseArrays {
  /// The rows of `self` and `other` one above the other, in the order `rows`; -1 is a row without entries.
  func stacked(on other: SparseArrays, rows: [Int], path: String) throws(DataError) -> SparseMatrix<Float> {
    let both = SparseArrays(
      rowCount: rowCount + other.rowCount, columnCount: columnCount,
      offsets: offsets + other.offsets.dropFirst().map { $0 + columns.count }, columns: columns + other.columns,
      values: values + other.values)
    let matrix = try both.matrix(name: "features", path: path)
    var builder = FeatureRowBuilder()
    for row in rows {
      if row >= 0 {
        for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
          builder.append(column: matrix.pattern.columnIndices[entry], value: matrix.values[entry])
        }
      }
      builder.endRow()
    }
    return builder.matrix(columnCount: columnCount)
  }

  private init(rowCount: Int, columnCount: Int, offsets: [Int], columns: [Int], values: [Double]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.offsets = offsets
    self.columns = columns
    self.values = values
  }
}
