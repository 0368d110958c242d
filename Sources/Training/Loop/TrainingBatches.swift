// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import GraphNetworks

/// The training nodes of a step, and the neighbours from which their scores are computed.
public struct TrainingBatches: Sendable, Hashable {
  /// The number of nodes per step; nil for all training nodes.
  public let size: Int?
  /// How neighbours are drawn, one element per hop from the nodes of the batch, or a single element for all hops.
  public let draws: [NeighborDraw]

  /// One step per epoch, over all training nodes with all of their neighbours.
  public static let full = TrainingBatches(size: nil, draws: [])

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
    TrainingBatches(
      size: batchSize,
      draws: fanouts.map { NeighborDraw(count: $0, replaces: replaces, isWeighted: isWeighted) })
  }

  /// Returns the sampler of the training nodes; nil for a step over all of them. Throws `usage` if the model
  /// cannot be trained in such batches.
  func sampler(
    for model: some NodeClassifier, steps: [MessageEdges], nodes: [Int32], seed: UInt64
  ) throws(DataError) -> NeighborSampler? {
    guard let size else { return nil }
    guard size >= 1, draws.allSatisfy({ $0.count ?? 1 >= 1 }) else {
      throw DataError(.usage, "the batch size is \(size), the fanouts \(fanoutText); expected at least 1")
    }
    guard model.hasReceptiveFields else {
      throw DataError(
        .usage,
        "the scores of the model depend on all nodes, so it cannot be trained in batches of nodes")
    }
    guard draws.count == 1 || draws.count == steps.count else {
      throw DataError(
        .usage,
        "there are \(draws.count) fanouts; expected 1 or \(steps.count), the number of message steps of the model"
      )
    }
    if draws.contains(where: \.isWeighted),
      let weight = steps.lazy.compactMap({ $0.weights?.first { !($0 >= 0 && $0.isFinite) } }).first
    {
      throw DataError(
        .badData,
        "the model sums a neighbour with the weight \(weight); drawing by weight needs weights of at least 0")
    }
    return NeighborSampler(
      steps, nodes: nodes, drawing: draws.count == 1 ? steps.map { _ in draws[0] } : draws,
      batchSize: size, seed: seed)
  }

  /// The fanouts, such as `15,10`; `all` stands for all neighbours.
  package var fanoutText: String { draws.map { $0.count.map(String.init) ?? "all" }.joined(separator: ",") }
}
