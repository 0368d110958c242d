// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphFiles
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// How a training run stays below a limit of memory.
public struct MemoryPlan: Sendable, Equatable {
  /// The limit in bytes.
  public let limit: Int
  /// The predicted peak of the memory of the process during training, in bytes.
  public let predictedPeak: Int
  /// Whether layers are computed again in the backward pass.
  public let recomputesLayers: Bool
}

extension MemoryPlan: CustomStringConvertible {
  /// The plan in one line: `memory: predicted peak 1070 MB, limit 2000 MB, layers are computed again`.
  public var description: String {
    let again = recomputesLayers ? ", layers are computed again in the backward pass" : ""
    return
      "memory: predicted peak \(MemoryLimit.megabytes(Double(predictedPeak))), limit \(MemoryLimit.megabytes(Double(limit)))\(again)"
  }
}

/// Predicts the memory of training from what its steps take on a part of the graph.
///
/// The values of a pass have one row per node or per edge, so the memory of a pass is nearly linear in the rows and
/// entries of its message steps. Two passes over some of the nodes, one with the edges between them and one without,
/// give the two rates. Batches are measured as they are.
struct MemoryForecast<Model: NodeClassifier> {
  private let task: NodeTask
  private let split: NodeSplit
  private let batches: NodeBatches<Model>?
  private let model: Model
  /// Graphs of at most as many nodes are measured as a whole.
  private static var smallNodeCount: Int { 4096 }

  init(_ task: NodeTask, _ split: NodeSplit, _ batches: NodeBatches<Model>?, _ model: Model) {
    self.task = task
    self.split = split
    self.batches = batches
    self.model = model
  }

  /// Returns a plan, with recomputation only if it is asked for or needed. Throws `usage` if nothing suffices.
  func plan(limit: Int, recomputes: Bool) throws(DataError) -> MemoryPlan {
    BufferPool.trim()
    var before = MemoryLimit.residentBytes ?? BufferPool.bytesInUse
    // Pages of a mapped file count once they are read.
    if task.features.isMapped, case .dense(let features) = task.features { before += 4 * features.count }
    let evaluation = try evaluationPeak()
    let weights = 4 * model.parameterCount
    var least = 0
    for recomputing in recomputes ? [true] : model.canRecomputeLayers ? [false, true] : [false] {
      let step = try stepPeak(recomputing)
      // The optimiser keeps two numbers per weight, and the best weights are kept. The pool holds more than is in
      // use, above all between groups of layers that are computed again.
      let margin = recomputing ? 1.25 : 1.1
      let peak = before + Int(margin * Double(max(step, evaluation))) + 3 * weights + (1 << 24)
      if peak <= limit { return MemoryPlan(limit: limit, predictedPeak: peak, recomputesLayers: recomputing) }
      least = peak
    }
    throw DataError(
      .usage,
      "training needs about \(MemoryLimit.megabytes(Double(least))) of memory, more than the limit of \(MemoryLimit.megabytes(Double(limit)))",
      hint: batches == nil
        ? "train in batches, such as \(swift: ".neighbors(batchSize: 1024, fanouts: [15, 10])", option: "--batch-size 1024 --fanout 15,10")"
        : "use smaller batches or smaller layers")
  }

  /// Returns the bytes that a training step takes.
  private func stepPeak(_ recomputes: Bool) throws(DataError) -> Int {
    if let batches {
      guard let first = batches.largestPass else { return 0 }
      var bytes = 0
      if case .dense(let tensor) = first.features { bytes = 4 * tensor.count }
      let step = try BufferPool.peak { () throws(DataError) in try self.step(first, recomputes) }
      // Batches differ, and the next one is loaded meanwhile.
      return step + step / 8 + 2 * bytes
    }
    return try forecast(of: task.pass(for: split.train)) { pass throws(DataError) in
      try step(pass, recomputes)
    }
  }

  /// Returns the bytes that the scores of all nodes take.
  private func evaluationPeak() throws(DataError) -> Int {
    try forecast(of: task.everything) { pass throws(DataError) in _ = pass.scores(model) }
  }

  private func step(_ pass: NodeTask.Pass, _ recomputes: Bool) throws(DataError) {
    _ = try pass.step(of: model, seed: 0, step: 0, epoch: 0, recomputesLayers: recomputes)
  }

  private func forecast(
    of pass: NodeTask.Pass, _ body: (NodeTask.Pass) throws(DataError) -> Void
  ) throws(DataError) -> Int {
    func peak(_ pass: NodeTask.Pass) throws(DataError) -> Int {
      try BufferPool.peak { () throws(DataError) in try body(pass) }
    }
    let nodeCount = task.data.nodeCount
    guard nodeCount > Self.smallNodeCount else { return try peak(pass) }
    guard model.requiredNodeCount == nil else {
      throw DataError(.usage, "the memory of a model that needs all nodes of its graph cannot be predicted")
    }
    let part = max(2048, nodeCount / 16)
    let nodes = RandomStream(seed: 0, purpose: .sampling).permutation(of: nodeCount).prefix(part).sorted()
    let whole = task.data.restricted(to: nodes)
    let isTraining = Set(split.train)
    let train = nodes.indices.filter { isTraining.contains(nodes[$0]) }.map(Int32.init)
    var samples: [(size: PassSize, bytes: Int)] = []
    for data in [whole, whole.withoutEdges] {
      let sample = try NodeTask(
        model: model, data: data, preparation: task.preparation, classCount: pass.shape.last)
      let pass = sample.wholePass(for: train.isEmpty ? [0] : train)
      samples.append((PassSize(pass), try peak(pass)))
    }
    let size = PassSize(pass)
    let (full, bare) = (samples[0], samples[1])
    let perEntry =
      full.size.entries > bare.size.entries
      ? max(0, Double(full.bytes - bare.bytes) / Double(full.size.entries - bare.size.entries)) : 0
    let perRow =
      max(0, Double(bare.bytes) - perEntry * Double(bare.size.entries)) / Double(max(1, bare.size.rows))
    return Int(perRow * Double(size.rows) + perEntry * Double(size.entries))
  }
}

/// The rows and entries of the message steps of a pass.
private struct PassSize {
  let rows: Int
  let entries: Int

  init(_ pass: NodeTask.Pass) {
    let steps = pass.propagation.steps
    rows = pass.propagation.inputNodeCount(pass.features) + steps.reduce(0) { $0 + $1.pattern.rowCount }
    entries = steps.reduce(0) { $0 + $1.pattern.entryCount }
  }
}
