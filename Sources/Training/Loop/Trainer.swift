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
/// let run = try trainer.fit(GCN(for: cora), to: cora)
/// print(run.testAccuracy)
/// try run.classifier.save(to: "cora.safetensors")
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
  /// The learning rate of every epoch, counted from 0; nil: the optimiser's.
  public var schedule: LearningRateSchedule?
  /// Gradients whose norm is larger are scaled down to it (see ``Gradients/clip(norm:)``); nil: none are.
  public var largestGradientNorm: Float?
  /// How features are scaled before the model sees them; nil: as suits them (see ``FeatureScaling/init(suiting:)``). The classifier does
  /// the same to features before it predicts.
  public var featureScaling: FeatureScaling?
  /// Decides dropout, and the split where it is drawn. Not the initial weights, which the model brings along: `GCN(for: data, seed: 1)`.
  public var seed: UInt64

  /// Creates a trainer.
  public init(
    optimizer: any Optimizer = .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: Int = 200,
    earlyStopping: EarlyStopping = .kipf, edgeDropout: Float = 0, schedule: LearningRateSchedule? = nil,
    largestGradientNorm: Float? = nil, featureScaling: FeatureScaling? = nil, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.edgeDropout = edgeDropout
    self.schedule = schedule
    self.largestGradientNorm = largestGradientNorm
    self.featureScaling = featureScaling
    self.seed = seed
  }

  /// Trains `model` on the training nodes of `data` and tests it on its test nodes.
  ///
  /// The features are prepared as ``featureScaling`` says, and the classifier of the run prepares those that it is given in the same way:
  /// its predictions for `data` are those of the run, bit for bit.
  ///
  /// Throws `badData` where the split asks for more nodes than there are, where the model cannot use the weights of the edges, and where a
  /// feature, a loss, a weight or a score is not finite: the message names the epoch and the layer where that shows first. Throws `usage`
  /// where ``epochs`` is negative, where ``edgeDropout`` is not in 0...1, and where the model was made for data of other sizes or has the
  /// name of another model of this library.
  ///
  /// The model takes features and scores classes by their positions in `data`. To train a saved classifier further, pass the classifier:
  /// ``fit(_:to:onEpoch:stoppingWhen:)-(TrainedClassifier,_,_,_)``.
  ///
  /// A run that is stopped, or whose task is cancelled, ends after the current epoch and returns what it has; ``TrainingRecord/ending`` says
  /// so.
  ///
  /// - Parameters:
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch; true ends the run.
  public func fit(
    _ model: any NodeClassifier, to data: NodeDataset, onEpoch: (EpochReport) -> Void = { _ in },
    stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    let blueprint = ModelBlueprint(of: model)
    try blueprint.requireNameOfItsOwn()
    try ModelDescription(blueprint, for: data.sizes).requireSizes(of: model, dataset: data.name)
    let preparation = FeaturePreparation(for: data, scaling: featureScaling)
    let task = try NodeTask(model: model, data: data, preparation: preparation)
    let split = try data.resolvedSplit(seed: seed)
    var run = try fit(model, task, split: split, onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    run.notes = data.trainingNotes(for: [blueprint], split: split, scaling: preparation.scaling)
    return run
  }

  /// Trains `model` on the training nodes of `split`; `task` may serve several runs.
  func fit<Model: NodeClassifier>(
    _ model: Model, _ task: NodeTask, split: NodeSplit, onEpoch: (EpochReport) -> Void = { _ in },
    stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    if let problem = task.problem { throw problem }
    guard epochs >= 0 else {
      throw DataError(.usage, "a trainer of \(epochs) epochs, at least 0 were expected")
    }
    guard (0...1).contains(edgeDropout) else {
      throw DataError(.usage, "a trainer with edge dropout \(edgeDropout), a rate in 0...1 was expected")
    }
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
    var ending = TrainingEnding.allEpochs
    for epoch in 0..<epochs {
      let epochStart = clock.now
      let pass = edgeDropout > 0 ? thinned(task, model, split.train, epoch: epoch) : training
      let loss = try step(&model, &optimizer, pass, epoch: epoch)
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
      let isStopped = stoppingWhen(report)
      if stops || isStopped || Task.isCancelled {
        ending = stops ? .earlyStopping : isStopped ? .stopped : .cancelled
        break
      }
    }
    // The last step's weights have gone through no loss.
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw NotFinite.weights(ofLayer: layer, afterEpoch: history.count)
    }
    let kept = best ?? (model, history.count)
    let everything = task.everything
    let scores = everything.scores(kept.model)
    guard scores.isFinite else {
      throw everything.notFinite("a score after epoch \(kept.epoch)", kept.model)
    }
    let predictions = scores.argmax(axis: 1)
    let accuracy = { (nodes: [Int32]) in
      Statistics.share(of: nodes) { predictions[Int($0)] == task.labels[Int($0)] }
    }
    let record = TrainingRecord(
      seed: seed, history: history, ending: ending, bestEpoch: kept.epoch, split: split,
      trainAccuracy: accuracy(split.train),
      validationAccuracy: accuracy(split.validation), testAccuracy: accuracy(split.test),
      predictions: predictions, parameterCount: kept.model.parameterCount,
      seconds: (clock.now - start).milliseconds / 1000)
    return TrainingRun(
      classifier: TrainedClassifier(
        kept.model, preparation: task.preparation, data: task.data, split: split), record: record)
  }

  /// The pass of the training nodes along the edges that are left in an epoch.
  private func thinned(_ task: NodeTask, _ model: some NodeClassifier, _ nodes: [Int32], epoch: Int)
    -> NodeTask.Pass
  {
    let stream = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch))
    let thinned = task.structure.droppingEdges(edgeDropout, stream: stream)
    return task.pass(for: nodes, thinned: (thinned, model.messageSteps(of: thinned)))
  }

  /// One training step; returns the loss. Everything that the pass held is gone when the weights are changed.
  private func step<Model: NodeClassifier>(
    _ model: inout Model, _ optimizer: inout any Optimizer, _ pass: NodeTask.Pass, epoch: Int
  ) throws(DataError) -> Float {
    var (loss, gradients) = model.valueAndGradients(seed: seed, step: epoch) { model, context in
      let scores = model(FeatureVariable(pass.features), along: pass.propagation, context)
      pass.requireShape(scores.shape, of: model)
      return scores.crossEntropy(rows: pass.rows, labels: pass.labels)
    }
    guard loss.isFinite else { throw pass.notFinite("the loss of epoch \(epoch + 1)", model) }
    if let largestGradientNorm { gradients.clip(norm: largestGradientNorm) }
    if let schedule { optimizer.learningRate = schedule.learningRate(at: epoch) }
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
