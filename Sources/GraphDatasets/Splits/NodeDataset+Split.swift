// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Returns the nodes of ``split`` for a run with `seed`.
  ///
  /// A random rule with its own seed gives the same nodes in every run. The same seed gives the same
  /// nodes on every machine.
  /// - Throws: ``DataError`` if there is no published split, a class has too few nodes, or a given split
  ///   contains unknown, unlabelled or repeated nodes or no training nodes.
  public func resolvedSplit(seed: UInt64) throws(DataError) -> NodeSplit {
    let resolved = try nodes(of: split, seed: seed)
    try resolved.check(for: self)
    return resolved
  }

  /// The rule that ``SplitRule/standard`` selects for this data set.
  package var standardSplit: SplitRule {
    let (train, validation) = (20, 30)
    let sizes = classSizes
    let hasRoom = sizes.allSatisfy { $0 >= train + validation } && sizes.contains { $0 > train + validation }
    return hasRoom
      ? .random(perClass: train, validationPerClass: validation) : .fractions(train: 0.6, validation: 0.2)
  }

  private func nodes(of rule: SplitRule, seed: UInt64) throws(DataError) -> NodeSplit {
    switch rule {
    case .standard: return try nodes(of: standardSplit, seed: seed)
    case .published:
      guard let publishedSplit else {
        throw DataError(
          .usage, "data set '\(name)' has no published split",
          hint:
            "use \(swift: ".random(perClass: 20, validationPerClass: 30)", option: "random:20,30") or a file of ids"
        )
      }
      return publishedSplit
    case .explicit(let split): return split
    case .nodes(let train, let validation, let test):
      return try self.split(train: train, validation: validation, test: test)
    case .file(let path): return try SplitFile.read(path, for: self)
    case .random(let train, let validation, let own):
      return try randomSplit(train, validation, RandomStream(seed: own ?? seed, purpose: .split))
    case .fractions(let train, let validation, let own):
      return try fractionSplit(train, validation, RandomStream(seed: own ?? seed, purpose: .split))
    }
  }

  private func randomSplit(_ perClass: Int, _ validationPerClass: Int, _ stream: RandomStream)
    throws(DataError)
    -> NodeSplit
  {
    try requireLabels()
    guard perClass > 0 && validationPerClass >= 0 else {
      throw DataError(
        .usage,
        "expected at least 1 training and 0 validation nodes per class, found \(perClass) and \(validationPerClass)"
      )
    }
    for (label, size) in classSizes.enumerated() where size - perClass < validationPerClass {
      throw DataError(
        .badData,
        "class '\(classNames[label])' has \(size.counted("node")), but the split needs \(perClass) for training and \(validationPerClass) for validation",
        hint:
          "use fewer nodes per class, or fractions such as \(swift: ".fractions(train: 0.6, validation: 0.2)", option: "random:0.6,0.2")"
      )
    }
    var taken = [Int](repeating: 0, count: classCount)
    var split: (train: [Int32], validation: [Int32], test: [Int32]) = ([], [], [])
    for node in stream.permutation(of: nodeCount) where labels[Int(node)] >= 0 {
      let label = Int(labels[Int(node)])
      if taken[label] < perClass {
        split.train.append(node)
      } else if taken[label] - perClass < validationPerClass {
        split.validation.append(node)
      } else {
        split.test.append(node)
      }
      taken[label] += 1
    }
    return NodeSplit(train: split.train, validation: split.validation, test: split.test)
  }

  private func fractionSplit(_ train: Double, _ validation: Double, _ stream: RandomStream) throws(DataError)
    -> NodeSplit
  {
    try requireLabels()
    guard train > 0 && validation >= 0 else {
      throw DataError(
        .usage,
        "invalid fractions for training (\(train)) and validation (\(validation)); expected more than 0 and at least 0"
      )
    }
    guard train + validation <= 1 + 1e-9 else {
      // The sum is rounded for the message, so that 0.8 and 0.4 add up to 1.2.
      let sum = train + validation
      let rounded = (sum * 1e6).rounded() / 1e6
      throw DataError(
        .usage,
        "the fractions for training (\(train)) and validation (\(validation)) add up to \(rounded > 1 ? rounded : sum); expected at most 1"
      )
    }
    let labelled = stream.permutation(of: nodeCount).filter { labels[Int($0)] >= 0 }
    let trainCount = min(labelled.count, Int((train * Double(labelled.count)).rounded()))
    let validationCount = min(
      labelled.count - trainCount, Int((validation * Double(labelled.count)).rounded()))
    return NodeSplit(
      train: Array(labelled[..<trainCount]),
      validation: Array(labelled[trainCount..<trainCount + validationCount]),
      test: Array(labelled[(trainCount + validationCount)...]))
  }

  private func requireLabels() throws(DataError) {
    guard labels.contains(where: { $0 >= 0 }) else {
      throw DataError(.badData, "data set '\(name)' has no labels to train on")
    }
  }
}
