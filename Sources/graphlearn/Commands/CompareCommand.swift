// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Train several models on the same splits and seeds and compare them.",
    discussion: """
      Two baselines are always included: label propagation, which uses only the graph and the training \
      labels, and an MLP, which uses only the features. Each model has the settings of its paper, including \
      its rule for when to stop; an option on training applies to each model that supports it, so \
      --epochs, --early-stopping and --patience give all models the same rule.

      EXAMPLES
        graphlearn compare --models gcn,gat,sage
        graphlearn compare --dataset cora --data-dir data --models gcn,gat,hgnn --runs 10
        graphlearn compare --dataset cora --data-dir data --models mlp,cnn,lstm,attention,gcn,gat,hgnn
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "The models to compare, separated by commas: \(NameList.modelsAndBaselines.text).",
      valueName: "names"), completion: .list(NameList.modelsAndBaselines.names),
    transform: { try NameList.modelsAndBaselines.names($0) })
  var models = ["gcn", "gat", "hgnn"]

  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.customLong("runs"), .customLong("seeds")],
    help: ArgumentHelp(
      "The number of runs per model, from 1 to 1000000. The runs use the seeds --seed, --seed + 1 and so on.",
      valueName: "n"))
  var runs = 5

  /// The models in the order of the table: the two baselines that are always included, then the models
  /// asked for.
  private var chosen: [String] {
    var names = [Baseline.labelPropagation.rawValue, "mlp"]
    for name in models where !names.contains(name) { names.append(name) }
    return names
  }

  mutating func validate() throws {
    try checkRange("--runs", runs, 1...1_000_000)
  }

  mutating func run() throws {
    try execution.withThreads { try compare() }
  }

  private func compare() throws(DataError) {
    let data = try input.load()
    // Label propagation is always included and needs the graph.
    try data.requireGraph()
    let comparison = Comparison(
      on: data, seeds: (0..<UInt64(runs)).map { execution.seed &+ $0 },
      featureScaling: training.featureScaling)
    let settings = try training.settings(for: chosen.filter { Baseline(rawValue: $0) == nil }, on: data)
    StandardError.write(
      notes: data.trainingNotes(
        for: settings.map(\.model), split: try data.resolvedSplit(seed: execution.seed),
        scaling: training.featureScaling))
    var rows: [ComparisonReport.Row] = []
    for name in chosen {
      BufferPool.trim()
      ProcessFigures.restartPeakMemory()
      // Correct and Smooth corrects the predictions of the MLP, which is always included.
      guard
        let modelSettings = settings.first(where: { $0.name == name })
          ?? settings.first(where: { $0.name == "mlp" })
      else { throw DataError(.usage, "unknown model '\(name)'") }
      let progress = Progress(runCount: runs, settings: modelSettings, options: output, label: name)
      let row =
        if let baseline = Baseline(rawValue: name) {
          try comparison.run(baseline, settings: modelSettings) { progress.show(run: $0, $1) }
        } else {
          try comparison.run(modelSettings) { progress.show(run: $0, $1) }
        }
      progress.finish()
      StandardError.write(notes: row.notes.map { DataNote("\(name): \(wording: $0.wording)", at: $0.place) })
      rows.append(.init(row: row, peakMemoryMegabytes: ProcessFigures.peakMemoryMegabytes))
    }
    let report = ComparisonReport(data: data, runs: runs, threads: execution.threadCount, rows: rows)
    try output.print(report.json, text: report.text)
  }
}
