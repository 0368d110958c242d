internal import GraphCore
internal import TensorCore

/// How nodes are chosen for training, validation and test.
public enum SplitRule: Sendable, Hashable {
  /// The split that was published with the data, or one that the caller has made.
  case published(NodeSplit)
  /// Of every class so many nodes at random for training and validation, all other labelled nodes for test.
  /// Drawn anew for every run from the run's seed, or once from `seed`.
  case random(perClass: Int, validationPerClass: Int = 0, seed: UInt64? = nil)
  /// Shares of all labelled nodes at random for training and validation, the rest for test.
  case fractions(train: Double, validation: Double = 0, seed: UInt64? = nil)
  /// The names of the nodes; a nil test list means all other labelled nodes. `source` is named in errors.
  case named(train: [String], validation: [String], test: [String]?, source: String)

  /// The nodes of the run with `seed`.
  func resolved(
    labels: [Int32], classNames: [String], nodeIdentifiers: NodeIdentifiers, seed: UInt64
  ) throws(DataError) -> NodeSplit {
    let split =
      switch self {
      case .published(let split): split
      case .random(let train, let validation, let own):
        try Self.perClass(
          train, validation, labels, classNames, RandomStream(seed: own ?? seed, purpose: .split))
      case .fractions(let train, let validation, let own):
        Self.shares(train, validation, labels, RandomStream(seed: own ?? seed, purpose: .split))
      case .named(let train, let validation, let test, let source):
        try Self.byName(train, validation, test, source, labels, nodeIdentifiers)
      }
    guard !split.train.isEmpty else {
      throw DataError(.badData, "the split has no training nodes", hint: "Give labels, or another --split.")
    }
    return split
  }

  private static func perClass(
    _ train: Int, _ validation: Int, _ labels: [Int32], _ classNames: [String], _ stream: RandomStream
  ) throws(DataError) -> NodeSplit {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels where label >= 0 { counts[Int(label)] += 1 }
    for (name, count) in zip(classNames, counts) where count < train + validation {
      throw DataError(
        .badData,
        "class '\(name)' has \(count) nodes, the split asks for \(train) to train and \(validation) to validate",
        hint: "Ask for fewer nodes a class, or for shares such as --split random:0.6,0.2.")
    }
    var taken = [Int](repeating: 0, count: classNames.count)
    var split = NodeSplit(train: [], test: [])
    for node in stream.permutation(of: labels.count) where labels[Int(node)] >= 0 {
      let label = Int(labels[Int(node)])
      taken[label] += 1
      if taken[label] <= train {
        split.train.append(node)
      } else if taken[label] <= train + validation {
        split.validation.append(node)
      } else {
        split.test.append(node)
      }
    }
    return NodeSplit(train: split.train, validation: split.validation, test: split.test)
  }

  private static func shares(
    _ train: Double, _ validation: Double, _ labels: [Int32], _ stream: RandomStream
  ) -> NodeSplit {
    let order = stream.permutation(of: labels.count).filter { labels[Int($0)] >= 0 }
    let trainEnd = Int((train * Double(order.count)).rounded())
    let validationEnd = min(order.count, trainEnd + Int((validation * Double(order.count)).rounded()))
    return NodeSplit(
      train: Array(order[..<trainEnd]), validation: Array(order[trainEnd..<validationEnd]),
      test: Array(order[validationEnd...]))
  }

  private static func byName(
    _ train: [String], _ validation: [String], _ test: [String]?, _ source: String, _ labels: [Int32],
    _ nodeIdentifiers: NodeIdentifiers
  ) throws(DataError) -> NodeSplit {
    var place: [Int32: String] = [:]
    func nodes(_ names: [String], _ list: String) throws(DataError) -> [Int32] {
      var nodes: [Int32] = []
      for name in names {
        guard let index = nodeIdentifiers.index(of: name) else {
          throw DataError(.badData, "node '\(name)' of the \(list) list is not in the data", at: .file(source))
        }
        guard labels[index] >= 0 else {
          throw DataError(.badData, "node '\(name)' of the \(list) list has no label", at: .file(source))
        }
        if let earlier = place.updateValue(list, forKey: Int32(index)) {
          throw DataError(.badData, "node '\(name)' is in the \(earlier) and the \(list) list", at: .file(source))
        }
        nodes.append(Int32(index))
      }
      return nodes
    }
    let trainNodes = try nodes(train, "train")
    let validationNodes = try nodes(validation, "validation")
    guard let test else {
      let rest = labels.indices.filter { labels[$0] >= 0 && place[Int32($0)] == nil }
      return NodeSplit(train: trainNodes, validation: validationNodes, test: rest.map(Int32.init))
    }
    return NodeSplit(train: trainNodes, validation: validationNodes, test: try nodes(test, "test"))
  }
}
