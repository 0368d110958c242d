// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe a graph or a saved model.",
    discussion: """
      For a graph, prints the numbers of nodes, edges, components and classes, the degrees, the clustering \
      coefficient, the homophily, the features and the memory used. With --model, prints the settings, \
      features, classes and split that are stored in the file of a model, without reading a graph.

      EXAMPLES
        graphlearn info
        graphlearn info --dataset citeseer --data-dir data --json
        graphlearn info --model cora.safetensors
      """)

  @Option(
    help: ArgumentHelp(
      "The file of a saved model to describe instead of a graph.", valueName: "file.safetensors"))
  var model: String?

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    let describesGraph =
      input.dataset != nil || input.dataDir != nil || input.featuresFrom != nil || input.component != nil
      || input.directed || input.files.contains { $0.path != nil }
    if model != nil && describesGraph {
      throw ValidationError(
        "--model describes a saved model and cannot be combined with options that select a graph")
    }
  }

  mutating func run() throws {
    if let model, TrainedPredictor.isContained(in: model) {
      let description = PredictorDescription(try TrainedPredictor(contentsOf: model))
      return try output.print(description, text: description.text)
    }
    if let model {
      let description = try ClassifierDescription(try TrainedClassifier(contentsOf: model))
      return try output.print(description.json, text: description.classifier.summary)
    }
    // All of the data is read anyway.
    if let graph = input.graph { try NodeDataset.verify(graphDirectory: graph) }
    let description = DatasetDescription(try input.load())
    for note in description.notes { StandardError.note(note) }
    try output.print(description.json, text: description.text)
  }
}
