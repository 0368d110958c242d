// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks

/// Which nodes or edges a saved model is evaluated on.
package enum EvaluatedTargets: Sendable {
  /// Those that were the test part in training.
  case test
  /// All with known targets.
  case all
}

/// The nodes or edges of a training with their parts, as stored in a model file.
struct TrainedPlaces: Sendable, Codable, Hashable {
  /// A part of a training.
  enum Part: Sendable { case train, validation, test, none }

  /// The nodes, or the sources of edges, as indices of the names of the graph's nodes.
  private var nodes: [Int32]
  /// The targets of edges; empty for nodes.
  private var ends: [Int32]
  /// A letter per place: t for training, v for validation, e for test (evaluated), - for none.
  private var letters: String

  init(_ targets: GraphTargets, _ split: NodeSplit) {
    nodes = targets.nodes
    ends = targets.ends
    letters = SplitLetters.text(of: split, nodeCount: targets.count)
  }

  /// Whether the places are nodes of a graph of this size.
  func isValid(nodeCount: Int, isOnEdges: Bool) -> Bool {
    let isInside = { (node: Int32) in node >= 0 && Int(node) < nodeCount }
    return letters.utf8.count == nodes.count && ends.count == (isOnEdges ? nodes.count : 0)
      && nodes.allSatisfy(isInside) && ends.allSatisfy(isInside)
  }

  /// Returns the part of each place of `targets`, matched by the names of the nodes.
  func parts(of targets: GraphTargets, in data: NodeDataset, trainedOn names: [String]) -> [Part] {
    let numbers = names.map { data.nodeIdentifiers.index(of: $0).map(Int32.init) ?? -1 }
    let isOnEdges = !ends.isEmpty
    let isDirected = data.isDirected
    func key(_ source: Int32, _ target: Int32) -> UInt64 {
      EdgeKey.of(source, target, isDirected: isDirected)
    }
    var known: [UInt64: Part] = [:]
    for (place, letter) in letters.utf8.enumerated() {
      let part: Part =
        switch letter {
        case UInt8(ascii: "t"): .train
        case UInt8(ascii: "v"): .validation
        case UInt8(ascii: "e"): .test
        default: .none
        }
      let source = numbers[Int(nodes[place])]
      let target = isOnEdges ? numbers[Int(ends[place])] : 0
      if source >= 0 && target >= 0 { known[isOnEdges ? key(source, target) : UInt64(source)] = part }
    }
    return targets.nodes.indices.map { place in
      let source = targets.nodes[place]
      return known[isOnEdges ? key(source, targets.ends[place]) : UInt64(source)] ?? .none
    }
  }
}

extension NodeDataset {
  /// Whether the graph is directed; hypergraphs are not.
  var isDirected: Bool { lazyGraph.hypergraph == nil && graph.isDirected }
}

extension NodeClassifier {
  /// Throws `badData` if the model identifies nodes by their numbers and `data` has other nodes than those of the
  /// training, or in another order.
  func requireOrder(of data: NodeDataset, trainedOn names: [String]) throws(DataError) {
    guard let count = requiredNodeCount else { return }
    guard count == data.nodeCount else {
      throw DataError(
        .badData,
        "data set '\(data.name)' has \(data.nodeCount.counted("node")), but the model expects the \(count) nodes of the graph that it was trained on",
        hint: "Was the model trained on another data set?")
    }
    let trained = names.prefix(count)
    guard trained.count == count,
      let place = trained.indices.first(where: { data.nodeIdentifiers[$0] != trained[$0] })
    else { return }
    throw DataError(
      .badData,
      "node \(place + 1) of data set '\(data.name)' is '\(data.nodeIdentifiers[place].prefix(40))', but was '\(trained[place].prefix(40))' in training; the model \(Self.name) needs the nodes in the same order",
      hint:
        "read the same files in the same form as in training, with \(swift: "labels:", option: "--labels") and \(swift: "features:", option: "--features")"
    )
  }
}
