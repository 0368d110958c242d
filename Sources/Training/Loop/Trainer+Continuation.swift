// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import GraphNetworks

extension Trainer {
  /// Trains a classifier further on the training nodes of `data`, which may be the data that it was
  /// trained on or others, and tests it on the test nodes.
  ///
  /// ```swift
  /// let classifier = try TrainedClassifier(contentsOf: "cora.safetensors")
  /// let run = try Trainer(optimizer: .adam(learningRate: 0.001), epochs: 50).fit(classifier, to: moreLabels)
  /// ```
  ///
  /// The weights keep their values; the optimiser starts again. Features are matched by name and
  /// prepared as before, and classes are matched by name. `data` need not contain nodes of every class.
  ///
  /// Nodes that the classifier was trained on before are excluded from the validation and test nodes. If
  /// the split of `data` is random without a seed, nodes keep their parts in the split of the classifier
  /// (see ``TrainedClassifier/split(in:)``), and only labelled nodes that are in none of them are drawn
  /// anew, which a note reports. The new classifier records all nodes that it was ever trained on.
  ///
  /// Throws the errors of ``fit(_:to:callbacks:onEpoch:stoppingWhen:)-(NodeClassifier,_,_,_,_)``, `badData` if the
  /// features of `data` are not those of the model or it has other classes, and `usage` if
  /// ``featureScaling`` is set and differs from that of the classifier.
  ///
  /// - Parameters:
  ///   - callbacks: what happens after each epoch; see ``TrainingCallback``.
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch. Returning true ends the run.
  public func fit(
    _ classifier: TrainedClassifier, to data: NodeDataset, callbacks: [TrainingCallback] = [],
    onEpoch: (EpochReport) -> Void = { _ in }, stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    let preparation = classifier.preparation(for: data)
    if let featureScaling, featureScaling != preparation.scaling {
      throw DataError(
        .usage,
        "the trainer has featureScaling \(featureScaling.rawValue), but the classifier scales features by \(preparation.scaling.rawValue)",
        hint: "omit featureScaling: features are prepared as in the first training")
    }
    try classifier.requireNodeCount(of: data)
    let numbers = try classifier.classNumbers(of: data)
    // The split is resolved before the classes of the classifier are used, because rules with nodes per
    // class refer to the classes of `data`.
    let (chosen, notes) = try split(of: data, for: classifier)
    let split = chosen.withoutTests(on: classifier.trainedNodes(in: data))
    let data = data.withClasses(classifier.classNames, numbers: numbers)
    let task = try NodeTask(model: classifier.model, data: data, preparation: preparation)
    let run = try fit(
      classifier.model, task, split: split, callbacks: callbacks, onEpoch: onEpoch,
      stoppingWhen: stoppingWhen)
    return TrainingRun(
      classifier: run.classifier.remembering(classifier, in: data), record: run.record,
      notes: classifier.notes(on: data) + notes
        + data.notesOnTrainingFurther(
          ModelBlueprint(of: classifier.model), split: split, scaling: preparation.scaling)
        + TrainingRecord.notes(on: [run.record], earlyStopping, epochs: epochs))
  }

  /// Returns the split for training a classifier further, and a note if it has drawn nodes.
  private func split(of data: NodeDataset, for classifier: TrainedClassifier) throws(DataError) -> (
    NodeSplit, [DataNote]
  ) {
    guard data.split.isDrawnInEachRun, let own = classifier.split(in: data), !own.train.isEmpty else {
      return (try data.resolvedSplit(seed: seed), [])
    }
    // A published split leaves out nodes on purpose.
    if data.split == .standard, data.publishedSplit != nil { return (own, []) }
    let known = Set(own.train + own.validation + own.test)
    let isNew = { (node: Int32) in !known.contains(node) }
    guard data.labels.indices.contains(where: { data.labels[$0] >= 0 && isNew(Int32($0)) }) else {
      return (own, [])
    }
    let drawn = try data.resolvedSplit(seed: seed)
    let parts = (drawn.train.filter(isNew), drawn.validation.filter(isNew), drawn.test.filter(isNew))
    let added = NodeSplit(train: parts.0, validation: parts.1, test: parts.2)
    return (
      NodeSplit(
        train: own.train + added.train, validation: own.validation + added.validation,
        test: own.test + added.test),
      [
        DataNote(
          "nodes keep their parts in the classifier's split; the other labelled nodes were drawn with seed \(seed): \(added)"
        )
      ]
    )
  }
}

extension NodeSplit {
  /// Returns the split with `nodes` removed from the validation and test nodes.
  fileprivate func withoutTests(on nodes: Set<Int32>) -> NodeSplit {
    NodeSplit(
      train: train, validation: validation.filter { !nodes.contains($0) },
      test: test.filter { !nodes.contains($0) })
  }
}
