// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension NodeDataset {
  /// Returns the split with the named nodes. Without `test`, all other labelled nodes are test nodes.
  ///
  /// Throws `badData` if a name is unknown, or if a node has no label or is in two sets.
  func split(train: [String], validation: [String], test: [String]?) throws(DataError) -> NodeSplit {
    let (train, validation) = (try nodes(train, of: "training"), try nodes(validation, of: "validation"))
    let tested: [Int32]
    if let test {
      tested = try nodes(test, of: "test")
    } else {
      var isTaken = [Bool](repeating: false, count: nodeCount)
      for node in train + validation { isTaken[Int(node)] = true }
      tested = labels.indices.filter { !isTaken[$0] && labels[$0] >= 0 }.map(Int32.init)
    }
    let split = NodeSplit(train: train, validation: validation, test: tested)
    try split.check(for: self, place: .argument("split"))
    return split
  }

  private func nodes(_ names: [String], of set: String) throws(DataError) -> [Int32] {
    var nodes = [Int32]()
    for name in names {
      guard let node = nodeIdentifiers.index(of: name) else {
        if let like = IdentifierLikeness(nodeIdentifiers.table).like(name) {
          throw .alike(name, like, at: .argument("split"))
        }
        throw DataError(
          .badData, "unknown node id '\(name.prefix(40))' in the \(set) set", at: .argument("split"))
      }
      nodes.append(Int32(node))
    }
    return nodes
  }
}
