internal import ArgumentParser
internal import GraphLearning

/// `graphlearn predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Classify the nodes of a graph with a saved model.",
    discussion: """
      The graph must have the features that the model was trained on; it may be another one.

      EXAMPLES
        graphlearn predict --model cora.safetensors --content new.content --cites new.cites --output classes.csv
      """)

  @Option(help: ArgumentHelp("The saved model.", valueName: "file.safetensors"))
  var model: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      "Where to write `id,label,probability` lines (default: standard output).", valueName: "file.csv"))
  var file: String?

  mutating func run() throws {
    try execution.withThreads { try predict() }
  }

  private func predict() throws(DataError) {
    let saved = try SavedModel(contentsOf: model)
    let data = try input.load()
    let table = PredictionTable(try saved.probabilities(for: data), model: saved, data: data)
    guard let file else { return try output.print(table.json, text: table.csv) }
    try FileOutput.write(Array(table.csv.utf8), to: file)
    if output.json { try StandardOutput.write(table.json.text(indented: true) + "\n") }
  }
}
