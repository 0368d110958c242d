internal import GraphDatasets

/// A split as it stands in a model file: a letter a node, `t` for those that trained, `v` that validated, `e` that were examined in the end, `-`
/// for those in no set.
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

  /// Nil where the text is none for so many nodes.
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
