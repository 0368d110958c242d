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
    let outputs = try OutputSet(
      [("--output", file)], inputs: input.files + [("--model", model)], reports: output.json)
    let saved = try TrainedClassifier(contentsOf: model)
    let data = try input.load()
    StandardError.write(notes: saved.notes(on: data))
    if type(of: saved.model).input == .graph { try data.requireGraph() }
    let table = try PredictionTable(saved, on: data)
    guard let file else { return try output.print(table.json, data: table.csv) }
    try outputs.add(Array(table.csv.utf8), to: file)
    if output.json { try output.print(table.json, data: "") }
    try outputs.commit()
  }
}
