internal import GraphCore

/// Which nodes train, which validate and which test. Ascending, without overlap; nodes may be in none.
public struct NodeSplit: Sendable, Equatable {
  /// The nodes whose labels the model learns from.
  public let train: [Int32]
  /// The nodes by which training is stopped and settings are chosen.
  public let validation: [Int32]
  /// The nodes by which the result is judged.
  public let test: [Int32]

  /// Creates a split from nodes in any order.
  public init(train: [Int32], validation: [Int32] = [], test: [Int32]) {
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
  }

  /// A node that a graph of `nodeCount` nodes does not have, if there is one.
  func firstNode(outside nodeCount: Int) -> Int32? {
    (train + validation + test).first { $0 < 0 || $0 >= nodeCount }
  }

  /// The split under new numbers; nodes whose number is negative are dropped.
  func renumbered(_ number: [Int32]) -> NodeSplit {
    func map(_ nodes: [Int32]) -> [Int32] { nodes.map { number[Int($0)] }.filter { $0 >= 0 } }
    return NodeSplit(train: map(train), validation: map(validation), test: map(test))
  }

  /// Checks the split against a data set.
  ///
  /// Throws `badData` at `place` where a node is unknown, has no class, or is in two of the three sets (or twice
  /// in one), and where nothing trains. `explicit` splits come from users; so every message names the node.
  func check(for dataset: NodeDataset, place: DataError.Place? = nil) throws(DataError) {
    if let node = firstNode(outside: dataset.nodeCount) {
      throw DataError(.badData, "node \(node) is not in 0..<\(dataset.nodeCount)", at: place)
    }
    guard !train.isEmpty else {
      throw DataError(.badData, "there are no training nodes; give at least one", at: place)
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
  /// How many nodes there are in every set: `20 training, 30 validation, 100 test nodes`.
  public var description: String {
    "\(train.count) training, \(validation.count) validation, \(test.count) test nodes"
  }
}
