internal import ArgumentParser
internal import GraphLearning

/// `graphlearn info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe a graph: size, components, degrees, homophily, features, classes. Or a saved model.",
    discussion: """
      With --model: what the file of a model says of its settings, features, classes and split; no data are needed.

      EXAMPLES
        graphlearn info
        graphlearn info --dataset citeseer --data-dir data --json
        graphlearn info --model cora.safetensors
      """)

  @Option(help: ArgumentHelp("Describe this saved model instead of a graph.", valueName: "file.safetensors"))
  var model: String?

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    let describesGraph =
      input.dataset != nil || input.dataDir != nil || input.featuresFrom != nil || input.component != nil
      || input.directed || input.files.contains { $0.path != nil }
    if model != nil && describesGraph {
      throw ValidationError("--model describes a saved model, the other options a graph: give one of them")
    }
  }

  mutating func run() throws {
    if let model {
      let description = try ClassifierDescription(try TrainedClassifier(contentsOf: model))
      return try output.print(description.json, text: description.text)
    }
    let description = DatasetDescription(try input.load())
    for note in description.notes { StandardError.note(note) }
    try output.print(description.json, text: description.text)
  }
}
