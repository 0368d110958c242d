// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import TensorCore
import Testing

@Suite("Label propagation and Correct & Smooth")
struct BaselineTests {
  private let path = GraphStructure(Graph(nodeCount: 4, sources: [0, 1], targets: [1, 2]).undirected())

  @Test("Label propagation with one and two steps on a path matches values computed by hand")
  func propagation() {
    let root = Float(0.5).squareRoot()
    let one = LabelPropagation(alpha: 0.5, steps: 1)(nodes: [0, 2], labels: [0, 1], classCount: 2, in: path)
    let expected: [Float] = [0.5, 0, 0.5 * root, 0.5 * root, 0, 0.5, 0, 0]
    #expect(mismatch(one, Tensor(expected, shape: [4, 2])) == nil)
    let two = LabelPropagation(alpha: 0.5, steps: 2)(nodes: [0], labels: [1], classCount: 2, in: path)
    // 0.5 S (0.5 e + 0.5 S e) + 0.5 e is 1/2 + 0.25 / 2 for node 0, 0.25 root for node 1 and 0.25 / 2
    // for node 2.
    #expect(mismatch(two, Tensor([0, 0.625, 0, 0.25 * root, 0, 0.125, 0, 0], shape: [4, 2])) == nil)
  }

  @Test(
    "Label propagation reaches its published accuracies on Cora and CiteSeer",
    .enabled(if: PublishedData.isThere),
    arguments: [("cora", 71.3), ("citeseer", 49.9)])
  func published(name: String, accuracy: Double) throws {
    let data = try DatasetCatalog.standard(dataDirectory: PublishedData.folder.map { "\($0)/planetoid" })
      .dataset(name)
    let split = try #require(data.publishedSplit)
    let scores = LabelPropagation()(
      nodes: split.train, labels: split.train.map { data.labels[Int($0)] }, classCount: data.classCount,
      in: GraphStructure(data.graph))
    let predictions = scores.argmax(axis: 1)
    let correct = split.test.count { predictions[Int($0)] == data.labels[Int($0)] }
    #expect(abs(100 * Double(correct) / Double(split.test.count) - accuracy) <= 0.3)
  }

  @Test(
    "Correct & Smooth corrects neighbours of a known error and leaves unreachable nodes unchanged"
  )
  func correction() {
    // The model is wrong about node 0, whose label is 1, and predicts the same class for node 1.
    let probabilities = Tensor([0.9, 0.1, 0.6, 0.4, 0.6, 0.4, 0.7, 0.3], shape: [4, 2])
    let scores = CorrectAndSmooth()(probabilities, nodes: [0], labels: [1], in: path)
    let predictions = scores.argmax(axis: 1)
    #expect(predictions[0] == 1 && predictions[1] == 1 && predictions[3] == 0)
    // If the model is right about all known labels, no prediction changes.
    let right = CorrectAndSmooth()(probabilities, nodes: [0], labels: [0], in: path)
    #expect(right.argmax(axis: 1) == [0, 0, 0, 0])
  }
}
