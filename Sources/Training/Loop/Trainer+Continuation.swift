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
  /// `data` has no split, the split of the classifier is used for the nodes that also exist in `data`
  /// (see ``TrainedClassifier/split(in:)``). The new classifier records all nodes that it was ever
  /// trained on.
  ///
  /// Throws the errors of ``fit(_:to:onEpoch:stoppingWhen:)-(NodeClassifier,_,_,_)``, `badData` if the
  /// features of `data` are not those of the model or it has other classes, and `usage` if
  /// ``featureScaling`` is set and differs from that of the classifier.
  ///
  /// - Parameters:
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch. Returning true ends the run.
  public func fit(
    _ classifier: TrainedClassifier, to data: NodeDataset, onEpoch: (EpochReport) -> Void = { _ in },
    stoppingWhen: (EpochReport) -> Bool = { _ in false }
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
    let split = try split(of: data, for: classifier).withoutTests(on: classifier.trainedNodes(in: data))
    let data = data.withClasses(classifier.classNames, numbers: numbers)
    let task = try NodeTask(model: classifier.model, data: data, preparation: preparation)
    let run = try fit(classifier.model, task, split: split, onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    return TrainingRun(
      classifier: run.classifier.remembering(classifier, in: data), record: run.record,
      notes: data.notesOnTrainingFurther(
        ModelBlueprint(of: classifier.model), split: split, scaling: preparation.scaling)
        + TrainingRecord.notes(on: [run.record], earlyStopping, epochs: epochs))
  }

  private func split(of data: NodeDataset, for classifier: TrainedClassifier) throws(DataError) -> NodeSplit {
    if data.split == .standard, let own = classifier.split(in: data), !own.train.isEmpty { return own }
    return try data.resolvedSplit(seed: seed)
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
