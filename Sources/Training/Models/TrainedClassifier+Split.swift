internal import GraphCore
public import GraphDatasets

extension TrainedClassifier {
  /// The nodes of `data` that trained, validated and tested the model, found by their names; nil where the model does not say, or where `data`
  /// is another graph: one that neither has all nodes that tested the model nor consists of nodes of the graph that it was trained on.
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

  /// The nodes of `data` that are called like nodes which trained the model.
  public func trainedNodes(in data: NodeDataset) -> Set<Int32> {
    guard let split else { return [] }
    let places = places(in: data)
    return Set(split.train.map { places[Int($0)] }.filter { $0 >= 0 })
  }

  /// For every node of the graph that the model was trained on its number in `data`; -1 where it is not there.
  private func places(in data: NodeDataset) -> [Int32] {
    nodeIdentifiers.map { data.nodeIdentifiers.index(of: $0).map(Int32.init) ?? -1 }
  }
}
