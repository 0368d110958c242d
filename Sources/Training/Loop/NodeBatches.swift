// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import Synchronization
internal import TensorCore

/// The batches of the training nodes of a task, ready to be drawn.
final class NodeBatches<Model: NodeClassifier>: Sendable {
  /// Where the batches come from.
  enum Source: Sendable {
    /// Nodes with drawn neighbours.
    case neighbors(NeighborSampler)
    /// Parts of the graph, several in each batch.
    case parts(NodePartition, perBatch: Int, seed: UInt64)
  }

  /// What the batches of an epoch share.
  private struct Epoch {
    var number = -1
    /// The nodes in the order in which the sampler goes through them.
    var order: [Int32] = []
    /// The nodes of each batch of parts.
    var nodes: [[Int32]] = []
    var numberings: [Int: NumberSet] = [:]
  }

  private let task: NodeTask
  private let source: Source
  private let model: Model
  private let isTraining: [Bool]
  private let epoch = Mutex(Epoch())

  init(_ task: NodeTask, _ source: Source, trainNodes: [Int32], _ model: Model) {
    self.task = task
    self.source = source
    self.model = model
    var isTraining = [Bool]()
    if case .parts = source {
      isTraining = Array(repeating: false, count: task.data.nodeCount)
      for node in trainNodes { isTraining[Int(node)] = true }
    }
    self.isTraining = isTraining
  }

  /// The number of batches of an epoch.
  var count: Int {
    switch source {
    case .neighbors(let sampler): sampler.batchCount
    case .parts(let partition, let perBatch, _): (partition.partCount + perBatch - 1) / perBatch
    }
  }

  /// The partition whose parts are the batches; nil for other batches.
  var partition: NodePartition? {
    guard case .parts(let partition, _, _) = source else { return nil }
    return partition
  }

  /// Returns the pass over a batch; nil if it has no training nodes.
  func pass(_ index: Int, ofEpoch number: Int) -> NodeTask.Pass? {
    switch source {
    case .neighbors(let sampler):
      let batch = epoch.withLock { epoch in
        if epoch.number != number { (epoch.number, epoch.order) = (number, sampler.order(ofEpoch: number)) }
        return sampler.batch(index, ofEpoch: number, epoch.order, &epoch.numberings)
      }
      return task.pass(along: batch.propagation, task.features.rows(batch.inputs), for: batch.targets)
    case .parts(let partition, let perBatch, let seed):
      let nodes = epoch.withLock { epoch in
        if epoch.number != number {
          epoch.number = number
          epoch.nodes = partition.batches(partsPerBatch: perBatch, epoch: number, seed: seed)
        }
        return epoch.nodes[index]
      }
      let train = nodes.indices.filter { isTraining[Int(nodes[$0])] }
      guard !train.isEmpty else { return nil }
      return NodeTask(task, nodes: nodes, model).pass(for: train.map { Int32($0) })
    }
  }

  /// The pass over the batch with the most nodes.
  var largestPass: NodeTask.Pass? {
    guard case .parts(let partition, let perBatch, let seed) = source else { return pass(0, ofEpoch: 0) }
    let batches = partition.batches(partsPerBatch: perBatch, seed: seed)
    let sizes = batches.map { nodes in nodes.contains { isTraining[Int($0)] } ? nodes.count : 0 }
    return sizes.max().flatMap { pass(sizes.firstIndex(of: $0) ?? 0, ofEpoch: 0) }
  }
}
