internal import ArgumentParser
internal import GraphLearning

/// What is trained.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: \(ModelRegistry.standard.names.joined(separator: ", ")). \(Self.readers.joined(separator: ", ")) look at nodes alone and read the words of each as a sequence.",
      valueName: "name"))
  var model = "gcn"

  /// The models that read sequences.
  private static let readers = ModelRegistry.standard.entries.filter { $0.model.input == .words }.map(\.name)

  mutating func validate() throws {
    if !ModelRegistry.standard.names.contains(model) {
      throw ValidationError(
        "--model takes \(ModelRegistry.standard.names.joined(separator: ", ")), not '\(model)'\(NearestName.suggestion(for: model, among: ModelRegistry.standard.names))"
      )
    }
  }
}
