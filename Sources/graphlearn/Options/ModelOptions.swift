internal import ArgumentParser
internal import GraphLearning

/// What is trained.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: \(ModelArchitecture.modelNames.joined(separator: ", ")). \(Self.readers.joined(separator: ", ")) look at nodes alone and read the words of each as a sequence.",
      valueName: "name"))
  var model = "gcn"

  /// The models that read sequences.
  private static let readers = ModelFamily.all.filter { $0.input == .words }.map(\.name)

  mutating func validate() throws {
    if !ModelArchitecture.modelNames.contains(model) {
      throw ValidationError(
        "--model takes \(ModelArchitecture.modelNames.joined(separator: ", ")), not '\(model)'")
    }
  }
}
