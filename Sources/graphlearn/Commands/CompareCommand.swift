internal import ArgumentParser
internal import GraphLearning

/// `graphlearn compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Train several models on the same splits and seeds and compare them.",
    discussion: """
      Label propagation and an MLP, which look at the graph alone and at the features alone, always stand beside. An option of \
      training applies to every model that has it.

      EXAMPLES
        graphlearn compare --models gcn,gat,sage
        graphlearn compare --dataset cora --data-dir data --models gcn,gat,hgnn --runs 10
        graphlearn compare --dataset cora --data-dir data --models mlp,cnn,lstm,attention,gcn,gat,hgnn
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "The models, with commas between them: \(Self.names.joined(separator: ", ")).", valueName: "names"))
  var models = "gcn,gat,hgnn"

  @OptionGroup(title: "Training") var training: RecipeOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: ArgumentHelp("The number of runs of each, with seeds seed, seed + 1, ...", valueName: "n"))
  var runs = 5

  private static let names = Baseline.allCases.map(\.rawValue) + ModelRegistry.standard.names

  /// The models in the order of the table: the baselines that always stand beside, then those asked for.
  private var chosen: [String] {
    var names = [Baseline.labelPropagation.rawValue, "mlp"]
    for name in models.split(separator: ",").map(String.init) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  mutating func validate() throws {
    try checkRange("--runs", runs, 1...1_000_000)
    let asked = models.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let unknown = asked.first(where: { !Self.names.contains($0) }) {
      throw ValidationError(
        "--models takes \(Self.names.joined(separator: ", ")), not '\(unknown)'\(NearestName.suggestion(for: String(unknown), among: Self.names))"
      )
    }
  }

  mutating func run() throws {
    try execution.withThreads { try compare() }
  }

  private func compare() throws(DataError) {
    let data = try input.load()
    // Label propagation always stands beside.
    try data.requireGraph()
    let comparison = Comparison(
      on: data, seeds: (0..<UInt64(runs)).map { execution.seed &+ $0 }, scaling: training.scaling)
    let recipes = try training.recipes(for: chosen.filter { Baseline(rawValue: $0) == nil }, on: data)
    StandardError.write(
      notes: data.trainingNotes(
        for: recipes.map(\.model), split: try data.resolvedSplit(seed: execution.seed),
        scaling: training.scaling))
    var rows: [ComparisonReport.Row] = []
    for name in chosen {
      BufferPool.trim()
      ProcessFigures.restartPeakMemory()
      // The MLP, which always is there, is what is corrected.
      guard
        let recipe = recipes.first(where: { $0.name == name })
          ?? recipes.first(where: { $0.name == "mlp" })
      else { throw DataError(.usage, "model '\(name)' is unknown") }
      let progress = Progress(runCount: runs, epochs: recipe.epochs, options: output, label: name)
      let row =
        if let baseline = Baseline(rawValue: name) {
          try comparison.run(baseline, recipe: recipe) { progress.show(run: $0, $1) }
        } else {
          try comparison.run(recipe) { progress.show(run: $0, $1) }
        }
      progress.finish()
      rows.append(.init(row: row, peakMemoryMegabytes: ProcessFigures.peakMemoryMegabytes))
    }
    let report = ComparisonReport(data: data, runs: runs, threads: execution.threadCount, rows: rows)
    try output.print(report.json, text: report.text)
  }
}
