// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The training, validation and test nodes of a data set. Each set is in ascending order, and the sets
/// do not overlap. Nodes may be in none of them.
public struct NodeSplit: Sendable, Equatable {
  /// The nodes whose labels the model learns from.
  public let train: [Int32]
  /// The nodes used to choose settings and to decide when to stop training.
  public let validation: [Int32]
  /// The nodes used to evaluate the result.
  public let test: [Int32]

  /// Creates a split from nodes in any order.
  public init(train: [Int32], validation: [Int32] = [], test: [Int32]) {
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
  }

  /// Returns a node that is not in a graph of `nodeCount` nodes, or nil if there is none.
  func firstNode(outside nodeCount: Int) -> Int32? {
    (train + validation + test).first { $0 < 0 || $0 >= nodeCount }
  }

  /// Returns the split with renumbered nodes. Nodes whose new number is negative are removed.
  package func renumbered(_ number: [Int32]) -> NodeSplit {
    func map(_ nodes: [Int32]) -> [Int32] { nodes.map { number[Int($0)] }.filter { $0 >= 0 } }
    return NodeSplit(train: map(train), validation: map(validation), test: map(test))
  }

  /// Checks the split against a data set.
  ///
  /// Throws `badData` at `place` if a node is unknown, has no class, or is in two sets or twice in one,
  /// and if there are no training nodes. Since `explicit` splits come from users, each message names the
  /// node.
  func check(for dataset: NodeDataset, place: DataError.Place? = nil) throws(DataError) {
    if let node = firstNode(outside: dataset.nodeCount) {
      throw DataError(.badData, "node \(node) is not in 0..<\(dataset.nodeCount)", at: place)
    }
    guard !train.isEmpty else {
      throw DataError(.badData, "there are no training nodes; expected at least one", at: place)
    }
    var sets = [String?](repeating: nil, count: dataset.nodeCount)
    for (name, nodes) in [("training", train), ("validation", validation), ("test", test)] {
      for node in nodes.map(Int.init) {
        if let other = sets[node] {
          let overlap = other == name ? "twice in the \(name) set" : "in the \(other) and the \(name) set"
          throw DataError(.badData, "node '\(dataset.nodeIdentifiers[node])' is \(overlap)", at: place)
        }
        sets[node] = name
        guard dataset.labels[node] >= 0 else {
          throw DataError(
            .badData, "node '\(dataset.nodeIdentifiers[node])' of the \(name) set has no label", at: place)
        }
      }
    }
  }
}

extension NodeSplit: CustomStringConvertible {
  /// The number of nodes per set: `20 training, 30 validation, 100 test nodes`.
  public var description: String {
    "\(train.count) training, \(validation.count) validation, \(test.count) test nodes"
  }
}
