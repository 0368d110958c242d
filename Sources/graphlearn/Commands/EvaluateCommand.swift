internal import ArgumentParser
internal import GraphLearning

/// `graphlearn evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compare a saved model's predictions with known labels.",
    discussion: """
      With a published split, or one named by --split, the test nodes count; without one, all labelled nodes.
      A random split is that of the training run with the same --seed.

      EXAMPLES
        graphlearn evaluate --model cora.safetensors --dataset cora --data-dir data
      """)

  @Option(help: ArgumentHelp("The saved model.", valueName: "file.safetensors"))
  var model: String

  @Option(help: ArgumentHelp("Which nodes count: all, train, validation or test.", valueName: "nodes"))
  var nodes: String?

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    if let nodes, !["all", "train", "validation", "test"].contains(nodes) {
      throw ValidationError("--nodes takes all, train, validation or test, not '\(nodes)'")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try evaluate() }
  }

  private func evaluate() throws(DataError) {
    let saved = try SavedModel(contentsOf: model)
    let data = try input.load()
    if saved.model.architecture.family?.input == .graph { try data.requireGraph() }
    let report = try saved.evaluate(data, nodes: try chosenNodes(of: data))
    if !Self.showsConfusion(report) {
      StandardError.note(
        DataNote(
          "the table of true and predicted classes is left out: it has \(report.classes.count) rows, at most \(Self.largestConfusion) are shown"
        ))
    }
    try output.print(Self.json(report), text: Self.text(report))
  }

  private func chosenNodes(of data: NodeDataset) throws(DataError) -> [Int32] {
    let choice = nodes ?? (input.split != nil || data.hasPublishedSplit ? "test" : "all")
    if choice == "all" { return (0..<Int32(data.nodeCount)).map { $0 } }
    let split = try data.resolvedSplit(seed: execution.seed)
    return choice == "train" ? split.train : choice == "test" ? split.test : split.validation
  }

  /// The most classes whose table of true and predicted ones is shown.
  private static let largestConfusion = 1000

  private static func showsConfusion(_ report: ClassificationReport) -> Bool {
    report.classes.count <= largestConfusion
  }

  private static func json(_ report: ClassificationReport) -> JSONValue {
    .object([
      ("accuracy", .number(report.accuracy)), ("macro_f1", .number(report.macroF1)),
      (
        "classes",
        .array(
          report.classes.map {
            .object([
              ("name", .string($0.name)), ("precision", .number($0.precision)),
              ("recall", .number($0.recall)),
              ("f1", .number($0.f1)), ("support", .integer($0.support)),
            ])
          })
      ),
      (
        "confusion",
        showsConfusion(report)
          ? .array(report.confusion.map { .array($0.map { .integer($0) }) }) : .null
      ),
    ])
  }

  private static func text(_ report: ClassificationReport) -> String {
    var figures = TextTable(["class", "precision", "recall", "F1", "nodes"])
    for entry in report.classes {
      figures.append([
        entry.name, Format.percent(entry.precision), Format.percent(entry.recall), Format.percent(entry.f1),
        String(entry.support),
      ])
    }
    let text = """
      accuracy \(Format.percent(report.accuracy)), macro F1 \(Format.percent(report.macroF1))

      \(figures.text)

      """
    guard showsConfusion(report) else { return text }
    var confusion = TextTable(["true \\ predicted"] + report.classes.map(\.name))
    for (entry, row) in zip(report.classes, report.confusion) {
      confusion.append([entry.name] + row.map(String.init))
    }
    return text + confusion.text
  }
}
