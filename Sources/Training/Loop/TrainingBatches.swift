// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphNetworks

/// The training nodes of a step, and the nodes and edges from which their scores are computed.
public struct TrainingBatches: Sendable, Hashable {
  /// The ways of dividing the training nodes.
  public enum Kind: Sendable, Hashable {
    /// One step per epoch over all training nodes.
    case full
    /// Batches of `size` training nodes with neighbours that are drawn at random, with one element of `draws` per
    /// hop from the nodes of the batch, or a single element for all hops.
    case neighbors(size: Int, draws: [NeighborDraw])
    /// Batches of `perBatch` of the `count` parts into which METIS divides the graph.
    case metisParts(count: Int, perBatch: Int)
    /// Batches of `perBatch` parts of a partition.
    case parts(NodePartition, perBatch: Int)
  }

  /// How the training nodes are divided.
  public let kind: Kind

  /// One step per epoch, over all training nodes with all of their neighbours.
  public static let full = TrainingBatches(kind: .full)

  /// Several steps per epoch, each over some training nodes with neighbours that are drawn at random (see
  /// ``NeighborSampler``). Memory then depends on the batch, not on the graph. Validation and test use all
  /// neighbours.
  ///
  /// ```swift
  /// let trainer = Trainer(epochs: 20, batches: .neighbors(batchSize: 1024, fanouts: [15, 10]))
  /// ```
  ///
  /// - Parameters:
  ///   - batchSize: the number of training nodes per step, at least 1.
  ///   - fanouts: the number of neighbours per node, one number per message step of the model: first that of the
  ///     nodes of the batch, then that of their neighbours, and so on; a single number applies to all steps. Nil
  ///     means all neighbours.
  ///   - replaces: whether a neighbour can be drawn several times.
  ///   - isWeighted: whether neighbours are drawn in proportion to the weights with which the model sums them.
  public static func neighbors(
    batchSize: Int, fanouts: [Int?] = [nil], replaces: Bool = false, isWeighted: Bool = false
  ) -> TrainingBatches {
    let draws = fanouts.map { NeighborDraw(count: $0, replaces: replaces, isWeighted: isWeighted) }
    return TrainingBatches(kind: .neighbors(size: batchSize, draws: draws))
  }

  /// Several steps per epoch, each over the graph of some parts of the nodes and the edges within and between these
  /// parts (Chiang et al. 2019, "Cluster-GCN"). Edges to other parts are left out, and what layers derive from the
  /// edges, such as degrees, is computed from those that are there. METIS finds parts with few edges between them;
  /// it ignores the seed of the training, so that runs share their parts. Validation and test use all edges.
  ///
  /// Training throws `usage` if the package was built without the trait `METIS`.
  ///
  /// - Parameters:
  ///   - count: the number of parts.
  ///   - perBatch: the number of parts per step, drawn at random in each epoch.
  public static func parts(count: Int, perBatch: Int = 1) -> TrainingBatches {
    TrainingBatches(kind: .metisParts(count: count, perBatch: perBatch))
  }

  /// Several steps per epoch, each over the graph of some parts of a partition, as ``parts(count:perBatch:)``.
  public static func parts(_ partition: NodePartition, perBatch: Int = 1) -> TrainingBatches {
    TrainingBatches(kind: .parts(partition, perBatch: perBatch))
  }

  /// The fanouts, such as `15,10`; `all` stands for all neighbours. Nil if neighbours are not drawn.
  package var fanoutText: String? {
    guard case .neighbors(_, let draws) = kind else { return nil }
    return draws.map { $0.count.map(String.init) ?? "all" }.joined(separator: ",")
  }

  /// The number of parts and that of parts per batch; nil for other batches.
  package var partCounts: (all: Int, perBatch: Int)? {
    switch kind {
    case .full, .neighbors: nil
    case .metisParts(let count, let perBatch): (count, perBatch)
    case .parts(let partition, let perBatch): (partition.partCount, perBatch)
    }
  }

  /// The number of training nodes per batch; nil if it is not fixed.
  package var nodesPerBatch: Int? {
    guard case .neighbors(let size, _) = kind else { return nil }
    return size
  }
}
