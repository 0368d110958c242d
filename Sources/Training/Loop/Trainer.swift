internal import Autograd
public import GraphCore
public import GraphDatasets
public import GraphNetworks
public import NeuralNetworks
internal import TensorCore

/// Trains node classifiers on whole graphs: one step over all training nodes an epoch, then a look at the
/// validation nodes.
///
/// ```swift
/// let trainer = Trainer(optimizer: .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: 200, seed: 42)
/// let run = try trainer.fit(GCN(for: cora, hidden: [16], dropout: 0.5), to: cora)
/// print(run.testAccuracy)
/// ```
public struct Trainer: Sendable {
  /// The optimiser, with its initial state.
  public var optimizer: any Optimizer
  /// The largest number of epochs.
  public var epochs: Int
  /// When to stop before.
  public var earlyStopping: EarlyStopping
  /// The probability that an edge is left out of a training step, both directions of an undirected one together; what layers
  /// make of the edges is made anew from those that are left (Rong et al. 2020, "DropEdge").
  public var edgeDropout: Float
  /// Decides dropout, and the split where it is drawn.
  public var seed: UInt64

  /// Creates a trainer.
  public init(
    optimizer: any Optimizer = .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: Int = 200,
    earlyStopping: EarlyStopping = .kipf, edgeDropout: Float = 0, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.edgeDropout = edgeDropout
    self.seed = seed
  }

  /// Trains `model` on the training nodes of `data` and tests it on its test nodes.
  ///
  /// Throws `badData` where the split asks for more nodes than there are, where the model cannot use the weights of the edges, and where
  /// training comes to a number that is not finite.
  ///
  /// - Parameter onEpoch: is told of every epoch as it ends.
  public func fit<Model: NodeClassifier>(
    _ model: Model, to data: NodeDataset, onEpoch: (EpochReport) -> Void = { _ in }
  ) throws(DataError) -> TrainingRun<Model> {
    let task = NodeTask(
      model: model, structure: data.structure, features: data.features, labels: data.labels,
      nodeIdentifiers: data.nodeIdentifiers)
    return try fit(model, task, split: try data.resolvedSplit(seed: seed), onEpoch: onEpoch)
  }

  /// Trains `model` on the training nodes of `split`; `task` may serve several runs.
  ///
  /// Throws `badData` where the model cannot use the weights of the edges, and where a loss, a weight or a score is not finite: the
  /// message names the epoch and the layer where that shows first.
  public func fit<Model: NodeClassifier>(
    _ model: Model, _ task: NodeTask, split: NodeSplit, onEpoch: (EpochReport) -> Void = { _ in }
  ) throws(DataError) -> TrainingRun<Model> {
    if let problem = task.problem { throw problem }
    let clock = ContinuousClock()
    let start = clock.now
    var model = model
    var optimizer = optimizer
    var judge = StoppingJudge(earlyStopping)
    let training = task.pass(for: split.train)
    let validation = split.validation.isEmpty ? nil : task.pass(for: split.validation)
    var history: [EpochReport] = []
    // Training may stop long before the largest number of epochs.
    history.reserveCapacity(min(epochs, 10_000))
    var best: (model: Model, epoch: Int)?
    for epoch in 0..<epochs {
      let epochStart = clock.now
      let pass = edgeDropout > 0 ? thinned(task, model, split.train, epoch: epoch) : training
      let loss = try Self.step(&model, &optimizer, pass, seed: seed, epoch: epoch)
      let stepEnd = clock.now
      var report = EpochReport(epoch: epoch + 1, trainLoss: Double(loss))
      var stops = false
      if let validation {
        let scores = validation.scores(model)
        let loss = Double(scores.crossEntropy(rows: validation.rows, labels: validation.labels))
        guard loss.isFinite else {
          throw validation.notFinite("the validation loss of epoch \(epoch + 1)", model)
        }
        let accuracy = validation.accuracy(scores)
        report.validation = (loss, accuracy)
        let verdict = judge.judge(loss: loss, accuracy: accuracy)
        if verdict.isBest && earlyStopping.keeping != .last { best = (model, epoch + 1) }
        stops = verdict.stops
      }
      report.stepMilliseconds = (stepEnd - epochStart).milliseconds
      report.epochMilliseconds = (clock.now - epochStart).milliseconds
      history.append(report)
      onEpoch(report)
      if stops { break }
    }
    // The last step's weights have gone through no loss.
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw NotFinite.weights(ofLayer: layer, afterEpoch: history.count)
    }
    let kept = best ?? (model, history.count)
    let everything = task.pass(for: task.labels.indices.map(Int32.init))
    let scores = everything.scores(kept.model)
    guard scores.isFinite else {
      throw everything.notFinite("a score after epoch \(kept.epoch)", kept.model)
    }
    let predictions = scores.argmax(axis: 1)
    let accuracy = { (nodes: [Int32]) in
      Double(nodes.count { predictions[Int($0)] == task.labels[Int($0)] }) / Double(nodes.count)
    }
    return TrainingRun(
      model: kept.model, seed: seed, history: history, bestEpoch: kept.epoch, split: split,
      trainAccuracy: accuracy(split.train), validationAccuracy: accuracy(split.validation),
      testAccuracy: accuracy(split.test), predictions: predictions,
      seconds: (clock.now - start).milliseconds / 1000)
  }

  /// The pass of the training nodes along the edges that are left in an epoch.
  private func thinned(_ task: NodeTask, _ model: some NodeClassifier, _ nodes: [Int32], epoch: Int)
    -> NodeTask.Pass
  {
    let stream = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch))
    let thinned = task.structure.droppingEdges(edgeDropout, stream: stream)
    return task.pass(for: nodes, along: model.messageSteps(of: thinned))
  }

  /// One training step; returns the loss. Everything that the pass held is gone when the weights are changed.
  private static func step<Model: NodeClassifier>(
    _ model: inout Model, _ optimizer: inout any Optimizer, _ pass: NodeTask.Pass, seed: UInt64, epoch: Int
  ) throws(DataError) -> Float {
    let (loss, gradients) = model.valueAndGradients(seed: seed, step: epoch) { model, context in
      model(FeatureVariable(pass.features), along: pass.propagation, context)
        .crossEntropy(rows: pass.rows, labels: pass.labels)
    }
    guard loss.isFinite else { throw pass.notFinite("the loss of epoch \(epoch + 1)", model) }
    optimizer.update(&model, along: gradients)
    return loss
  }
}

extension Duration {
  /// The duration in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds) * 1e-15
  }
}
