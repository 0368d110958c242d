internal import ArgumentParser
internal import GraphLearning

/// Settings that only some models have. Every default is that of the model's recipe.
struct SettingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The number of attention heads of hidden layers.", valueName: "n"))
  var heads: Int?

  @Option(help: ArgumentHelp("The number of attention heads of the last layer.", valueName: "n"))
  var outputHeads: Int?

  @Option(help: ArgumentHelp("Dropout on attention weights.", valueName: "rate"))
  var attentionDropout: Float?

  @Option(
    help: ArgumentHelp(
      "How many times one layer passes messages (cheb: the degree of polynomials).", valueName: "n"))
  var hops: Int?

  @Option(
    help: ArgumentHelp(
      "The share of the start at every step (appnp, gcn2, ssgc; fagcn: epsilon).", valueName: "share"))
  var alpha: Float?

  @Option(help: ArgumentHelp("The strength of identity mapping (gcn2: lambda).", valueName: "x"))
  var theta: Float?

  @Option(help: ArgumentHelp("The number of parallel stacks (arma).", valueName: "n"))
  var stacks: Int?

  @Option(
    help: ArgumentHelp(
      "The most words of a node that are read, those of the largest values (models of sequences; default: 128).",
      valueName: "n"))
  var sequenceLength: Int?

  @Option(
    help: ArgumentHelp("How many neighbouring words a convolution sees (cnn; default: 3).", valueName: "n"))
  var kernelSize: Int?

  @Flag(help: "Give every node a hyperedge of its own first (hypergraph models).")
  var selfLoops = false

  @Option(help: ArgumentHelp("The probability that a training step leaves an edge out.", valueName: "rate"))
  var edgeDropout: Float?

  @Option(
    help: ArgumentHelp(
      "How layers are connected: \(LayerConnections.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var connections: String?

  @Option(
    help: ArgumentHelp(
      "What is done to rows between layers: \(LayerNormalization.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var normalization: String?

  /// The options that were given, the settings that they change and their values.
  private var changes: [SettingChange] {
    let whole: [(String, String, Int?)] = [
      ("--heads", "heads", heads), ("--output-heads", "outputHeads", outputHeads), ("--hops", "hops", hops),
      ("--stacks", "stacks", stacks), ("--sequence-length", "sequenceLength", sequenceLength),
      ("--kernel-size", "kernelSize", kernelSize),
    ]
    let numbers: [(String, String, Float?)] = [
      ("--attention-dropout", "attentionDropout", attentionDropout), ("--alpha", "alpha", alpha),
      ("--theta", "theta", theta),
    ]
    let names = [
      ("--connections", "connections", connections), ("--normalization", "normalization", normalization),
    ]
    var changes: [SettingChange] = []
    for (option, setting, value) in whole {
      if let value { changes.append(SettingChange(option, setting, .integer(value))) }
    }
    for (option, setting, value) in numbers {
      if let value { changes.append(SettingChange(option, setting, .number(Double(value)))) }
    }
    for (option, setting, value) in names {
      if let value { changes.append(SettingChange(option, setting, .string(value))) }
    }
    if selfLoops { changes.append(SettingChange("--self-loops", "addsSelfLoops", .bool(true))) }
    return changes
  }

  mutating func validate() throws {
    try checkRange("--heads", heads, 1...65_536)
    try checkRange("--output-heads", outputHeads, 1...65_536)
    try checkRange("--hops", hops, 0...10_000)
    try checkRange("--stacks", stacks, 1...1024)
    try checkRange("--sequence-length", sequenceLength, 1...65_536)
    try checkRange("--kernel-size", kernelSize, 1...1024)
    try checkRange("--attention-dropout", attentionDropout, 0...1)
    try checkRange("--alpha", alpha, 0...1)
    try checkRange("--theta", theta, 0...1000)
    if let edgeDropout, !(edgeDropout >= 0 && edgeDropout < 1) {
      throw ValidationError("--edge-dropout takes a number from 0 to below 1, not \(edgeDropout)")
    }
    if let connections, LayerConnections(rawValue: connections) == nil {
      let names = LayerConnections.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--connections takes \(names), not '\(connections)'")
    }
    if let normalization, LayerNormalization(rawValue: normalization) == nil {
      let names = LayerNormalization.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--normalization takes \(names), not '\(normalization)'")
    }
  }

  /// What each option that was given does to a recipe.
  var recipeChanges: [RecipeChange] {
    var result = changes.map { change in
      RecipeChange(change.option) { _, settings in settings.set(change.setting, change.value) }
    }
    if let edgeDropout {
      result.append(
        RecipeChange("--edge-dropout") { recipe, _ in
          recipe.edgeDropout = edgeDropout
          return recipe.model.input.hasEdges
        })
    }
    return result
  }
}

/// An option that was given, and the setting that it changes.
private struct SettingChange {
  let option: String
  let setting: String
  let value: JSONValue

  init(_ option: String, _ setting: String, _ value: JSONValue) {
    self.option = option
    self.setting = setting
    self.value = value
  }
}

/// The settings of a model that options change: all at once, since one may only make sense with another.
struct ChangedSettings {
  /// The model before.
  let model: ModelBlueprint
  private var members: [(String, JSONValue)]

  init(of model: ModelBlueprint) {
    self.model = model
    members = []
    if case .object(let own)? = try? model.configuration.json() { members = own }
  }

  /// The value of a setting; nil where the model has none of this name.
  subscript(name: String) -> JSONValue? { members.first { $0.0 == name }?.1 }

  /// Sets a value; false where the model has no such setting.
  mutating func set(_ name: String, _ value: JSONValue) -> Bool {
    guard self[name] != nil else { return false }
    members = members.filter { $0.0 != name } + [(name, value)]
    return true
  }

  /// The model with what was set. Throws `usage` where the settings make no sense.
  func changed() throws(DataError) -> ModelBlueprint {
    do throws(DataError) {
      return try model.changed(by: .object(members))
    } catch {
      throw DataError(.usage, "model '\(ModelRegistry.standard.name(of: model))': \(error.message)")
    }
  }
}

/// What one option does to a recipe.
struct RecipeChange {
  /// The option's name.
  let option: String
  /// Changes the recipe, or the settings of its model; false where the model has no such option.
  let apply: (_ recipe: inout Recipe, _ settings: inout ChangedSettings) -> Bool

  init(
    _ option: String, apply: @escaping (_ recipe: inout Recipe, _ settings: inout ChangedSettings) -> Bool
  ) {
    self.option = option
    self.apply = apply
  }
}
