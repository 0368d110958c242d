internal import ArgumentParser
internal import GraphLearning

/// `graphlearn evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compare a saved model's predictions with known labels.",
    discussion: """
      The nodes that tested the model in training count, which its file names. --split names others, of which the test nodes \
      count, --all takes all labelled nodes. Nodes that trained the model are counted and said. For files that name no nodes, \
      the test nodes of a published split count, or else all labelled nodes that did not train the model; a random split is that of \
      the training run with the same --seed.

      EXAMPLES
        graphlearn evaluate --model cora.safetensors --dataset cora --data-dir data
      """)

  @Option(help: ArgumentHelp("The saved model.", valueName: "file.safetensors"))
  var model: String

  @Option(help: ArgumentHelp("Which nodes count: all, train, validation or test.", valueName: "nodes"))
  var nodes: String?

  @Flag(help: "All labelled nodes count: the same as --nodes all.")
  var all = false

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    if let nodes, Evaluation.Part(rawValue: nodes) == nil {
      throw ValidationError("--nodes takes all, train, validation or test, not '\(nodes)'")
    }
    if all && nodes != nil && nodes != "all" { throw ValidationError("--all and --nodes exclude each other") }
    if (all || nodes == "all") && input.split != nil {
      throw ValidationError("--split and --all exclude each other: all nodes are in no set")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try evaluate() }
  }

  private func evaluate() throws(DataError) {
    let saved = try TrainedClassifier(contentsOf: model)
    let data = try input.load()
    StandardError.write(notes: saved.notes(on: data))
    if type(of: saved.model).input == .graph { try data.requireGraph() }
    let evaluation = try saved.evaluate(
      data, on: all ? .all : nodes.flatMap(Evaluation.Part.init),
      splitBy: input.split == nil ? .classifier : .data, seed: execution.seed)
    StandardError.write(notes: evaluation.notes + Self.notes(evaluation.report))
    try output.print(
      Self.json(evaluation),
      text:
        "\(evaluation.description): \(Format.count(evaluation.nodes.count)) \(evaluation.nodes.count == 1 ? "node" : "nodes")\n"
        + Self.text(evaluation.report))
  }

  private static func notes(_ report: ClassificationReport) -> [DataNote] {
    var notes: [DataNote] = []
    let missed = report.classesNeverPredicted
    if !missed.isEmpty { notes.append(DataNote("\(ClassList.text(missed)) never predicted")) }
    if !showsConfusion(report) {
      notes.append(
        DataNote(
          "the table of true and predicted classes is left out: it has \(report.classes.count) rows, at most \(largestConfusion) are shown"
        ))
    }
    return notes
  }

  /// The most classes whose table of true and predicted ones is shown.
  private static let largestConfusion = 1000

  private static func showsConfusion(_ report: ClassificationReport) -> Bool {
    report.classes.count <= largestConfusion
  }

  private static func json(_ evaluation: Evaluation) -> JSONValue {
    let report = evaluation.report
    return .object([
      ("nodes", .integer(report.nodeCount)), ("evaluated", .string(evaluation.description)),
      ("trained_nodes", .integer(evaluation.trainedCount)),
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
