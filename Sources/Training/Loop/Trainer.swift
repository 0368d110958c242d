// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import GraphDatasets
public import GraphNetworks
public import NeuralNetworks
internal import TensorCore

/// Trains node classifiers. Each epoch consists of one step over all training nodes, or of several over batches
/// of them, and an evaluation on the validation nodes.
///
/// ```swift
/// let trainer = Trainer(optimizer: .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: 200, seed: 42)
/// let run = try trainer.fit(GCN(for: cora), to: cora)
/// print(run.testAccuracy)
/// try run.classifier.save(to: "cora.safetensors")
/// ```
public struct Trainer: Sendable {
  /// The optimiser in its initial state.
  public var optimizer: any Optimizer
  /// The maximum number of epochs.
  public var epochs: Int
  /// The rule that stops training early and decides which weights are kept.
  public var earlyStopping: EarlyStopping
  /// The probability with which each edge is left out of a training step, together with its reverse in
  /// an undirected graph. Values that layers derive from the edges, such as degrees, are computed again
  /// from the remaining edges (Rong et al. 2020, "DropEdge").
  public var edgeDropout: Float
  /// The training nodes and neighbours of each step; by default all of them.
  public var batches: TrainingBatches
  /// The order in which training numbers the nodes, or nil to leave them as they are. It can make products with the
  /// edges of large graphs faster (see ``NodeOrder``), takes memory for a copy of the features, and changes which
  /// features and messages dropout leaves out. All results are in the order of the data.
  public var nodeOrder: NodeOrder?
  /// Whether a step keeps only the inputs of groups of layers and computes the rest again in the backward pass. This
  /// takes less memory for deep models and about a third more time, and gives the same bits. Models that it would not
  /// help refuse it (see ``NodeClassifier/canRecomputeLayers``).
  public var recomputesLayers: Bool
  /// The number of bytes of memory that the process may use, or nil for no limit. Before training, the peak is
  /// predicted from steps on a part of the graph; if needed, layers are recomputed. See ``TrainingRecord/memoryPlan``.
  public var memoryLimit: Int?
  /// The schedule of the learning rate per epoch, counted from 0, or nil to use that of the optimiser.
  public var schedule: LearningRateSchedule?
  /// The maximum norm of the gradients, to which larger gradients are scaled down (see
  /// ``Gradients/clip(norm:)``), or nil for no limit.
  public var largestGradientNorm: Float?
  /// The scaling of the features before the model receives them, or nil to choose one that suits them
  /// (see ``FeatureScaling/init(suiting:)``). The classifier scales features in the same way before it
  /// predicts.
  public var featureScaling: FeatureScaling?
  /// The seed of dropout and of the split, if that is drawn at random. It does not affect the initial
  /// weights, which are drawn when the model is created: `GCN(for: data, seed: 1)`.
  public var seed: UInt64

  /// Creates a trainer with the given settings.
  public init(
    optimizer: any Optimizer = .adam(learningRate: 0.01, weightDecay: 5e-4), epochs: Int = 200,
    earlyStopping: EarlyStopping = .kipf, edgeDropout: Float = 0,
    batches: TrainingBatches = .full, nodeOrder: NodeOrder? = nil, recomputesLayers: Bool = false,
    memoryLimit: Int? = nil, schedule: LearningRateSchedule? = nil, largestGradientNorm: Float? = nil,
    featureScaling: FeatureScaling? = nil, seed: UInt64 = 0
  ) {
    self.optimizer = optimizer
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.edgeDropout = edgeDropout
    self.batches = batches
    self.nodeOrder = nodeOrder
    self.recomputesLayers = recomputesLayers
    self.memoryLimit = memoryLimit
    self.schedule = schedule
    self.largestGradientNorm = largestGradientNorm
    self.featureScaling = featureScaling
    self.seed = seed
  }

  /// Trains `model` on the training nodes of `data` and tests it on its test nodes.
  ///
  /// The features are prepared according to ``featureScaling``, and the classifier of the run prepares
  /// its input in the same way: its predictions for `data` are those of the run, bit for bit.
  ///
  /// Throws `badData` if the split needs more nodes than there are, if the model cannot use the edge
  /// weights, or if a feature, a loss, a weight or a score is not finite; the message names the epoch
  /// and the layer in which this is first seen. Throws `usage` if ``epochs`` is negative, if
  /// ``edgeDropout`` is not in 0...1, if the model cannot be trained in the ``batches`` or in the ``nodeOrder``, if it needs more memory than the
  /// ``memoryLimit``, if
  /// the model was created for data of other sizes, or if it has the name of another model of this library.
  ///
  /// The model identifies features and classes by their positions in `data`. To train a saved classifier
  /// further, pass the classifier to ``fit(_:to:callbacks:onEpoch:stoppingWhen:)-(TrainedClassifier,_,_,_,_)``.
  ///
  /// A run that is stopped or whose task is cancelled ends after the current epoch and returns its
  /// results so far. ``TrainingRecord/ending`` is the reason.
  ///
  /// - Parameters:
  ///   - callbacks: what happens after each epoch, such as printing or saving. The figures are the loss and,
  ///     with validation nodes, their loss and accuracy. ``earlyStopping`` decides which weights are kept,
  ///     unless a callback restores others.
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch. Returning true ends the run.
  public func fit(
    _ model: any NodeClassifier, to data: NodeDataset, callbacks: [TrainingCallback] = [],
    onEpoch: (EpochReport) -> Void = { _ in }, stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    let blueprint = ModelBlueprint(of: model)
    try blueprint.requireUniqueName()
    try ModelDescription(blueprint, for: data.sizes).requireSizes(of: model, dataset: data.name)
    let preparation = FeaturePreparation(for: data, scaling: featureScaling)
    let task = try NodeTask(model: model, data: data, preparation: preparation)
    let split = try data.resolvedSplit(seed: seed)
    var run = try fit(
      model, task, split: split, callbacks: callbacks, onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    run.notes =
      data.trainingNotes(for: [blueprint], split: split, scaling: preparation.scaling)
      + TrainingRecord.notes(on: [run.record], earlyStopping, epochs: epochs)
    return run
  }

  /// Trains `model` on the training nodes of `split`. Several runs may share one `task`.
  func fit<Model: NodeClassifier>(
    _ model: Model, _ task: NodeTask, split: NodeSplit, callbacks: [TrainingCallback] = [],
    onEpoch: (EpochReport) -> Void = { _ in }, stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    if let problem = task.problem { throw problem }
    guard epochs >= 0 else {
      throw DataError(.usage, "epochs is \(epochs); expected at least 0")
    }
    guard (0...1).contains(edgeDropout) else {
      throw DataError(.usage, "edgeDropout is \(edgeDropout); expected 0 to 1")
    }
    let clock = ContinuousClock()
    let start = clock.now
    let trained: TrainedEpochs<Model>
    let (training, trainingSplit, number): (NodeTask, NodeSplit, [Int32]?)
    if let nodeOrder {
      let renumbered = try task.renumbered(nodeOrder, for: model)
      (training, trainingSplit, number) = (
        renumbered.task, split.renumbered(renumbered.number), renumbered.number
      )
    } else {
      (training, trainingSplit, number) = (task, split, nil)
    }
    let batches = try batches.prepared(
      for: model, training, number: number, trainNodes: trainingSplit.train, seed: seed
    ) { count throws(DataError) in try task.metisPartition(count) }
    guard !recomputesLayers || model.canRecomputeLayers else {
      throw DataError(
        .usage,
        "recomputesLayers is true, but the model has fewer than 4 layers, or none that can be computed again")
    }
    let plan = try memoryLimit.map { limit throws(DataError) in
      try MemoryForecast(training, trainingSplit, batches, model)
        .plan(limit: limit, recomputes: recomputesLayers)
    }
    let recomputes = plan?.recomputesLayers ?? recomputesLayers
    if let batches {
      guard edgeDropout == 0 else {
        throw DataError(.usage, "edgeDropout is \(edgeDropout); expected 0 for training in batches")
      }
      trained = try runEpochs(
        BatchEpochs(
          training, batches, trainingSplit, seed: seed, epochs: epochs, recomputesLayers: recomputes),
        of: model, callbacks: callbacks, onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    } else {
      trained = try runEpochs(
        NodeEpochs(
          training, trainingSplit, seed: seed, edgeDropout: edgeDropout, recomputesLayers: recomputes),
        of: model,
        callbacks: callbacks,
        onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    }
    let everything = task.everything
    let scores = everything.scores(trained.model)
    guard scores.isFinite else {
      throw everything.notFinite("a score after epoch \(trained.bestEpoch)", trained.model)
    }
    let predictions = scores.argmax(axis: 1)
    let accuracy = { (nodes: [Int32]) in
      Statistics.share(of: nodes) { predictions[Int($0)] == task.labels[Int($0)] }
    }
    var record = TrainingRecord(
      seed: seed, history: trained.history, ending: trained.ending, bestEpoch: trained.bestEpoch,
      split: split,
      trainAccuracy: accuracy(split.train),
      validationAccuracy: accuracy(split.validation), testAccuracy: accuracy(split.test),
      predictions: predictions, parameterCount: trained.model.parameterCount,
      seconds: (clock.now - start).milliseconds / 1000)
    record.memoryPlan = plan
    record.parts = batches?.partition.map { TrainingParts($0, of: training.data.graph) }
    var classifier = TrainedClassifier(
      trained.model, preparation: task.preparation, data: task.data, split: split)
    classifier.training = TrainingSummary(self, record)
    return TrainingRun(classifier: classifier, record: record)
  }
}

extension Duration {
  /// The duration in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds) * 1e-15
  }
}
