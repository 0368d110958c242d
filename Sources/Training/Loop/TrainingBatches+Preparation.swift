// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks

extension TrainingBatches {
  /// Returns the batches of the training nodes; nil for a step over all of them. Throws `usage` if the model cannot
  /// be trained in such batches.
  ///
  /// - Parameters:
  ///   - number: the number in `task` of each node of the data, or nil if they are the same.
  ///   - partition: returns the parts of the graph of the data that METIS finds.
  func prepared<Model: NodeClassifier>(
    for model: Model, _ task: NodeTask, number: [Int32]?, trainNodes: [Int32], seed: UInt64,
    partition: (_ count: Int) throws(DataError) -> NodePartition
  ) throws(DataError) -> NodeBatches<Model>? {
    let source: NodeBatches<Model>.Source
    switch kind {
    case .full:
      return nil
    case .neighbors(let size, let draws):
      try requireNeighbors(of: model, task.steps, size, draws)
      source = .neighbors(
        NeighborSampler(
          task.steps, nodes: trainNodes, drawing: draws.count == 1 ? task.steps.map { _ in draws[0] } : draws,
          batchSize: size, seed: seed))
    case .metisParts(let count, let perBatch):
      try requireParts(of: model, task, perBatch)
      source = .parts(try partition(count), perBatch: perBatch, seed: seed)
    case .parts(let given, let perBatch):
      try requireParts(of: model, task, perBatch)
      guard given.partOfNode.count == task.data.nodeCount else {
        throw DataError(
          .usage,
          "the partition has \(given.partOfNode.count) nodes; expected \(task.data.nodeCount), those of the data"
        )
      }
      source = .parts(given, perBatch: perBatch, seed: seed)
    }
    guard let number, case .parts(let partition, let perBatch, let seed) = source else {
      return NodeBatches(task, source, trainNodes: trainNodes, model)
    }
    return NodeBatches(
      task, .parts(partition.renumbered(number), perBatch: perBatch, seed: seed), trainNodes: trainNodes,
      model)
  }

  private func requireNeighbors(
    of model: some NodeClassifier, _ steps: [MessageEdges], _ size: Int, _ draws: [NeighborDraw]
  ) throws(DataError) {
    guard size >= 1, draws.allSatisfy({ $0.count ?? 1 >= 1 }) else {
      throw DataError(
        .usage, "the batch size is \(size), the fanouts \(fanoutText ?? ""); expected at least 1")
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
  }

  private func requireParts<Model: NodeClassifier>(
    of model: Model, _ task: NodeTask, _ perBatch: Int
  ) throws(DataError) {
    guard perBatch >= 1 else {
      throw DataError(.usage, "there are \(perBatch) parts per batch; expected at least 1")
    }
    guard Model.input == .graph, model.requiredNodeCount == nil else {
      let reason =
        Model.input == .graph ? "needs all nodes of its graph" : "does not use the edges of a graph"
      throw DataError(
        .usage, "the model \(reason), so it cannot be trained in batches of parts of the graph")
    }
  }
}
