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
      "How layers are connected: \(ModelArchitecture.Connections.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var connections: String?

  @Option(
    help: ArgumentHelp(
      "What is done to rows between layers: \(ModelArchitecture.Normalization.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var normalization: String?

  /// The numbers that were given.
  private var numbers: [(option: String, setting: ModelSetting, value: Float)] {
    let whole = wholeNumbers.map { ($0.option, $0.setting, Optional(Float($0.value))) }
    let all: [(String, ModelSetting, Float?)] =
      whole + [
        ("--attention-dropout", .attentionDropout, attentionDropout), ("--alpha", .alpha, alpha),
        ("--theta", .theta, theta), ("--self-loops", .selfLoops, selfLoops ? 1 : nil),
      ]
    return all.compactMap { option, setting, value in value.map { (option, setting, $0) } }
  }

  /// Those of them that are whole.
  private var wholeNumbers: [(option: String, setting: ModelSetting, value: Int)] {
    let all: [(String, ModelSetting, Int?)] = [
      ("--heads", .heads, heads), ("--output-heads", .outputHeads, outputHeads), ("--hops", .hops, hops),
      ("--stacks", .stacks, stacks), ("--sequence-length", .sequenceLength, sequenceLength),
      ("--kernel-size", .kernelSize, kernelSize),
    ]
    return all.compactMap { option, setting, value in value.map { (option, setting, $0) } }
  }

  mutating func validate() throws {
    // Compared as the whole numbers that they are: the largest have no place in a setting's 32 bits.
    for (option, setting, value) in wholeNumbers {
      try checkRange(option, value, Int(setting.range.lowerBound)...Int(setting.range.upperBound))
    }
    for (option, setting, value) in numbers { try checkRange(option, value, setting.range) }
    if let edgeDropout, !(edgeDropout >= 0 && edgeDropout < 1) {
      throw ValidationError("--edge-dropout takes a number from 0 to below 1, not \(edgeDropout)")
    }
    if let connections, ModelArchitecture.Connections(rawValue: connections) == nil {
      let names = ModelArchitecture.Connections.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--connections takes \(names), not '\(connections)'")
    }
    if let normalization, ModelArchitecture.Normalization(rawValue: normalization) == nil {
      let names = ModelArchitecture.Normalization.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--normalization takes \(names), not '\(normalization)'")
    }
  }

  /// What each option that was given does to a recipe.
  var changes: [RecipeChange] {
    var changes = numbers.map { option, setting, value in
      RecipeChange(option) { recipe, family in
        guard family.settings[setting] != nil else { return false }
        recipe.model.settings[setting] = value
        return true
      }
    }
    if let edgeDropout {
      changes.append(
        RecipeChange("--edge-dropout") { recipe, family in
          recipe.edgeDropout = edgeDropout
          return family.input.hasEdges
        })
    }
    if let connections = connections.flatMap(ModelArchitecture.Connections.init) {
      changes.append(
        RecipeChange("--connections") { recipe, family in
          recipe.model.connections = connections
          return recipe.model.isPossible
        })
    }
    if let normalization = normalization.flatMap(ModelArchitecture.Normalization.init) {
      changes.append(
        RecipeChange("--normalization") { recipe, family in
          recipe.model.normalization = normalization
          return recipe.model.isPossible
        })
    }
    return changes
  }
}

/// What one option does to a recipe.
struct RecipeChange {
  /// The option's name.
  let option: String
  /// Changes the recipe; false where the model has no such option, whatever has become of the recipe then.
  let apply: (_ recipe: inout Recipe, _ family: ModelFamily) -> Bool

  init(_ option: String, apply: @escaping (_ recipe: inout Recipe, _ family: ModelFamily) -> Bool) {
    self.option = option
    self.apply = apply
  }
}
