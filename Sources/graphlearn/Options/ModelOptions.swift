internal import ArgumentParser
internal import GraphLearning

/// What is trained.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: \(ModelArchitecture.modelNames.joined(separator: ", ")).", valueName: "name"))
  var model = "gcn"

  mutating func validate() throws {
    if !ModelArchitecture.modelNames.contains(model) {
      throw ValidationError(
        "--model takes \(ModelArchitecture.modelNames.joined(separator: ", ")), not '\(model)'")
    }
  }
}
