/// Which nodes a model is trained, validated and tested on. Each list ascends; a node is in at most one.
public struct NodeSplit: Sendable, Hashable {
  /// The nodes whose labels are learnt from.
  public var train: [Int32]
  /// The nodes that decide when to stop; may be none.
  public var validation: [Int32]
  /// The nodes that the result is measured on.
  public var test: [Int32]

  /// Creates a split; the lists are sorted.
  public init(train: [Int32], validation: [Int32] = [], test: [Int32]) {
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
  }

  /// The split among the nodes that are kept, which are numbered anew in their order.
  func renumbered(keeping nodes: [Int32]) -> NodeSplit {
    var number: [Int32: Int32] = [:]
    for (index, node) in nodes.enumerated() { number[node] = Int32(index) }
    return NodeSplit(
      train: train.compactMap { number[$0] }, validation: validation.compactMap { number[$0] },
      test: test.compactMap { number[$0] })
  }
}
