internal import GraphLearning

/// The output of `graphlearn train`.
struct TrainReport {
  let experiment: Experiment
  let result: Experiment.Result
  let source: PaperSettings.Source
  let threads: Int
  let save: String?
  let predictions: String?

  private var data: NodeDataset { experiment.data }
  private var settings: PaperSettings { experiment.settings }
  /// The benchmark whose settings were used.
  private var benchmark: BenchmarkDataset? { BenchmarkDataset(recognizedIn: data) }
  private var parameterCount: Int { result.runs.first?.parameterCount ?? 0 }

  var json: JSONValue {
    let split = result.runs.first?.split
    let members: [(String, JSONValue)] = [
      (
        "dataset",
        .object([
          ("name", .string(data.name)), ("benchmark", benchmark.map { .string($0.rawValue) } ?? .null),
          ("nodes", .integer(data.nodeCount)),
          ("edges", data.reportedEdgeCount.map { .integer($0) } ?? .null),
          ("features", .integer(data.features.featureCount)),
          ("classes", .integer(data.classCount)), ("train", .integer(split?.train.count ?? 0)),
          ("validation", .integer(split?.validation.count ?? 0)), ("test", .integer(split?.test.count ?? 0)),
        ])
      ),
      (
        "model",
        .object(
          [
            ("name", .string(settings.name)), ("parameters", .integer(parameterCount)),
            ("settings", .string(source.rawValue)), ("hidden", hidden),
            ("learning_rate", .number(rounded(settings.learningRate))),
            ("weight_decay", .number(rounded(settings.weightDecay))),
            ("feature_scaling", .string(experiment.preparation.scaling.rawValue)),
          ] + otherSettings)
      ),
      ("runs", .array(result.runs.map { Self.json($0) })),
      ("test_accuracy_mean", .number(result.testAccuracyMean)),
      ("test_accuracy_std", .number(result.testAccuracyDeviation)),
      ("threads", .integer(threads)), ("peak_memory_mb", .number(ProcessFigures.peakMemoryMegabytes)),
      ("saved", save.map { .string($0) } ?? .null), ("predictions", predictions.map { .string($0) } ?? .null),
    ]
    return .object(
      members,
      whereMissing: [
        "test_accuracy_mean": Self.noTests, "test_accuracy_std": Self.noTests,
      ])
  }

  private static let noTests = "no test nodes"

  /// The settings of the trained model with their names in Swift.
  private var configuration: [(String, JSONValue)] {
    let model = ModelBlueprint(of: result.classifier.model)
    guard case .object(let members)? = try? model.configuration.json() else { return [] }
    return members
  }

  /// The sizes of the hidden layers.
  private var hidden: JSONValue {
    let members = Dictionary(configuration) { first, _ in first }
    if let sizes = members["hiddenSizes"] { return sizes }
    guard let size = members["hiddenSize"] else { return .array([]) }
    return .array([JSONValue](repeating: size, count: members["layers"]?.integer ?? 1))
  }

  /// The other settings with names such as `attention_dropout`.
  private var otherSettings: [(String, JSONValue)] {
    var members = configuration.filter { !["hiddenSizes", "hiddenSize", "layers"].contains($0.0) }.map {
      (Self.underscored($0.0), $0.1)
    }
    if settings.edgeDropout > 0 { members.append(("edge_dropout", .number(rounded(settings.edgeDropout)))) }
    return members
  }

  private static func underscored(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }

  /// Returns the value of the shortest decimal that denotes this number, so that 0.01 is not printed as
  /// 0.009999999776.
  private func rounded(_ value: Float) -> Double { Double(value.description) ?? Double(value) }

  private static func json(_ run: TrainingRecord) -> JSONValue {
    .object(
      [
        ("seed", .unsigned(run.seed)),
        ("epochs", .integer(run.history.count)), ("best_epoch", .integer(run.bestEpoch)),
        ("train_accuracy", .number(run.trainAccuracy)),
        ("validation_accuracy", .number(run.validationAccuracy)),
        ("test_accuracy", .number(run.testAccuracy)), ("train_loss", .number(run.trainLoss)),
        ("seconds", .number(run.seconds)), ("train_step_ms_median", .number(run.stepMillisecondsMedian)),
        ("epoch_ms_median", .number(run.epochMillisecondsMedian)),
      ],
      whereMissing: [
        "validation_accuracy": "no validation nodes", "test_accuracy": noTests,
        "train_loss": "no epoch was run", "train_step_ms_median": "no epoch was run",
        "epoch_ms_median": "no epoch was run",
      ])
  }

  var text: String {
    let split = result.runs.first?.split
    var text = """
      \(data.name): \(data.nodeCount.groupedDigits) nodes, \(data.reportedEdges), \
      \(data.features.featureCount.groupedDigits) features, \(data.classCount) classes; \
      \(split?.train.count ?? 0) train, \(split?.validation.count ?? 0) validation, \
      \(split?.test.count ?? 0) test
      \(settings.name): \(parameterCount.groupedDigits) parameters, \(threads) \
      threads\(benchmark.map { "; \(source.rawValue) settings for \($0.title)" } ?? "")


      """
    var table = TextTable(["seed", "epochs", "best", "train loss", "train", "validation", "test", "ms/epoch"])
    for run in result.runs {
      table.append([
        String(run.seed), String(run.history.count), String(run.bestEpoch),
        NumberText.decimal(run.trainLoss, 4),
        NumberText.percent(run.trainAccuracy), NumberText.percent(run.validationAccuracy),
        NumberText.percent(run.testAccuracy),
        NumberText.decimal(run.epochMillisecondsMedian, 3),
      ])
    }
    text += table.text
    text += "\ntest accuracy \(NumberText.percent(result.testAccuracyMean))"
    if result.runs.count > 1 {
      text += " +- \(NumberText.percent(result.testAccuracyDeviation)) over \(result.runs.count) runs"
    }
    text += "\n"
    if let save {
      text += "model saved to \(save)"
      if result.runs.count > 1 { text += " (seed \(result.runs[result.chosen].seed))" }
      text += "\n"
    }
    if let predictions { text += "predictions written to \(predictions)\n" }
    return text
  }
}
