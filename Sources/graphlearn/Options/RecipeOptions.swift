internal import ArgumentParser
internal import GraphLearning

/// How models are trained. Every default is that of the model's recipe.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose settings: paper (the model's), kipf (Kipf and Welling 2017) or pyg (PyTorch Geometric's benchmark); "
        + "default: kipf for gcn, mlp and cheb, else paper.", valueName: "source"))
  var recipe: String?

  @Option(help: ArgumentHelp("The size of every hidden layer, or of its heads.", valueName: "n"))
  var hidden: Int?

  @Option(help: ArgumentHelp("The number of layers.", valueName: "n"))
  var layers: Int?

  @Option(help: ArgumentHelp("The dropout rate.", valueName: "rate"))
  var dropout: Float?

  @OptionGroup var settings: SettingOptions

  @Option(help: ArgumentHelp("The step size of Adam.", valueName: "rate"))
  var learningRate: Float?

  @Option(
    help: ArgumentHelp("The weight decay (kipf: on the first layer only).", valueName: "rate"))
  var weightDecay: Float?

  @Option(help: ArgumentHelp("The largest number of epochs.", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp("When to stop early: window, loss, accuracy, either or none.", valueName: "rule"))
  var earlyStopping: String?

  @Option(help: ArgumentHelp("The rule's window or patience in epochs.", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Which weights count: last, loss, accuracy or both (default: the rule's).", valueName: "weights"))
  var keep: String?

  @Option(
    help: ArgumentHelp(
      "row, standard or none (default: row for 0/1 words, else none; none for models that read words).",
      valueName: "scaling")
  )
  var featureScaling: String?

  mutating func validate() throws {
    if let recipe, Recipe.Source(rawValue: recipe) == nil {
      throw ValidationError("--recipe takes paper, kipf or pyg, not '\(recipe)'")
    }
    try checkRange("--hidden", hidden, 1...1_000_000)
    try checkRange("--layers", layers, 1...1000)
    try checkRange("--epochs", epochs, 1...1_000_000_000)
    try checkRange("--patience", patience, 1...1_000_000_000)
    try checkRange("--dropout", dropout, 0...1)
    try checkRange("--learning-rate", learningRate, 0...1e6)
    try checkRange("--weight-decay", weightDecay, 0...1e6)
    if let earlyStopping, !["window", "loss", "accuracy", "either", "none"].contains(earlyStopping) {
      throw ValidationError(
        "--early-stopping takes window, loss, accuracy, either or none, not '\(earlyStopping)'")
    }
    if let keep, !["last", "loss", "accuracy", "both"].contains(keep) {
      throw ValidationError("--keep takes last, loss, accuracy or both, not '\(keep)'")
    }
    if let featureScaling, FeatureScaling(rawValue: featureScaling) == nil {
      throw ValidationError("--feature-scaling takes row, standard or none, not '\(featureScaling)'")
    }
  }

  /// How features are scaled; nil: as suits them.
  var scaling: FeatureScaling? { featureScaling.flatMap(FeatureScaling.init) }

  /// The source of a model's settings: that asked for, else Kipf and Welling where they have the model, else its paper. Nil where the model
  /// has not what is asked for.
  func source(of model: String, for data: NodeDataset) -> Recipe.Source? {
    guard let entry = ModelRegistry.standard[model] else { return nil }
    let known = Recipe.sources(of: entry, for: data)
    guard let recipe else { return known.contains(.kipf) ? .kipf : .paper }
    return known.first { $0.rawValue == recipe }
  }

  /// The recipe of a model with the options put in. Throws `usage` where the model has no such option.
  func recipe(for model: String, on data: NodeDataset) throws(DataError) -> Recipe {
    try recipes(for: [model], on: data)[0]
  }

  /// The recipes of several models, each with the options that it has put in. Throws `usage` where no model has one of them.
  func recipes(for models: [String], on data: NodeDataset) throws(DataError) -> [Recipe] {
    var unused = Set(changes.map(\.option) + (recipe == nil ? [] : ["--recipe"]))
    var recipes: [Recipe] = []
    for model in models {
      let source = source(of: model, for: data)
      if source != nil { unused.remove("--recipe") }
      guard let entry = ModelRegistry.standard[model],
        var result = Recipe(entry, source: source ?? .paper, for: data)
      else { throw DataError(.usage, "model '\(model)' is unknown") }
      var settings = ChangedSettings(of: result.model)
      for change in changes {
        var (changed, changedSettings) = (result, settings)
        guard change.apply(&changed, &changedSettings) else { continue }
        unused.remove(change.option)
        (result, settings) = (changed, changedSettings)
      }
      result.model = try settings.changed()
      result.earlyStopping = stopping(result)
      try Self.checkMemory(result.model, for: data)
      recipes.append(result)
    }
    if let option = unused.min() {
      let names = models.map { "'\($0)'" }.joined(separator: ", ")
      throw DataError(
        .usage,
        "\(option) as given does not apply to \(models.count == 1 ? "a model" : "any of the models") \(names)"
      )
    }
    return recipes
  }

  /// What each option that was given does to a recipe, but for those that settle when to stop.
  private var changes: [RecipeChange] {
    var changes: [RecipeChange] = []
    let add = { (name: String, body: @escaping (inout Recipe) -> Void) in
      changes.append(
        RecipeChange(name) { recipe, _ in
          body(&recipe)
          return true
        })
    }
    if let hidden {
      changes.append(
        RecipeChange("--hidden") { _, settings in
          if let sizes = settings["hiddenSizes"]?.array {
            return settings.set("hiddenSizes", .array(sizes.map { _ in .integer(hidden) }))
          }
          return settings.set("hiddenSize", .integer(hidden))
        })
    }
    if let layers { changes.append(RecipeChange("--layers") { _, settings in setLayers(layers, &settings) }) }
    if let dropout {
      changes.append(
        RecipeChange("--dropout") { _, settings in
          if let input = settings["inputDropout"]?.double, input > 0 {
            _ = settings.set("inputDropout", .number(Double(dropout)))
          }
          return settings.set("dropout", .number(Double(dropout)))
        })
    }
    if let learningRate { add("--learning-rate") { $0.learningRate = learningRate } }
    if let weightDecay { add("--weight-decay") { $0.weightDecay = weightDecay } }
    if let epochs { add("--epochs") { $0.epochs = epochs } }
    return changes + settings.recipeChanges
  }

  /// Sets the number of layers; false where the model cannot have so many.
  private func setLayers(_ layers: Int, _ settings: inout ChangedSettings) -> Bool {
    if let sizes = settings["hiddenSizes"]?.array {
      let size = hidden ?? sizes.first?.integer ?? 16
      return settings.set(
        "hiddenSizes", .array([JSONValue](repeating: .integer(size), count: layers - 1)))
    }
    if settings.set("layers", .integer(layers)) { return true }
    // One hidden layer, or none, whatever is asked for.
    return layers == (settings["hiddenSize"] == nil ? 1 : 2)
  }

  private func stopping(_ recipe: Recipe) -> EarlyStopping {
    var stopping = recipe.earlyStopping
    let epochs = patience ?? 10
    switch earlyStopping {
    case nil:
      switch stopping.rule {
      case .windowMean(let window, let start):
        // The rule of the second half begins there, Kipf's after one window.
        stopping.rule = .windowMean(
          window: patience ?? window,
          start: stopping.keeping == .last ? patience ?? start : min(start, recipe.epochs / 2))
      case .loss: stopping.rule = patience.map { .loss(patience: $0) } ?? stopping.rule
      case .accuracy: stopping.rule = patience.map { .accuracy(patience: $0) } ?? stopping.rule
      case .lossOrAccuracy: stopping.rule = patience.map { .lossOrAccuracy(patience: $0) } ?? stopping.rule
      case .never: break
      }
    case "window": stopping = EarlyStopping(.windowMean(window: epochs, start: epochs), keeping: .last)
    case "loss": stopping = EarlyStopping(.loss(patience: epochs), keeping: .lowestLoss)
    case "accuracy": stopping = EarlyStopping(.accuracy(patience: epochs), keeping: .highestAccuracy)
    case "either": stopping = EarlyStopping(.lossOrAccuracy(patience: epochs), keeping: .bestBoth)
    default: stopping.rule = .never
    }
    switch keep {
    case "last": stopping.keeping = .last
    case "loss": stopping.keeping = .lowestLoss
    case "accuracy": stopping.keeping = .highestAccuracy
    case "both": stopping.keeping = .bestBoth
    default: break
    }
    return stopping
  }

  /// Throws `usage` where weights with their gradients and moments, and the activations of a pass, are more than
  /// this machine's memory.
  private static func checkMemory(_ blueprint: ModelBlueprint, for data: NodeDataset) throws(DataError) {
    let model = blueprint.model(for: data.sizes)
    let activations = Double(data.nodeCount) * model.widths.reduce(0, +)
    try MemoryLimit.require(
      4 * (4 * model.weightCount + 2 * activations),
      for:
        "a model '\(ModelRegistry.standard.name(of: blueprint))' of \(Int(min(model.weightCount, 1e18))) weights",
      hint: "Use smaller --hidden or --layers, fewer --heads, --hops or --stacks.")
  }
}

/// Stops with a message where a number is outside a range.
func checkRange<Value: Comparable>(_ name: String, _ value: Value?, _ range: ClosedRange<Value>) throws {
  if let value, !range.contains(value) {
    throw ValidationError(
      "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not \(value)")
  }
}
