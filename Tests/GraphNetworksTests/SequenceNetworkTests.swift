// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Networks that read node features as sequences of words")
struct SequenceNetworkTests {
  static let names = ModelRegistry.standard.entries.filter { $0.model.input == .words }.map(\.name)
  private let samples = Samples(seed: 71)

  private func model(
    _ name: String, featureCount: Int = 6, hidden: [Int] = [4], settings: [String: JSONValue] = [:]
  ) throws -> any NodeClassifier {
    let sizes: [String: JSONValue] = ["hiddenSize": .integer(hidden[0]), "layers": .integer(hidden.count)]
    let defaults: [String: JSONValue] = ["heads": .integer(4)]
    return try SmallModels.model(
      name, featureCount: featureCount, seed: 2,
      defaults.merging(sizes) { $1 }.merging(settings) { $1 })
  }

  private func scores(_ model: some NodeClassifier, _ features: FeatureMatrix) -> Tensor {
    model(FeatureVariable(features), along: Propagation([]), ForwardContext()).value
  }

  private func entries(_ features: FeatureMatrix) throws -> [[[Float]]] {
    guard case .sparse(let matrix) = features else { return [] }
    return (0..<matrix.rowCount).map { row in
      (matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1]).map {
        [Float(matrix.pattern.columnIndices[$0]), matrix.values[$0]]
      }
    }
  }

  @Test(
    "Sequence networks read non-zero columns, limited to the largest absolute values"
  )
  func words() throws {
    let model = try model("cnn", featureCount: 5, settings: ["sequenceLength": .integer(2)])
    let rows: [Float] = [0, 3, 0, 0, 1, 1, -5, 2, 0, 4, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0]
    let expected: [[[Float]]] = [[[1, 3], [4, 1]], [[1, -5], [4, 4]], [[0, 2], [1, 2]], []]
    let dense = FeatureMatrix.dense(Tensor(rows, shape: [4, 5]))
    let prepared = model.prepared(dense)
    #expect(try entries(prepared) == expected)
    #expect(try entries(model.prepared(prepared)) == expected)
    let places = rows.indices.filter { rows[$0] != 0 || $0 == 0 }
    let sparse = SparseMatrix<Float>(
      rowCount: 4, columnCount: 5, rows: places.map { Int32($0 / 5) }, columns: places.map { Int32($0 % 5) },
      values: places.map { rows[$0] })
    #expect(try entries(model.prepared(.sparse(sparse))) == expected)
    for features in [dense, .sparse(sparse)] {
      #expect(mismatch(scores(model, features), scores(model, prepared)) == nil)
    }
  }

  @Test(
    "Sequence networks give a node the same scores for any length of the other nodes' sequences",
    arguments: names)
  func padding(name: String) throws {
    let model = try model(name, hidden: name == "attention" ? [4] : [4, 4])
    // Row i keeps the first i words: none, then one, and so on.
    var features = samples.tensor([7, 6])
    for row in 0..<7 { for column in row..<6 { features[row, column] = 0 } }
    let together = scores(model, .dense(features))
    for row in 0..<7 {
      let alone = scores(model, .dense(features.rows([Int32(row)])))
      #expect(mismatch(together.rows([Int32(row)]), alone) == nil, "\(row)")
    }
  }

  @Test("Sequence networks give all nodes without words the same finite scores", arguments: names)
  func withoutWords(name: String) throws {
    let model = try model(name)
    let scores = scores(model, .dense(Tensor(zeros: [3, 6])))
    #expect(scores.scalars.allSatisfy(\.isFinite) && scores.rows([0, 0, 0]) == scores)
  }

  @Test("Attention with equal shares is a linear function of the mean of the weighted words")
  func attentionByHand() throws {
    var model = try model("attention", featureCount: 3, hidden: [2], settings: ["heads": .integer(1)])
    let embedding: [Float] = [1, 2, 3, 4, 5, 6]
    let weights: [Float] = [1, 0, 0, 1, 1, 1]
    try model.load(
      model.stateDictionary().map { name, tensor in
        switch name {
        case "embedding.weight": (name, Tensor(embedding, shape: [3, 2]))
        case "output.weight": (name, Tensor(weights, shape: [3, 2]))
        case "output.bias": (name, Tensor([0, 0, 10], shape: [3]))
        default: (name, Tensor(zeros: tensor.shape))
        }
      }, from: "hand")
    let scores = scores(model, .dense(Tensor([2, 0, -1, 0, 1, 0, 0, 0, 0], shape: [3, 3])))
    // The means are (2 (1, 2) - (5, 6)) / 2 = (-1.5, -1), then (3, 4), then 0.
    let expected: [Float] = [-1.5, -1, 7.5, 3, 4, 17, 0, 0, 10]
    #expect(mismatch(scores, Tensor(expected, shape: [3, 3])) == nil)
  }

  @Test("A convolution network with a kernel of one word takes the maximum of each channel")
  func convolutionByHand() throws {
    var model = try model("cnn", featureCount: 3, hidden: [2], settings: ["kernelSize": .integer(1)])
    let embedding: [Float] = [1, -2, 3, 4, 5, -6]
    try model.load(
      model.stateDictionary().map { name, tensor in
        switch name {
        case "embedding.weight": (name, Tensor(embedding, shape: [3, 2]))
        case "conv1.weight": (name, Tensor([1, 0, 0, 1], shape: [2, 2, 1]))
        case "output.weight": (name, Tensor([1, 0, 0, 1, 0, 0], shape: [3, 2]))
        default: (name, Tensor(zeros: tensor.shape))
        }
      }, from: "hand")
    let scores = scores(model, .dense(Tensor([1, 1, 1, 2, 0, -1, 0, 0, 0], shape: [3, 3])))
    #expect(scores.scalars == [5, 4, 0, 2, 6, 0, 0, 0, 0])
  }

  @Test(
    "Sequence networks give the same scores and gradients for words in several blocks",
    arguments: ["attention", "gru"])
  func blocks(name: String) throws {
    let model = try model(name, featureCount: 120)
    // About 70,000 words need more than one block.
    let features = samples.sparse(700, 120, entries: 90_000)
    let half = { (range: Range<Int32>) in FeatureMatrix.sparse(features.submatrix(rows: range.map { $0 })) }
    let whole = gradients(model, .sparse(features))
    let (first, second) = (gradients(model, half(0..<350)), gradients(model, half(350..<700)))
    #expect(mismatch(whole.scores, .concatenated([first.scores, second.scores], axis: 0)) == nil)
    for (name, gradient) in whole.gradients {
      let one = try #require(first.gradients[name])
      let other = try #require(second.gradients[name])
      #expect(mismatch(gradient, one + other, relative: 1e-4) == nil, "\(name)")
    }
  }

  private func gradients(_ model: some NodeClassifier, _ features: FeatureMatrix) -> (
    scores: Tensor, gradients: [String: Tensor]
  ) {
    let context = ForwardContext(training: 0, step: 0)
    let scores = model(FeatureVariable(features), along: Propagation([]), context)
    let gradients = context.gradients(of: scores.map(.square).sum())
    return (scores.value, model.stateDictionary(of: gradients))
  }
}
