internal import ArgumentParser
internal import GraphLearning

/// `graphlearn info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe a graph: size, components, degrees, homophily, features, classes.",
    discussion: """
      EXAMPLES
        graphlearn info
        graphlearn info --dataset citeseer --data-dir data --json
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func run() throws {
    let description = DatasetDescription(try input.load())
    for note in description.notes { StandardError.note(note) }
    try output.print(description.json, text: description.text)
  }
}
