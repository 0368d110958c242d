internal import ArgumentParser
internal import GraphLearning

/// `graphlearn train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a node classifier and report its accuracy.",
    discussion: """
      EXAMPLES
        graphlearn train
        graphlearn train --dataset cora --data-dir data --runs 10
        graphlearn train --dataset cora --data-dir data --model gat --heads 4
        graphlearn train --edges edges.csv --features features.csv --labels labels.csv --save model.safetensors
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Training") var training: RecipeOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: ArgumentHelp("The number of runs, with seeds seed, seed + 1, ...", valueName: "n"))
  var runs = 1

  @Option(
    help: ArgumentHelp(
      "Where to save the model: that of the run with the best validation accuracy.",
      valueName: "file.safetensors"))
  var save: String?

  @Option(help: ArgumentHelp("Where to write `id,label,probability` of every node.", valueName: "file.csv"))
  var predictions: String?

  mutating func validate() throws {
    if runs < 1 || runs > 1_000_000 {
      throw ValidationError("--runs takes a number from 1 to 1000000, not \(runs)")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try train() }
  }

  private func train() throws(DataError) {
    let outputs = try OutputSet([("--save", save), ("--predictions", predictions)], inputs: input.files)
    let data = try input.load()
    if ModelRegistry.standard[model.model]?.model.input == .graph { try data.requireGraph() }
    let seeds = (0..<UInt64(runs)).map { execution.seed &+ $0 }
    let experiment = Experiment(
      try training.recipe(for: model.model, on: data), on: data, seeds: seeds, scaling: training.scaling)
    StandardError.write(
      notes: data.trainingNotes(
        for: [experiment.recipe.model], split: try data.resolvedSplit(seed: execution.seed),
        scaling: experiment.preparation.scaling))
    let progress = Progress(runCount: runs, epochs: experiment.recipe.epochs, options: output)
    let result = try experiment.run(onEpoch: { progress.show(run: $0, $1) })
    progress.finish()
    StandardError.write(notes: notes(on: result, data))
    if let save { try outputs.add(try result.classifier.bytes(), to: save) }
    if let predictions {
      let table = PredictionTable(try result.classifier.nodePredictions(for: data))
      try outputs.add(Array(table.csv.utf8), to: predictions)
    }
    let report = TrainReport(
      experiment: experiment, result: result,
      recipeName: (training.source(of: model.model, for: data) ?? .paper).rawValue,
      threads: execution.threadCount,
      save: save,
      predictions: predictions)
    try output.print(report.json, text: report.text)
    try outputs.commit()
  }

  /// Classes that the chosen model gives to no node.
  private func notes(on result: Experiment.Result, _ data: NodeDataset) -> [DataNote] {
    let predicted = Set(result.runs[result.chosen].predictions)
    let missed = data.classNames.enumerated().filter { !predicted.contains(Int32($0.offset)) }.map(\.element)
    return missed.isEmpty ? [] : [DataNote("the model predicts \(ClassList.text(missed)) for no node")]
  }
}
