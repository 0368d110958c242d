// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// A division of nodes into parts, numbered from 0. Each node is in one part; a part may be empty.
public struct NodePartition: Sendable, Hashable {
  /// The part of each node.
  public let partOfNode: [Int32]
  /// The number of parts.
  public let partCount: Int

  /// Creates a partition, such as one that another program computed, or the communities of a graph.
  ///
  /// - Parameters:
  ///   - partOfNode: the part of each node. Traps if a number is not in `0..<partCount`.
  ///   - partCount: the number of parts, or nil for the largest number in `partOfNode` plus 1.
  public init(partOfNode: [Int32], partCount: Int? = nil) {
    let count = partCount ?? Int(partOfNode.max() ?? -1) + 1
    if let part = partOfNode.first(where: { !(0..<count).contains(Int($0)) }) {
      fatalError("NodePartition: a node is in part \(part); expected 0..<\(count)")
    }
    self.partOfNode = partOfNode
    self.partCount = count
  }

  /// The number of nodes of each part.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: partCount)
    for part in partOfNode { sizes[Int(part)] += 1 }
    return sizes
  }

  /// Returns the share of the edges of `graph`, without self-loops, whose ends are in different parts; NaN without
  /// such edges. Traps if the graph has another number of nodes.
  public func cutShare(of graph: Graph) -> Double {
    guard graph.nodeCount == partOfNode.count else {
      fatalError("NodePartition: \(partOfNode.count) nodes for a graph of \(graph.nodeCount)")
    }
    var (cut, total) = (0, 0)
    graph.forEachEntry { target, source, _ in
      guard target != source else { return }
      total += 1
      if partOfNode[target] != partOfNode[source] { cut += 1 }
    }
    return Double(cut) / Double(total)
  }

  /// Returns the nodes of each part, in ascending order.
  public func nodesOfParts() -> [[Int32]] {
    var parts = sizes.map { size in
      var nodes = [Int32]()
      nodes.reserveCapacity(size)
      return nodes
    }
    for (node, part) in partOfNode.enumerated() { parts[Int(part)].append(Int32(node)) }
    return parts
  }

  /// Joins the parts at random into batches, for training on the edges within each batch (Chiang et al. 2019,
  /// "Cluster-GCN").
  ///
  /// - Parameters:
  ///   - partsPerBatch: the number of parts per batch; the last batch may have fewer. Traps if it is not positive.
  ///   - epoch: the epoch, counted from 0. Each has other batches.
  ///   - seed: the seed of the batches.
  /// - Returns: the nodes of each batch, in ascending order.
  public func batches(partsPerBatch: Int, epoch: Int = 0, seed: UInt64 = 0) -> [[Int32]] {
    guard partsPerBatch >= 1 else {
      fatalError("NodePartition: partsPerBatch is \(partsPerBatch); expected at least 1")
    }
    let order = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch)).permutation(of: partCount)
    var batchOfPart = [Int32](repeating: 0, count: partCount)
    for (place, part) in order.enumerated() { batchOfPart[Int(part)] = Int32(place / partsPerBatch) }
    let count = (partCount + partsPerBatch - 1) / partsPerBatch
    return NodePartition(partOfNode: partOfNode.map { batchOfPart[Int($0)] }, partCount: count).nodesOfParts()
  }

  /// Returns the partition of the same nodes in another order, in which node i has the number `number[i]`.
  package func renumbered(_ number: [Int32]) -> NodePartition {
    var parts = partOfNode
    for (node, part) in partOfNode.enumerated() { parts[Int(number[node])] = part }
    return NodePartition(partOfNode: parts, partCount: partCount)
  }
}
