// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Divides nodes into batches and draws the neighbours from which a model computes the results of each batch
/// (Hamilton, Ying and Leskovec 2017, "GraphSAGE").
///
/// ```swift
/// let batches = NeighborSampler(cora.graph, fanouts: [15, 10], batchSize: 1024, seed: 1)
/// for batch in batches {
///   let scores = model(FeatureVariable(cora.features.rows(batch.inputs)), along: batch.propagation, context)
/// }
/// ```
///
/// The draws depend only on the seed, the epoch, the batch, the hop and the node: the number of threads does not
/// change them. Sums and means over the drawn neighbours estimate those over all neighbours; maxima and attention
/// are those of the neighbours that were drawn. The edge from a node to itself is always kept and is not counted.
public struct NeighborSampler: Sendable {
  /// Nodes, and the edges along which their results are computed.
  public struct Batch: Sendable {
    /// The nodes that the rows of the result belong to.
    public let targets: [Int32]
    /// The edges, step by step.
    public let propagation: Propagation

    /// The nodes whose features the model reads, in ascending order.
    public var inputs: [Int32] { propagation.inputs ?? [] }
  }

  /// The number of nodes per batch; the last batch of an epoch may be smaller.
  public let batchSize: Int
  /// The nodes that are divided into batches.
  public let nodes: [Int32]
  /// The epoch that iteration runs through, counted from 0.
  public var epoch = 0
  private let steps: [MessageEdges]
  private let draws: [NeighborDraw]
  private let seed: UInt64

  /// Creates a sampler of the neighbours in a graph, for models whose layers use the edges as they are, such as
  /// ``GraphSAGE``.
  ///
  /// - Parameters:
  ///   - nodes: the nodes that are divided into batches; nil means all of them.
  ///   - fanouts: the number of neighbours that are drawn for each node, one number per hop: first that of the
  ///     nodes of the batch, then that of their neighbours, and so on. Nil means all neighbours.
  ///   - batchSize: the number of nodes per batch. Traps if it is not positive.
  ///   - replaces: whether a neighbour can be drawn several times.
  ///   - isWeighted: whether neighbours are drawn in proportion to the weights of their edges.
  ///   - seed: the seed of the batches and the draws.
  public init(
    _ graph: Graph, nodes: [Int32]? = nil, fanouts: [Int?], batchSize: Int, replaces: Bool = false,
    isWeighted: Bool = false, seed: UInt64 = 0
  ) {
    let edges = MessageEdges(graph)
    self.init(
      fanouts.map { _ in edges }, nodes: nodes ?? (0..<Int32(graph.nodeCount)).map { $0 },
      drawing: fanouts.map { NeighborDraw(count: $0, replaces: replaces, isWeighted: isWeighted) },
      batchSize: batchSize, seed: seed)
  }

  /// Creates a sampler of the edges along which a model passes messages.
  ///
  /// - Parameters:
  ///   - steps: the edges of each step, as ``NodeClassifier/messageSteps(of:)`` returns them.
  ///   - nodes: the nodes that are divided into batches.
  ///   - draws: how neighbours are drawn in each hop, from the last step to the first. Traps if there is not one
  ///     element per step.
  ///   - batchSize: the number of nodes per batch. Traps if it is not positive.
  ///   - seed: the seed of the batches and the draws.
  public init(
    _ steps: [MessageEdges], nodes: [Int32], drawing draws: [NeighborDraw], batchSize: Int, seed: UInt64 = 0
  ) {
    guard draws.count == steps.count else {
      fatalError(
        "NeighborSampler: \(draws.count) fanouts for \(steps.count) message steps; expected one each")
    }
    guard batchSize >= 1, draws.allSatisfy({ $0.count ?? 1 >= 1 }) else {
      fatalError(
        "NeighborSampler: batchSize is \(batchSize), fanouts \(draws.map(\.count)); expected at least 1")
    }
    self.steps = steps
    self.nodes = nodes
    self.draws = draws
    self.batchSize = batchSize
    self.seed = seed
  }

  /// The number of batches of an epoch.
  public var batchCount: Int { (nodes.count + batchSize - 1) / batchSize }

  /// Returns batch `index` of an epoch whose nodes have been brought into the order of ``order(ofEpoch:)``.
  package func batch(_ index: Int, ofEpoch epoch: Int, _ order: [Int32], _ numberings: inout [Int: NumberSet])
    -> Batch
  {
    let start = index * batchSize
    let targets = Array(order[start..<Swift.min(order.count, start + batchSize)])
    let step = UInt64(epoch) * UInt64(batchCount) + UInt64(index)
    let streams = steps.indices.map {
      RandomStream(seed: seed, purpose: .sampling, step: step, ordinal: UInt64($0) + 1)
    }
    return Batch(
      targets: targets,
      propagation: Propagation(
        steps, targets: targets, drawing: draws, streams, numberings: &numberings))
  }

  /// Returns the nodes in the random order in which an epoch goes through them.
  package func order(ofEpoch epoch: Int) -> [Int32] {
    RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch)).permutation(of: nodes.count)
      .map { nodes[Int($0)] }
  }
}

extension NeighborSampler: Sequence {
  /// Draws the batches of an epoch, one after another.
  public struct Iterator: IteratorProtocol {
    private let sampler: NeighborSampler
    private let order: [Int32]
    private var position = 0
    private var numberings: [Int: NumberSet] = [:]

    init(_ sampler: NeighborSampler) {
      self.sampler = sampler
      order = sampler.order(ofEpoch: sampler.epoch)
    }

    /// Returns the next batch, or nil at the end of the epoch.
    public mutating func next() -> Batch? {
      guard position < sampler.batchCount else { return nil }
      defer { position += 1 }
      return sampler.batch(position, ofEpoch: sampler.epoch, order, &numberings)
    }
  }

  /// Starts the batches of ``epoch``.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// Returns the batches of an epoch, counted from 0.
  public func epoch(_ epoch: Int) -> NeighborSampler {
    var sampler = self
    sampler.epoch = epoch
    return sampler
  }
}
