// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import GraphFiles
internal import GraphNetworks
internal import Synchronization
internal import TensorCore

/// What is computed from a task once for all runs that share it.
final class MadeOnce<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  private let made = Mutex<(key: Key, value: Value)?>(nil)

  func callAsFunction(_ key: Key, _ make: () throws(DataError) -> Value) throws(DataError) -> Value {
    if let known = made.withLock({ $0 }), known.key == key { return known.value }
    let new = try make()
    made.withLock { $0 = (key, new) }
    return new
  }
}

/// A task with its nodes in another order, and the new number of each node.
typealias RenumberedTask = (task: NodeTask, number: [Int32])

extension NodeTask {
  /// Returns the task with its nodes in `order`, and the new number of each node. Training on it finds weights
  /// that apply to the nodes in any order.
  ///
  /// Throws `usage` if the model depends on the numbers of nodes or does not use a graph, or if a copy of
  /// the features takes more than half the memory.
  func renumbered(_ order: NodeOrder, for model: some NodeClassifier) throws(DataError) -> RenumberedTask {
    let refused = { (reason: String) in
      DataError(.usage, "the nodes cannot be trained in the order '\(order.rawValue)': \(reason)")
    }
    guard type(of: model).input == .graph else {
      throw refused("the model does not use the edges of a graph")
    }
    guard model.requiredNodeCount == nil, !(model is GraphSAGELSTM) else {
      throw refused("the model depends on the numbers of the nodes")
    }
    if features.isMapped, case .dense(let tensor) = features, tensor.count * 4 > MemoryLimit.bytes / 2 {
      throw refused("the features are read from a file, and a copy in that order takes most of the memory")
    }
    return try renumberedTask(order) { () throws(DataError) in
      let nodes = data.graph.nodes(in: order)
      var number = [Int32](repeating: 0, count: nodes.count)
      for (new, node) in nodes.enumerated() { number[Int(node)] = Int32(new) }
      return (NodeTask(self, nodes: nodes, model), number)
    }
  }

  /// Returns the parts into which METIS divides the graph of the task.
  func metisPartition(_ count: Int) throws(DataError) -> NodePartition {
    try partition(count) { () throws(DataError) in try data.graph.metisPartition(partCount: count) }
  }
}
