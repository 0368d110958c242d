// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The options on training. Every default comes from the paper's settings for the model and the data
/// set.
struct TrainingOptions: ParsableArguments {
  @Option(
    name: .customLong("settings"),
    help: ArgumentHelp(
      "Whose hyperparameters to use: those of the model's paper, of Kipf and Welling (2017; layers without "
        + "bias), or of PyTorch Geometric's benchmark. The default is kipf for gcn, mlp and cheb, else paper.",
      valueName: "source"))
  var source: PaperSettings.Source?

  /// The name of `--settings` in earlier versions.
  @Option(name: .customLong("recipe"), help: .hidden)
  var earlierSource: PaperSettings.Source?

  @Option(
    help: ArgumentHelp(
      "The number of units per hidden layer, or per attention head, from 1 to 1000000.", valueName: "n"))
  var hidden: Int?

  @Option(help: ArgumentHelp("The number of layers, from 1 to 1000.", valueName: "n"))
  var layers: Int?

  @Option(
    help: ArgumentHelp(
      "The dropout rate of hidden layers, from 0 to 1, and of the features if the model drops features.",
      valueName: "rate"))
  var dropout: Float?

  @OptionGroup var modelSettings: ModelSettingOptions
  @OptionGroup var batching: BatchOptions

  @Option(
    help: ArgumentHelp(
      """
      The order in which training numbers the nodes: those with many edges first (degree), or neighbours close to \
      each other (rcm, by reverse Cuthill-McKee). Either can make epochs on large graphs faster whose node order \
      says nothing about their edges. Results are in the order of the data; the default is that order.
      """, valueName: "order"))
  var nodeOrder: NodeOrder?

  @Flag(
    help: """
      Keep only the inputs of layers for the backward pass and compute the rest again. Takes less memory and more \
      time; the result is the same, bit for bit.
      """)
  var recompute = false

  @Option(
    help: ArgumentHelp(
      """
      The memory that training may use, such as 500MB. The peak is predicted before training; if needed, layers are \
      computed again as with --recompute, and if that does not suffice, the program ends with an error.
      """, valueName: "size"))
  var maxMemory: ByteCount?

  @Option(
    name: [.customLong("learning-rate"), .customLong("lr")],
    help: ArgumentHelp("The learning rate of the Adam optimiser, at least 0.", valueName: "rate"))
  var learningRate: Float?

  @Option(
    help: ArgumentHelp(
      "The weight decay, at least 0. With the settings of kipf it applies to the first layer only.",
      valueName: "rate"))
  var weightDecay: Float?

  @Option(
    help: ArgumentHelp(
      "The maximum number of epochs. The default is the paper's; on other data than the paper's, at most 1000.",
      valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      When to stop before the last epoch: if the validation loss exceeds the mean of the --patience losses \
      before it (window), if the validation loss or accuracy has not improved for --patience epochs (loss, \
      accuracy), if neither of the two has reached its best value for --patience epochs (either), or never \
      (none).
      """, valueName: "rule"))
  var earlyStopping: StoppingRule?

  @Option(
    help: ArgumentHelp(
      "The patience or window of early stopping in epochs. The default is 10 if --early-stopping is given.",
      valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      """
      The weights to keep: those of the last epoch (last), of the lowest validation loss (loss), of the \
      highest validation accuracy (accuracy) or of the last epoch with the best values of both (both). The \
      default depends on the rule of early stopping.
      """, valueName: "weights"))
  var keep: KeptWeights?

  @Option(
    help: ArgumentHelp(
      """
      How to scale the features: row (divide each row by the sum of its absolute values), standard (mean 0 \
      and standard deviation 1 per feature) or none. The default is row if all values are 0 or 1, else \
      none; it is none for models that read words. The scaling is stored in the saved model.
      """, valueName: "scaling")
  )
  var featureScaling: FeatureScaling?

  mutating func validate() throws {
    if let earlierSource {
      if let source, source != earlierSource {
        throw ValidationError("only one of --settings and --recipe, its earlier name, can be given")
      }
      source = earlierSource
    }
    if patience != nil && earlyStopping == .never {
      throw ValidationError("--patience cannot be combined with --early-stopping none")
    }
    try checkRange("--hidden", hidden, 1...1_000_000)
    try checkRange("--layers", layers, 1...1000)
    try checkRange("--epochs", epochs, 1...1_000_000_000)
    try checkRange("--patience", patience, 1...1_000_000_000)
    try checkRange("--dropout", dropout, 0...1)
    try checkRange("--learning-rate", learningRate, 0...1e6)
    try checkRange("--weight-decay", weightDecay, 0...1e6)
  }

  /// Returns the source of a model's settings: the requested one, or else Kipf and Welling if they have
  /// the model, or else its paper. Nil if the requested source does not have the model.
  func source(of model: String, for data: NodeDataset) -> PaperSettings.Source? {
    guard let entry = ModelRegistry.standard[model] else { return nil }
    let known = PaperSettings.sources(of: entry, for: data)
    guard let source else { return known.contains(.kipf) ? .kipf : .paper }
    return known.contains(source) ? source : nil
  }

  /// Returns the settings of a model with the options applied. Throws `usage` if the model does not
  /// support one of the options.
  func settings(for model: String, on data: NodeDataset) throws(DataError) -> PaperSettings {
    try settings(for: [model], on: data)[0]
  }

  /// Returns the settings of several models, each with the options that it supports. Throws `usage` if
  /// an option is supported by none of the models.
  func settings(for models: [String], on data: NodeDataset) throws(DataError) -> [PaperSettings] {
    let sourceOption = earlierSource == nil ? "--settings" : "--recipe"
    var unused = Set(changes.map(\.option) + (source == nil ? [] : [sourceOption]))
    var all: [PaperSettings] = []
    for model in models {
      let source = source(of: model, for: data)
      if source != nil { unused.remove(sourceOption) }
      guard let entry = ModelRegistry.standard[model],
        var result = PaperSettings(entry, source: source ?? .paper, for: data)
      else { throw DataError(.usage, "unknown model '\(model)'") }
      var configuration = result.model.configuration
      for change in changes {
        var (changed, changedConfiguration) = (result, configuration)
        guard change.apply(&changed, &changedConfiguration) else { continue }
        unused.remove(change.option)
        (result, configuration) = (changed, changedConfiguration)
      }
      // All changes are applied before they are checked: one may be valid only with another.
      if let problem = configuration.problem {
        throw DataError(.usage, "model '\(model)': \(problem)")
      }
      result.model = result.model.with(configuration)
      result.earlyStopping = stopping(result)
      try Self.checkMemory(result.model, for: data)
      all.append(result)
    }
    if let option = unused.min() {
      let names = models.map { "'\($0)'" }.joined(separator: ", ")
      throw DataError(
        .usage,
        """
        \(option) does not apply to \
        \(models.count == 1 ? "the model" : "any of the models") \(names)
        """
      )
    }
    return all
  }

  /// The changes that the given options make to the settings.
  private var changes: [SettingsChange] {
    var changes: [SettingsChange] = []
    let add = { (name: String, body: @escaping (inout PaperSettings) -> Void) in
      changes.append(
        SettingsChange(name) { settings, _ in
          body(&settings)
          return true
        })
    }
    if let hidden {
      changes.append(
        SettingsChange("--hidden") { _, model in
          if let sizes = ModelSetting<[Int]>.hiddenSizes.value(in: model) {
            return ModelSetting<[Int]>.hiddenSizes.set(sizes.map { _ in hidden }, in: &model)
          }
          return ModelSetting<Int>.hiddenSize.set(hidden, in: &model)
        })
    }
    if let layers {
      changes.append(SettingsChange("--layers") { _, model in setLayers(layers, &model) })
    }
    if let dropout {
      changes.append(
        SettingsChange("--dropout") { _, model in
          if let input = ModelSetting<Float>.inputDropout.value(in: model), input > 0 {
            _ = ModelSetting<Float>.inputDropout.set(dropout, in: &model)
          }
          return ModelSetting<Float>.dropout.set(dropout, in: &model)
        })
    }
    if let learningRate { add("--learning-rate") { $0.learningRate = learningRate } }
    if let weightDecay { add("--weight-decay") { $0.weightDecay = weightDecay } }
    if let epochs { add("--epochs") { $0.epochs = epochs } }
    if patience != nil && earlyStopping == nil {
      // Applied with the other options on early stopping; has no meaning for settings that never stop.
      changes.append(SettingsChange("--patience") { settings, _ in settings.earlyStopping.rule != .never })
    }
    if let option = batching.option {
      changes.append(
        SettingsChange(option) { settings, _ in
          settings.batches = batching.batches
          return batching.parts == nil ? settings.model.input != .words : settings.model.input == .graph
        })
    }
    if let nodeOrder {
      changes.append(
        SettingsChange("--node-order") { settings, _ in
          settings.nodeOrder = nodeOrder
          return settings.model.input == .graph
        })
    }
    if recompute {
      changes.append(
        SettingsChange("--recompute") { settings, _ in
          settings.recomputesLayers = true
          return true
        })
    }
    if let maxMemory {
      changes.append(
        SettingsChange("--max-memory") { settings, _ in
          settings.memoryLimit = maxMemory.bytes
          return true
        })
    }
    return changes + modelSettings.settingsChanges
  }

  /// Sets the number of layers; returns false if the model cannot have this number.
  private func setLayers(_ layers: Int, _ model: inout any ModelConfiguration) -> Bool {
    if let sizes = ModelSetting<[Int]>.hiddenSizes.value(in: model) {
      let size = hidden ?? sizes.first ?? 16
      return ModelSetting<[Int]>.hiddenSizes.set([Int](repeating: size, count: layers - 1), in: &model)
    }
    if ModelSetting<Int>.layers.set(layers, in: &model) { return true }
    // The number of layers is fixed: 2 with a hidden layer, else 1.
    return layers == (ModelSetting<Int>.hiddenSize.value(in: model) == nil ? 1 : 2)
  }

  /// Returns the rule of early stopping of the settings with the options applied.
  private func stopping(_ settings: PaperSettings) -> EarlyStopping {
    var stopping = settings.earlyStopping
    if let earlyStopping {
      stopping = rule(earlyStopping, instead: stopping)
    } else {
      stopping.rule = withPatience(stopping, epochs: settings.epochs)
    }
    if let keep { stopping.keeping = keep.keeping }
    return stopping
  }

  private func rule(_ rule: StoppingRule, instead stopping: EarlyStopping) -> EarlyStopping {
    let epochs = patience ?? 10
    return switch rule {
    case .window: EarlyStopping(.windowMean(window: epochs, start: epochs), keeping: .last)
    case .loss: EarlyStopping(.loss(patience: epochs), keeping: .lowestLoss)
    case .accuracy: EarlyStopping(.accuracy(patience: epochs), keeping: .highestAccuracy)
    case .either: EarlyStopping(.lossOrAccuracy(patience: epochs), keeping: .bestBoth)
    case .never: EarlyStopping(.never, keeping: stopping.keeping)
    }
  }

  private func withPatience(_ stopping: EarlyStopping, epochs: Int) -> EarlyStopping.Rule {
    switch stopping.rule {
    case .windowMean(let window, let start):
      // The rule of PyTorch Geometric starts in the second half of the epochs, Kipf's after one window.
      .windowMean(
        window: patience ?? window,
        start: stopping.keeping == .last ? patience ?? start : min(start, epochs / 2))
    case .loss(let epochs): .loss(patience: patience ?? epochs)
    case .accuracy(let epochs): .accuracy(patience: patience ?? epochs)
    case .lossOrAccuracy(let epochs): .lossOrAccuracy(patience: patience ?? epochs)
    case .never: .never
    }
  }

  /// Throws `usage` if the weights with their gradients and moments, and the activations of one pass,
  /// need more memory than this machine has.
  private static func checkMemory(_ blueprint: ModelBlueprint, for data: NodeDataset) throws(DataError) {
    let model = blueprint.model(for: data.sizes)
    let activations = Double(data.nodeCount) * model.widths.reduce(0, +)
    try MemoryLimit.require(
      4 * (4 * model.weightCount + 2 * activations),
      for:
        """
        a model '\(ModelRegistry.standard.name(of: blueprint))' with \(Int(min(model.weightCount, 1e18))) \
        weights
        """,
      hint: "Use a smaller --hidden or --layers, or fewer --heads, --hops or --stacks.")
  }
}

/// Throws if a number is outside a range. A NaN is outside every range.
func checkRange<Value: Comparable>(_ name: String, _ value: Value?, _ range: ClosedRange<Value>) throws {
  if let value, !range.contains(value) {
    throw ValidationError(
      "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
  }
}
