// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import TensorCore
import Testing
import Training

@Suite("Preparing features for training and prediction")
struct FeaturePreparationTests {
  static let split = NodeSplit(train: [0], test: [3])

  static func data(_ values: [Float], width: Int, sparse: Bool) -> NodeDataset {
    let count = values.count / width
    let places = values.indices.filter { values[$0] != 0 }
    let features: FeatureMatrix =
      sparse
      ? .sparse(
        SparseMatrix(
          rowCount: count, columnCount: width, rows: places.map { Int32($0 / width) },
          columns: places.map { Int32($0 % width) }, values: places.map { values[$0] }))
      : .dense(Tensor(values, shape: [count, width]))
    return Sample.path(count, features: features, split: split)
  }

  @Test(
    "Row scaling divides each row by the sum of its absolute values and leaves zero rows unchanged",
    arguments: [false, true])
  func row(sparse: Bool) throws {
    let data = Self.data([1, 3, 0, 0, -1, 1, 5, 0], width: 2, sparse: sparse)
    let prepared = try FeaturePreparation(for: data, scaling: .row).features(of: data)
    #expect(prepared.scalars == [0.25, 0.75, 0, 0, -0.5, 0.5, 1, 0])
  }

  @Test("Unscaled features do not change", arguments: [false, true])
  func none(sparse: Bool) throws {
    let values: [Float] = [1, 3, 0, 0, -1, 1, 5, 0]
    let data = Self.data(values, width: 2, sparse: sparse)
    #expect(
      try FeaturePreparation(for: data, scaling: .unscaled).features(of: data).scalars == values)
  }

  @Test("Standard scaling gives dense features mean 0 and deviation 1, and constant features 0")
  func standardDense() throws {
    let data = Self.data([1, 7, 3, 7, 1, 7, 3, 7], width: 2, sparse: false)
    let prepared = try FeaturePreparation(for: data, scaling: .standard).features(of: data)
    #expect(prepared.scalars == [-1, 0, 1, 0, -1, 0, 1, 0])
  }

  @Test("Standard scaling of sparse features keeps their zeros")
  func standardSparse() throws {
    let data = Self.data([0, 2, 4, 2, 0, 2, 4, 2], width: 2, sparse: true)
    let prepared = try FeaturePreparation(for: data, scaling: .standard).features(of: data)
    #expect(prepared.scalars == [0, 2, 2, 2, 0, 2, 2, 2])
  }

  @Test("Standard scaling of other data uses the statistics of the training data")
  func otherData() throws {
    let preparation = FeaturePreparation(
      for: Self.data([1, 3, 1, 3], width: 1, sparse: false), scaling: .standard)
    #expect(
      try preparation.features(of: Self.data([5, 2, 2, 2], width: 1, sparse: false)).scalars == [3, 0, 0, 0])
  }

  @Test(
    "The default scaling is by rows for features of 0 and 1 and none for other features",
    arguments: [false, true])
  func suiting(sparse: Bool) {
    let words = Self.data([1, 1, 0, 1, 0, 0, 1, 0], width: 2, sparse: sparse)
    let numbers = Self.data([1, 1, 0, 1, 0, 0.5, 1, 0], width: 2, sparse: sparse)
    #expect(FeaturePreparation(for: words).scaling == .row)
    #expect(FeaturePreparation(for: numbers).scaling == .unscaled)
  }

  @Test("A different number of features throws a bad-data error with a hint")
  func width() {
    let preparation = FeaturePreparation(for: Self.data([1, 3, 1, 3], width: 1, sparse: false))
    let error = #expect(throws: DataError.self) {
      try preparation.features(of: Self.data([1, 3, 1, 3, 1, 3, 1, 3], width: 2, sparse: false))
    }
    #expect(error?.code == .badData)
    #expect(error?.message == "data set 'path' has 2 features, but the model expects 1")
    #expect(error?.hint == "Was the model trained on another data set?")
  }

  @Test("Degree features of another graph have the model's width and clip larger degrees")
  func degrees() throws {
    let star = { (leaves: Int32) throws in
      let graph = Graph(
        nodeCount: Int(leaves) + 1, sources: [Int32](repeating: 0, count: Int(leaves)),
        targets: Array(1...leaves))
      return NodeDataset(
        name: "star", graph: graph.undirected(),
        features: IndicatorFeatures.degrees(of: LazyGraph(graph.undirected())),
        featureSource: .degree, labels: [Int32](repeating: 0, count: graph.nodeCount), classNames: ["a"])
    }
    let preparation = FeaturePreparation(for: try star(2))
    #expect(preparation.featureCount == 3)
    #expect(
      try preparation.features(of: try star(4)).scalars == [0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    #expect(try preparation.features(of: try star(1)).scalars == [0, 1, 0, 0, 1, 0])
  }
}
