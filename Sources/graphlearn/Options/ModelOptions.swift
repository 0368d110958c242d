internal import ArgumentParser
internal import GraphLearning

/// What is trained and how. Every default is the one of the model's recipe.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: \(ModelArchitecture.modelNames.joined(separator: ", ")).", valueName: "name"))
  var model = "gcn"

  @Option(
    help: ArgumentHelp(
      "Whose settings: kipf (Kipf and Welling 2017) or pyg (PyTorch Geometric's benchmark).",
      valueName: "source"))
  var recipe = "kipf"

  @Option(help: ArgumentHelp("The size of every hidden layer (default: 16).", valueName: "n"))
  var hidden: Int?

  @Option(help: ArgumentHelp("The number of layers (default: 2).", valueName: "n"))
  var layers: Int?

  @Option(help: ArgumentHelp("The dropout rate (default: 0.5).", valueName: "rate"))
  var dropout: Float?

  @Option(help: ArgumentHelp("The step size of Adam (default: 0.01).", valueName: "rate"))
  var learningRate: Float?

  @Option(
    help: ArgumentHelp("The weight decay (default: 5e-4; kipf: on the first layer only).", valueName: "rate"))
  var weightDecay: Float?

  @Option(help: ArgumentHelp("The largest number of epochs (default: 200).", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "When to stop early: window, loss, accuracy, either or none (default: window).", valueName: "rule"))
  var earlyStopping: String?

  @Option(help: ArgumentHelp("The rule's window or patience in epochs (default: 10).", valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Which weights count: last, loss, accuracy or both (default: the rule's).", valueName: "weights"))
  var keep: String?

  @Option(
    help: ArgumentHelp("row, standard or none (default: row for 0/1 words, else none).", valueName: "scaling")
  )
  var featureScaling: String?

  mutating func validate() throws {
    if !ModelArchitecture.modelNames.contains(model) {
      throw ValidationError(
        "--model takes \(ModelArchitecture.modelNames.joined(separator: ", ")), not '\(model)'")
    }
    if Recipe.Source(rawValue: recipe) == nil {
      throw ValidationError("--recipe takes kipf or pyg, not '\(recipe)'")
    }
    try Self.check("--hidden", hidden, 1...1_000_000)
    try Self.check("--layers", layers, 1...1000)
    try Self.check("--epochs", epochs, 1...1_000_000_000)
    try Self.check("--patience", patience, 1...1_000_000_000)
    try Self.check("--dropout", dropout, 0...1)
    try Self.check("--learning-rate", learningRate, 0...1e6)
    try Self.check("--weight-decay", weightDecay, 0...1e6)
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

  private static func check<Value: Comparable>(_ name: String, _ value: Value?, _ range: ClosedRange<Value>)
    throws
  {
    if let value, !range.contains(value) {
      throw ValidationError(
        "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
  }

  /// The recipe with the options put in.
  func recipe(for data: NodeDataset) throws(DataError) -> Recipe {
    guard var recipe = Recipe(model: model, source: Recipe.Source(rawValue: recipe) ?? .kipf, for: data)
    else {
      throw DataError(.usage, "model '\(model)' is unknown")
    }
    if hidden != nil || layers != nil {
      recipe.model.hidden = [Int](repeating: hidden ?? 16, count: (layers ?? 2) - 1)
    }
    if let dropout {
      recipe.model.dropout = dropout
      if recipe.model.inputDropout > 0 { recipe.model.inputDropout = dropout }
    }
    if let learningRate { recipe.learningRate = learningRate }
    if let weightDecay { recipe.weightDecay = weightDecay }
    if let epochs { recipe.epochs = epochs }
    try Self.checkMemory(recipe.model, nodeCount: data.nodeCount)
    let patience = patience ?? 10
    switch earlyStopping {
    case nil:
      if case .windowMean(_, let start) = recipe.earlyStopping.rule {
        let isKipf = recipe.earlyStopping.keeping == .last
        recipe.earlyStopping.rule = .windowMean(
          window: patience, start: isKipf ? patience : min(start, recipe.epochs / 2))
      }
    case "window":
      recipe.earlyStopping = EarlyStopping(.windowMean(window: patience, start: patience), keeping: .last)
    case "loss": recipe.earlyStopping = EarlyStopping(.loss(patience: patience), keeping: .lowestLoss)
    case "accuracy":
      recipe.earlyStopping = EarlyStopping(.accuracy(patience: patience), keeping: .highestAccuracy)
    case "either":
      recipe.earlyStopping = EarlyStopping(.lossOrAccuracy(patience: patience), keeping: .bestBoth)
    default: recipe.earlyStopping.rule = .never
    }
    switch keep {
    case "last": recipe.earlyStopping.keeping = .last
    case "loss": recipe.earlyStopping.keeping = .lowestLoss
    case "accuracy": recipe.earlyStopping.keeping = .highestAccuracy
    case "both": recipe.earlyStopping.keeping = .bestBoth
    default: break
    }
    return recipe
  }

  /// Throws `usage` where weights with their gradients and moments, and the activations of a pass, are more than
  /// this machine's memory.
  private static func checkMemory(_ model: ModelArchitecture, nodeCount: Int) throws(DataError) {
    let sizes = ([model.featureCount] + model.hidden + [model.classCount]).map(Double.init)
    let weights = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let activations = Double(nodeCount) * sizes.dropFirst().reduce(0, +)
    let needed = 4 * (4 * weights + 2 * activations) / 1e6
    guard needed <= ProcessFigures.physicalMemoryMegabytes else {
      throw DataError(
        .usage,
        "a model of hidden sizes \(model.hidden.prefix(3).map(String.init).joined(separator: ", "))... needs about "
          + "\(Format.decimal(needed, 0)) MB, this machine has \(Format.decimal(ProcessFigures.physicalMemoryMegabytes, 0))",
        hint: "Use smaller --hidden or --layers.")
    }
  }
}
