// SPDX-License-Identifier: Apache-2.0

internal import GraphDatasets

/// The text form of a split in a model file. It has one letter per node: `t` for training nodes, `v` for
/// validation nodes, `e` for test nodes (for "evaluated"), and `-` for nodes in none of the sets.
enum SplitLetters {
  private static let none = UInt8(ascii: "-")
  private static let train = UInt8(ascii: "t")
  private static let validation = UInt8(ascii: "v")
  private static let test = UInt8(ascii: "e")

  static func text(of split: NodeSplit, nodeCount: Int) -> String {
    var letters = [UInt8](repeating: none, count: nodeCount)
    for (letter, nodes) in [(train, split.train), (validation, split.validation), (test, split.test)] {
      for node in nodes { letters[Int(node)] = letter }
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Returns the split, or nil if the text is not valid for `nodeCount` nodes.
  static func split(_ text: String, nodeCount: Int) -> NodeSplit? {
    var sets: [UInt8: [Int32]] = [none: [], train: [], validation: [], test: []]
    var count: Int32 = 0
    for letter in text.utf8 {
      guard sets[letter] != nil, count < .max else { return nil }
      sets[letter]?.append(count)
      count += 1
    }
    guard Int(count) == nodeCount else { return nil }
    return NodeSplit(train: sets[train] ?? [], validation: sets[validation] ?? [], test: sets[test] ?? [])
  }
}
