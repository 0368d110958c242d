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
        graphlearn predict --model cora.safetensors --content cora.content --cites cora.cites --probabilities
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

  @Flag(
    name: .customLong("probabilities"),
    help:
      "Add the probability of every class: a column `probability:CLASS` each, in JSON an object `probabilities`."
  )
  var hasAllProbabilities = false

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
    let table = PredictionTable(
      try saved.nodePredictions(for: data), hasAllProbabilities: hasAllProbabilities)
    guard let file else { return try output.print(table.json, data: table.csv) }
    try outputs.add(Array(table.csv.utf8), to: file)
    if output.json { try output.print(table.json, data: "") }
    try outputs.commit()
  }
}
