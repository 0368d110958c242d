// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

extension Trainer {
  /// The number of features of the encoding of a node, and of hidden units of the decoder, for tasks on edges.
  public static let edgeEncodingSize = 64

  /// Trains a model on numbers of nodes, or on classes or numbers of edges.
  ///
  /// For numbers of nodes, the model has one output. For edges, it has ``edgeEncodingSize`` outputs, from which an
  /// ``EdgeDecoder`` computes the scores of an edge. All edges of the graph pass messages, those of the test
  /// included; their targets are used only where they belong to the training part. Numbers and edge features are
  /// scaled to mean 0 and standard deviation 1 over the training part; figures and predictions are in the original
  /// unit. The loss is the mean cross entropy or the mean squared error.
  ///
  /// ```swift
  /// let run = try Trainer(epochs: 500, earlyStopping: .loss(patience: 50))
  ///   .fit(ModelBlueprint(GCN.self), to: prices, of: houses)
  /// print(run.test.meanAbsoluteError ?? .nan)
  /// ```
  ///
  /// Throws `badData` and `usage` as ``fit(_:to:callbacks:onEpoch:stoppingWhen:)-(NodeClassifier,_,_,_,_)`` does.
  ///
  /// - Parameters:
  ///   - model: the type of the model and its settings.
  ///   - targets: what the model learns.
  ///   - data: the graph and the features of its nodes; labels are not used.
  ///   - callbacks: what happens after each epoch; see ``TrainingCallback``.
  ///   - onEpoch: called after each epoch.
  public func fit(
    _ model: ModelBlueprint, to targets: GraphTargets, of data: NodeDataset,
    callbacks: [TrainingCallback] = [],
    onEpoch: (EpochReport) -> Void = { _ in }
  ) throws(DataError) -> TargetRun {
    try model.requireUniqueName()
    let outputs =
      targets.task.isOnEdges
      ? Self.edgeEncodingSize : targets.task.isRegression ? 1 : targets.classNames.count
    let sizes = data.sizes.with(classCount: outputs)
    return try fit(
      try model.model(for: sizes, seed: seed), targets, data, sizes, callbacks: callbacks, onEpoch: onEpoch)
  }

  private func fit<Encoder: NodeClassifier>(
    _ encoder: Encoder, _ targets: GraphTargets, _ data: NodeDataset, _ sizes: DatasetSizes,
    callbacks: [TrainingCallback], onEpoch: (EpochReport) -> Void
  ) throws(DataError) -> TargetRun {
    guard epochs >= 0 else { throw DataError(.usage, "epochs is \(epochs); expected at least 0") }
    guard edgeDropout == 0 else {
      throw DataError(
        .usage, "edgeDropout is \(edgeDropout); expected 0 for targets other than classes of nodes")
    }
    guard batches == .full else {
      throw DataError(.usage, "batches is not .full, which targets other than classes of nodes need")
    }
    guard nodeOrder == nil && !recomputesLayers && memoryLimit == nil else {
      throw DataError(
        .usage,
        "nodeOrder, recomputesLayers or memoryLimit is set; expected the defaults for targets other than classes of nodes"
      )
    }
    let clock = ContinuousClock()
    let start = clock.now
    let split = try targets.resolvedSplit(seed: seed)
    let preparation = FeaturePreparation(for: data, scaling: featureScaling)
    let task = try NodeTask(
      model: encoder, data: data, preparation: preparation, classCount: sizes.classCount)
    if let problem = task.problem { throw problem }
    let scale = TargetScale(targets, train: split.train)
    let edgeScale = EdgeFeatureScale(targets.edgeFeatures, train: split.train)
    let edgeFeatures = edgeScale.scaled(targets.edgeFeatures)
    var decoder =
      targets.task.isOnEdges
      ? EdgeDecoder(
        encodingSize: sizes.classCount, edgeFeatureCount: edgeFeatures?.shape[1] ?? 0,
        hiddenSize: Self.edgeEncodingSize,
        outputSize: targets.task.isRegression ? 1 : targets.classNames.count,
        isDirected: data.isDirected) : nil
    decoder?.initialize(seed: seed)
    let part = { (indices: [Int32]) in
      TargetPart(targets, indices, edgeFeatures: edgeFeatures, scale: scale, in: task)
    }
    let trained = try runEpochs(
      TargetEpochs<Encoder>(
        training: part(split.train),
        validating: split.validation.isEmpty ? nil : part(split.validation), seed: seed),
      of: GraphPredictor(encoder: encoder, decoder: decoder), callbacks: callbacks, onEpoch: onEpoch)
    let figures = { (indices: [Int32]) throws(DataError) in
      guard !indices.isEmpty else { return TargetFigures(of: targets) }
      let part = part(indices)
      let scores = trained.model.scores(part, ForwardContext()).value
      guard scores.isFinite else {
        throw trained.model.notFinite("a score after epoch \(trained.bestEpoch)", part)
      }
      return TargetFigures(scores, indices, targets, scale: scale)
    }
    let predictor = TrainedPredictor(
      task: targets.task, encoder: trained.model.encoder, decoder: trained.model.decoder,
      preparation: preparation,
      sizes: sizes, classNames: targets.classNames, scale: scale, edgeScale: edgeScale,
      edgeFeatureNames: targets.edgeFeatureNames, nodeIdentifiers: Array(data.nodeIdentifiers),
      isDirected: data.isDirected, places: TrainedPlaces(targets, split))
    return TargetRun(
      predictor: predictor, seed: seed, history: trained.history, ending: trained.ending,
      bestEpoch: trained.bestEpoch, split: split,
      train: try figures(split.train), validation: try figures(split.validation),
      test: try figures(split.test),
      parameterCount: trained.model.parameterCount, seconds: (clock.now - start).milliseconds / 1000,
      notes: notes(targets, split, hasStopping: earlyStopping.rule != .never)
        + data.notesForTargets(model: ModelBlueprint(of: encoder), scaling: preparation.scaling))
  }

  /// Returns notes on parts without targets, classes without training edges and numbers that are all equal.
  private func notes(_ targets: GraphTargets, _ split: NodeSplit, hasStopping: Bool) -> [DataNote] {
    var notes: [DataNote] = []
    let unit = targets.task.isOnEdges ? "edges" : "nodes"
    if split.validation.isEmpty && hasStopping {
      notes.append(
        DataNote("without validation \(unit), training does not stop early and keeps the last weights"))
    }
    if split.test.isEmpty { notes.append(DataNote("without test \(unit), there are no test figures")) }
    let trained = Set(split.train.compactMap { targets.labels.isEmpty ? nil : targets.labels[Int($0)] })
    let missing =
      targets.labels.isEmpty ? [] : targets.classNames.indices.filter { !trained.contains(Int32($0)) }
    if !missing.isEmpty {
      let names = missing.map { targets.classNames[$0] }
      notes.append(
        DataNote(
          "\(ClassList.text(names)) \(names.count == 1 ? "has" : "have") no training edges, so no model can learn \(names.count == 1 ? "it" : "them")"
        ))
    }
    let tested = Set(split.test.compactMap { targets.labels.isEmpty ? nil : targets.labels[Int($0)] })
    let untested = targets.classNames.indices.filter { !tested.contains(Int32($0)) && !split.test.isEmpty }
    if !targets.labels.isEmpty, !untested.isEmpty {
      let names = untested.map { targets.classNames[$0] }
      notes.append(
        DataNote(
          "\(ClassList.text(names)) \(names.count == 1 ? "has" : "have") no test edges, so the test figures do not say how well \(names.count == 1 ? "it is" : "they are") predicted"
        ))
    }
    if targets.classNames.count == 1 {
      notes.append(
        DataNote("there is only one class, '\(targets.classNames[0])', so every prediction is correct"))
    }
    if targets.classNames.count > 20, targets.classNames.allSatisfy({ Double($0) != nil }) {
      notes.append(
        DataNote(
          "the \(targets.classNames.count) classes of edges are numbers; to predict numbers, use \(swift: ".edgeRegression", option: "--task edge-regression")"
        ))
    }
    if let features = targets.edgeFeatures, targets.task.isRegression {
      let known = targets.known
      for (column, name) in targets.edgeFeatureNames.enumerated()
      where known.allSatisfy({ features[Int($0), column] == Float(targets.values[Int($0)]) }) {
        notes.append(DataNote("the feature '\(name)' of the edges equals the numbers to predict"))
      }
    }
    if targets.task.isRegression, Set(split.train.map { targets.values[Int($0)] }).count == 1 {
      notes.append(DataNote("all training \(unit) have the same number"))
    }
    return notes
  }
}
