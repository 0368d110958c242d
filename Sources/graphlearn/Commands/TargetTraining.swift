// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// What `graphlearn train` learns.
enum TrainingTask: String, ExpressibleByArgument, CaseIterable {
  case node
  case regression
  case edge
  case edgeRegression = "edge-regression"

  /// The kind of targets; nil for the classes of nodes.
  var targets: GraphTargets.Task? { GraphTargets.Task(rawValue: rawValue) }
}

/// Trains a model on numbers of nodes, or on classes or numbers of edges.
struct TargetTraining {
  let task: GraphTargets.Task
  let command: TrainCommand

  func run() throws(DataError) {
    let input = command.input
    let outputs = try OutputSet(
      [("--save", command.save), ("--predictions", command.predictions)],
      inputs: input.files)
    try checkOptions()
    let (data, targets) = try read()
    if ModelRegistry.standard[command.model.model]?.model.input == .graph { try data.requireGraph() }
    let settings = try command.training.settings(for: command.model.model, on: data, task: task)
    StandardError.write(notes: targets.notes)
    let progress = Progress(
      runCount: command.runs, settings: settings, options: command.output, hasAccuracy: !task.isRegression)
    var runs: [TargetRun] = []
    for index in 0..<command.runs {
      var trainer = settings.trainer(seed: command.execution.seed &+ UInt64(index))
      trainer.featureScaling = command.training.featureScaling ?? settings.featureScaling
      runs.append(
        try trainer.fit(settings.model, to: targets, of: data, onEpoch: { progress.show(run: index, $0) }))
    }
    progress.finish()
    StandardError.write(notes: runs[0].notes)
    let chosen = runs.indices.max { runs[$0].bestQuality < runs[$1].bestQuality } ?? 0
    if let save = command.save { try outputs.add(try runs[chosen].predictor.bytes(), to: save) }
    if let path = command.predictions {
      let predictions = try runs[chosen].predictor.predictions(for: data, at: targets)
      try outputs.add(Array(TargetPredictionTable(predictions).csv.utf8), to: path)
    }
    let report = TargetReport(
      data: data, targets: targets, settings: settings,
      source: command.training.source(of: command.model.model, for: data) ?? .paper, runs: runs,
      chosen: chosen,
      threads: command.execution.threadCount, save: command.save, predictions: command.predictions)
    try command.output.print(report.json, text: report.text)
    try outputs.commit()
  }

  /// Throws `usage` for options that do not apply to the task.
  private func checkOptions() throws(DataError) {
    if (command.training.modelSettings.edgeDropout ?? 0) > 0 {
      throw DataError(.usage, "--edge-dropout applies to --task node")
    }
    if let option = command.training.batching.option {
      throw DataError(.usage, "\(option) applies to --task node")
    }
    if command.training.recompute { throw DataError(.usage, "--recompute applies to --task node") }
    if command.training.maxMemory != nil { throw DataError(.usage, "--max-memory applies to --task node") }
    if command.training.nodeOrder != nil { throw DataError(.usage, "--node-order applies to --task node") }
    let rules: [StoppingRule] = [.accuracy, .either]
    let kept: [KeptWeights] = [.accuracy, .both]
    if task.isRegression,
      command.training.earlyStopping.map(rules.contains) ?? false
        || command.training.keep.map(kept.contains) ?? false
    {
      throw DataError(.usage, "a regression has no accuracy to stop by or to keep weights by; expected loss")
    }
  }

  private func read() throws(DataError) -> (NodeDataset, GraphTargets) {
    let input = command.input
    guard task.isOnEdges else {
      return try input.loadNumbers()
    }
    guard let labels = input.labels else {
      throw DataError(
        .usage,
        "--task \(task.rawValue) requires --labels with rows `source,target,\(task.isRegression ? "number" : "class")`, one per edge"
      )
    }
    let (data, rule, reading) = try input.loadWithoutLabels()
    let targets = try GraphTargets(
      edgeLabels: labels, for: task, features: input.edgeFeatures, in: data, reading: reading)
    return (data, try rule.map { (rule) throws(DataError) in try targets.withSplit(rule) } ?? targets)
  }
}

extension TargetRun {
  /// The quality on the validation part of the epoch whose weights were kept; the lower the loss, the higher.
  fileprivate var bestQuality: Double {
    guard history.indices.contains(bestEpoch - 1), let validation = history[bestEpoch - 1].validation else {
      return 0
    }
    return -validation.loss
  }
}

extension TrainingOptions {
  /// Returns the settings of a model for numbers of nodes or for edges. Where neither options nor the data set
  /// decide, the hidden layers have 64 units, there are at most 1000 epochs, and training stops when the validation
  /// loss has not improved for 100 epochs; numbers are learnt without dropout.
  func settings(for model: String, on data: NodeDataset, task: GraphTargets.Task) throws(DataError)
    -> PaperSettings
  {
    var options = self
    if hidden == nil { options.hidden = 64 }
    if epochs == nil { options.epochs = 1000 }
    if earlyStopping == nil {
      options.earlyStopping = .loss
      if patience == nil { options.patience = 100 }
    }
    if dropout == nil && task.isRegression { options.dropout = 0 }
    do throws(DataError) {
      return try options.settings(for: model, on: data)
    } catch {
      // A model without hidden layers or dropout refuses these two options.
      options.hidden = hidden
      options.dropout = dropout
      return try options.settings(for: model, on: data)
    }
  }
}
