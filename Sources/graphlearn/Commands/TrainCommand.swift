// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model of nodes or edges and report its accuracy or error.",
    discussion: """
      The defaults of the options on training are the settings of the model's paper; they depend on the \
      model and on the data set.

      EXAMPLES
        graphlearn train
        graphlearn train --dataset cora --data-dir data --runs 10
        graphlearn train --dataset cora --data-dir data --model gat --heads 4
        graphlearn train --edges edges.csv --features features.csv --labels labels.csv --feature-scaling standard --save model.safetensors
        graphlearn train --task regression --edges edges.csv --features features.csv --labels prices.csv
        graphlearn train --task edge --edges edges.csv --features features.csv --labels trust.csv
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      """
      What to learn: the classes of nodes (node), numbers of nodes (regression; --labels has rows \
      `id,number`), classes of edges (edge; --labels has rows `source,target,class`) or numbers of edges \
      (edge-regression; rows `source,target,number`). For all but node, hidden layers have 64 units, at most \
      1000 epochs are run, and training stops when the validation loss has not improved for 100 epochs, unless \
      options say otherwise; numbers are learnt without dropout.
      """, valueName: "task"))
  var task = TrainingTask.node

  @Option(
    name: [.customLong("runs"), .customLong("seeds")],
    help: ArgumentHelp(
      "The number of runs, from 1 to 1000000. The runs use the seeds --seed, --seed + 1 and so on.",
      valueName: "n"))
  var runs = 1

  @Option(
    help: ArgumentHelp(
      "The file for the trained model. Of several runs, the one with the best validation accuracy or, for numbers and edges, the lowest validation loss is saved.",
      valueName: "file.safetensors"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "The file for the predictions of this model: `id,label,probability` per node, `id,value` for numbers, and `source,target,label,probability` or `source,target,value` for the edges of --labels.",
      valueName: "file.csv"))
  var predictions: String?

  mutating func validate() throws {
    if runs < 1 || runs > 1_000_000 {
      throw ValidationError("--runs must be from 1 to 1000000, not \(runs)")
    }
    if input.edgeFeatures != nil && task.targets?.isOnEdges != true {
      throw ValidationError("--edge-features requires --task edge or --task edge-regression")
    }
  }

  mutating func run() throws {
    try execution.withThreads {
      if let targets = task.targets {
        try TargetTraining(task: targets, command: self).run()
      } else {
        try train()
      }
    }
  }

  private func train() throws(DataError) {
    let outputs = try OutputSet([("--save", save), ("--predictions", predictions)], inputs: input.files)
    noteReplacedFile()
    let data = try input.load()
    if ModelRegistry.standard[model.model]?.model.input == .graph { try data.requireGraph() }
    let seeds = (0..<UInt64(runs)).map { execution.seed &+ $0 }
    let experiment = Experiment(
      try training.settings(for: model.model, on: data), on: data, seeds: seeds,
      featureScaling: training.featureScaling)
    StandardError.write(
      notes: data.trainingNotes(
        for: [experiment.settings.model], split: try data.resolvedSplit(seed: execution.seed),
        scaling: experiment.preparation.scaling))
    let progress = Progress(runCount: runs, settings: experiment.settings, options: output)
    let result = try experiment.run(onEpoch: { progress.show(run: $0, $1) })
    progress.finish()
    StandardError.write(notes: notes(on: result, experiment.settings, data))
    if let reads = data.featureReads, let amplification = reads.amplification {
      StandardError.note(DataNote(reads.text(amplification)))
    }
    if let save { try outputs.add(try result.classifier.bytes(), to: save) }
    if let predictions {
      let table = PredictionTable(try result.classifier.nodePredictions(for: data))
      try outputs.add(Array(table.csv.utf8), to: predictions)
    }
    let report = TrainReport(
      experiment: experiment, result: result,
      source: (training.source(of: model.model, for: data) ?? .paper),
      threads: execution.threadCount,
      save: save,
      predictions: predictions)
    try output.print(report.json, text: report.text)
    try outputs.commit()
  }

  /// Writes a note if the saved model will replace a file that is not one, before any work begins.
  private func noteReplacedFile() {
    guard let save, FileContents.isRegular(save), let bytes = try? FileContents.read(save), !bytes.isEmpty,
      (try? SafeTensors(bytes: bytes, path: save)) == nil
    else { return }
    StandardError.note(DataNote("--save replaces '\(save)', which is not a saved model"))
  }

  /// Returns notes on classes that the saved model never predicts and on runs that reached the limit of
  /// epochs.
  private func notes(on result: Experiment.Result, _ settings: PaperSettings, _ data: NodeDataset)
    -> [DataNote]
  {
    let predicted = Set(result.runs[result.chosen].predictions)
    let missed = data.classNames.enumerated().filter { !predicted.contains(Int32($0.offset)) }.map(\.element)
    let cause =
      data.differsInScale(under: result.classifier.preparation?.scaling)
      ? ", probably because features differ in scale: try --feature-scaling standard" : ""
    return
      (missed.isEmpty ? [] : [DataNote("the model never predicts \(ClassList.text(missed))\(cause)")])
      + TrainingRecord.notes(on: result.runs, settings.earlyStopping, epochs: settings.epochs)
  }
}
