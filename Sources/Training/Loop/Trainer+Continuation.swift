public import GraphCore
public import GraphDatasets
internal import GraphNetworks

extension Trainer {
  /// Trains a classifier further on the training nodes of `data`, which may be those that trained it or others, and tests it on the test nodes.
  ///
  /// ```swift
  /// let classifier = try TrainedClassifier(contentsOf: "cora.safetensors")
  /// let run = try Trainer(optimizer: .adam(learningRate: 0.001), epochs: 50).fit(classifier, to: moreLabels)
  /// ```
  ///
  /// Weights start as they are, the optimiser starts anew. Features are joined by name and prepared as before, classes go by their names;
  /// `data` need not have nodes of every class.
  ///
  /// Nodes that trained the classifier before neither validate nor test it. Where `data` has no split of its own, the split that the
  /// classifier carries applies to those of its nodes that `data` has (see ``TrainedClassifier/split(in:)``). The new classifier remembers
  /// all nodes that ever trained it.
  ///
  /// Throws as ``fit(_:to:onEpoch:stoppingWhen:)-(NodeClassifier,_,_,_)`` does, `badData` where `data` lacks features of the model or has
  /// others or other classes, and `usage` where ``featureScaling`` is given and is not that of the classifier.
  ///
  /// - Parameters:
  ///   - onEpoch: called after each epoch.
  ///   - stoppingWhen: called after each epoch; true ends the run.
  public func fit(
    _ classifier: TrainedClassifier, to data: NodeDataset, onEpoch: (EpochReport) -> Void = { _ in },
    stoppingWhen: (EpochReport) -> Bool = { _ in false }
  ) throws(DataError) -> TrainingRun {
    let preparation = classifier.preparation(for: data)
    if let featureScaling, featureScaling != preparation.scaling {
      throw DataError(
        .usage,
        "a trainer with featureScaling \(featureScaling.rawValue), the classifier scales features by \(preparation.scaling.rawValue)",
        hint: "leave featureScaling out: features are prepared as in the first training")
    }
    try classifier.requireNodeCount(of: data)
    let numbers = try classifier.classNumbers(of: data)
    // A rule that takes nodes of every class is about the classes that there are.
    let split = try split(of: data, for: classifier).withoutTests(on: classifier.trainedNodes(in: data))
    let data = data.withClasses(classifier.classNames, numbers: numbers)
    let task = try NodeTask(model: classifier.model, data: data, preparation: preparation)
    let run = try fit(classifier.model, task, split: split, onEpoch: onEpoch, stoppingWhen: stoppingWhen)
    return TrainingRun(
      classifier: run.classifier.remembering(classifier, in: data), record: run.record,
      notes: data.notesOnTrainingFurther(
        ModelBlueprint(of: classifier.model), split: split, scaling: preparation.scaling))
  }

  private func split(of data: NodeDataset, for classifier: TrainedClassifier) throws(DataError) -> NodeSplit {
    if data.split == .standard, let own = classifier.split(in: data), !own.train.isEmpty { return own }
    return try data.resolvedSplit(seed: seed)
  }
}

extension NodeSplit {
  /// The split without `nodes` among those that validate and test.
  fileprivate func withoutTests(on nodes: Set<Int32>) -> NodeSplit {
    NodeSplit(
      train: train, validation: validation.filter { !nodes.contains($0) },
      test: test.filter { !nodes.contains($0) })
  }
}
