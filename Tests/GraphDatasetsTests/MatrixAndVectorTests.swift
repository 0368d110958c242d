// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import Testing

@Suite("Reading Matrix Market files")
struct MatrixMarketTests {
  private func edges(_ text: String) throws -> [[Int32]: Double] {
    let data = try withFiles([("m.mtx", text)]) { try NodeDataset(edges: $0[0], directed: true) }
    let (sources, targets, weights) = data.graph.edges()
    return Dictionary(
      uniqueKeysWithValues: sources.indices.map { ([sources[$0] + 1, targets[$0] + 1], weights?[$0] ?? 1) })
  }

  private func features(_ text: String) throws -> [[Int: Float]] {
    let nodes = "n,n\n"
    let data = try withFiles([("m.mtx", text), ("e.csv", nodes)]) { paths in
      try NodeDataset(edges: paths[0], features: paths[0])
    }
    return (0..<data.nodeCount).map { FeatureRow(data.features, $0).values }
  }

  private static let banner = "%%MatrixMarket matrix coordinate"

  @Test("Matrix Market files of each number type and symmetry are read, with comments and blank lines")
  func kinds() throws {
    for kind in ["real", "REAL", "double", "integer", "unsigned-integer"] {
      #expect(
        try edges("\(Self.banner) \(kind) general\n% a\n\n%b\n 2 2 2 \n1 2 3\n\n% c\n2\t1\t4\n") == [
          [1, 2]: 3, [2, 1]: 4,
        ])
      #expect(
        try edges("\(Self.banner) \(kind) Symmetric\r\n2 2 2\r\n2 1 3\r\n2 2 5\r\n") == [
          [1, 2]: 3, [2, 1]: 3, [2, 2]: 5,
        ])
    }
    #expect(try edges("%%matrixmarket MATRIX Coordinate Pattern General\n3 3 1\n3 1\n") == [[3, 1]: 1])
    #expect(try edges("\(Self.banner) real general\r2 2 1\r1 2 -1.5e-1\r") == [[1, 2]: -0.15])
  }

  @Test("A dense Matrix Market array is an adjacency given by columns, and zeros are not edges")
  func arrays() throws {
    #expect(
      try edges("%%MatrixMarket matrix array real general\n2 2\n0\n1.5\n0\n2\n") == [
        [2, 1]: 1.5, [2, 2]: 2,
      ])
    #expect(
      try edges("%%MatrixMarket matrix array integer symmetric\n2 2\n0\n3\n0\n") == [[2, 1]: 3, [1, 2]: 3])
  }

  @Test("Features are read from Matrix Market coordinates and from dense arrays")
  func features() throws {
    #expect(
      try features("\(Self.banner) real general\n2 2 3\n1 1 1\n2 2 2\n1 1 0.5\n") == [[0: 1.5], [1: 2]])
    #expect(
      try features("%%MatrixMarket matrix array real general\n2 2\n1\n0\n2\n3\n") == [[0: 1, 1: 2], [1: 3]])
    let wide = "%%MatrixMarket matrix array real general\n2 3\n1\n2\n3\n4\n5\n6\n"
    let data = try withFiles([("f.mtx", wide), ("e.txt", "0 1\n")]) {
      try NodeDataset(edges: $0[1], features: $0[0])
    }
    #expect(
      (0..<2).map { FeatureRow(data.features, $0).values } == [[0: 1, 1: 3, 2: 5], [0: 2, 1: 4, 2: 6]])
  }

  @Test(
    "Matrix Market types that cannot be a graph are refused by name",
    arguments: [
      ("coordinate complex general", "complex"), ("coordinate real skew-symmetric", "skew-symmetric"),
      ("coordinate real hermitian", "hermitian"), ("array pattern general", "pattern"),
      ("elements real general", "elements"),
    ])
  func refusals(_ kind: String, _ says: String) {
    let error = dataError { _ = try edges("%%MatrixMarket matrix \(kind)\n1 1 1\n1 1 1\n") }
    #expect(error?.message.contains(says) == true && error?.code == .badData)
  }

  @Test(
    "Wrong sizes, counts and entries in Matrix Market files are errors with their line",
    arguments: [
      ("coordinate real general\n2 2 1\n3 1 1\n", 3), ("coordinate real general\n2 2 1\n1 0 1\n", 3),
      ("coordinate real general\n2 2 1\n1 1\n", 3), ("coordinate real general\n2 2 1\n1 1 1 1\n", 3),
      ("coordinate real general\n2 2 1\n1 1 inf\n", 3), ("coordinate real general\n2 2 1\n1 1.0 1\n", 3),
      ("coordinate real general\n2 2 1\n1 1 1\n2 2 2\n", 4), ("coordinate real general\n2 2\n", 2),
      ("coordinate real symmetric\n2 3 0\n", 2), ("array real general\n2 2\n1\n2\n3\n4\n5\n", 7),
      ("array real general\n2 2\n1\nx\n", 4), ("array real general\n999999999 999999999\n1\n", 2),
      ("array real symmetric\n999999999999999999 999999999999999999\n", 2),
    ])
  func mistakes(_ rest: String, _ line: Int) {
    let error = dataError { _ = try edges("%%MatrixMarket matrix \(rest)") }
    guard case .line(_, line)? = error?.place else {
      Issue.record("expected line \(line): \(String(describing: error))")
      return
    }
  }
}

@Suite("Reading LIBSVM files")
struct VectorFileTests {
  private func read(_ text: String) throws -> NodeDataset {
    try withFiles([("n.svm", text), ("e.txt", "0 0\n")]) { try NodeDataset(edges: $0[1], features: $0[0]) }
  }

  private func rows(_ text: String) throws -> [[Int: Float]] {
    let data = try read(text)
    return (0..<data.nodeCount).map { FeatureRow(data.features, $0).values }
  }

  @Test("An index 0 anywhere in a LIBSVM file makes all indices count from 0")
  func fromZero() throws {
    #expect(try rows("1 1:5\n1 0:2 3:1\n") == [[1: 5], [0: 2, 3: 1]])
    #expect(try rows("0:2 1:1\n") == [[0: 2, 1: 1]])
    // A comment, a label or an index that ends in 0 does not count as an index 0.
    #expect(try rows("0 1:5 # 0:1\n10:2\n") == [[0: 5], [9: 2]])
  }

  @Test("The comment that scikit-learn writes decides whether LIBSVM indices count from 0 or 1")
  func scikitLearn() throws {
    let head = "# Generated by dump_svmlight_file from scikit-learn 1.9.1\n# Column indices are"
    #expect(try rows("\(head) zero-based\n#\n# words\n1 1:5\n") == [[1: 5]])
    #expect(try rows("\(head) one-based\n1 1:5\n") == [[0: 5]])
    #expect(dataError { _ = try rows("\(head) one-based\n1 0:5\n") }?.code == .badData)
  }

  @Test("In a LIBSVM file, qid is skipped, and a blank line is a node unless only blank lines follow")
  func lines() throws {
    #expect(try rows("1 qid:3 1:5\n2 qid:4 2:1\n") == [[0: 5], [1: 1]])
    #expect(try rows("1 1:5\n\n \n2 2:1\n\n\n") == [[0: 5], [:], [:], [1: 1]])
    #expect(try read("1 1:5\n\n2 2:1\n").labels == [0, -1, 1])
  }

  @Test("A LIBSVM row with several labels is refused by name")
  func severalLabels() {
    #expect(dataError { _ = try rows("1,2 1:0.5\n") }?.message.contains("several labels") == true)
  }

  @Test("A LIBSVM file may lack its last columns, which are zeros if a width is given")
  func openColumns() throws {
    let data = try read("0 1:1\n1 2:1\n")
    #expect(data.featureIndexBase == 1)
    #expect(data.restricted(to: [1]).featureIndexBase == 1)
    let wide = data.features.widened(to: 5)
    #expect(wide.featureCount == 5 && FeatureRow(wide, 1).values == [1: 1])
    let sparse = try read("0 1:1 40:1\n1 2:1\n").features.widened(to: 50)
    #expect(sparse.featureCount == 50 && FeatureRow(sparse, 0).values == [0: 1, 39: 1])
  }
}
