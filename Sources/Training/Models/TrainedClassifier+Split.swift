// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import GraphDatasets

extension TrainedClassifier {
  /// Returns the nodes of `data` that the model was trained, validated and tested on, matched by their
  /// ids.
  ///
  /// Returns nil if the classifier has no split or `data` is another graph, that is, if some of the
  /// model's test nodes are missing from `data` and some nodes of `data` are missing from the graph that
  /// the model was trained on.
  public func split(in data: NodeDataset) -> NodeSplit? {
    guard let split else { return nil }
    let places = places(in: data)
    let isWhole = split.test.allSatisfy { places[Int($0)] >= 0 }
    guard isWhole || places.count(where: { $0 >= 0 }) == data.nodeCount else { return nil }
    let found = { (nodes: [Int32]) in
      nodes.map { places[Int($0)] }.filter { $0 >= 0 && data.labels[Int($0)] >= 0 }
    }
    return NodeSplit(train: found(split.train), validation: found(split.validation), test: found(split.test))
  }

  /// Returns the nodes of `data` whose ids are those of nodes that the model was trained on.
  public func trainedNodes(in data: NodeDataset) -> Set<Int32> {
    guard let split else { return [] }
    let places = places(in: data)
    return Set(split.train.map { places[Int($0)] }.filter { $0 >= 0 })
  }

  /// Returns the index in `data` of each node of the graph that the model was trained on, or -1 if it is
  /// missing.
  private func places(in data: NodeDataset) -> [Int32] {
    nodeIdentifiers.map { data.nodeIdentifiers.index(of: $0).map(Int32.init) ?? -1 }
  }
}
