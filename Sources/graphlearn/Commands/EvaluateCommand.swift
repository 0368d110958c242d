// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compare a saved model's predictions with known labels.",
    discussion: """
      By default the model is evaluated on the test nodes of the split that is stored in its file. --split \
      selects the test nodes of another split, --nodes selects another part of the split, and --all selects \
      all labelled nodes. If some of the evaluated nodes trained the model, a note gives their number. If \
      the file contains no split, the test nodes of a published split are used, or else all labelled nodes \
      that did not train the model. A random split is the one that a training run with the same --seed draws. Models of numbers or edges are evaluated on the labels of their test part, or with --all on all of --labels.

      EXAMPLES
        graphlearn evaluate --model cora.safetensors --dataset cora --data-dir data
      """)

  @Option(help: ArgumentHelp("The file of the saved model.", valueName: "file.safetensors"))
  var model: String

  @Option(
    help: ArgumentHelp(
      "The labelled nodes to evaluate: all of them, or those of one part of the split.",
      valueName: "nodes"))
  var nodes: Evaluation.Part?

  @Flag(help: "Evaluate all labelled nodes, like --nodes all.")
  var all = false

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    if all && nodes != nil && nodes != .all {
      throw ValidationError("only one of --all and --nodes can be given")
    }
    if (all || nodes == .all) && input.split != nil {
      throw ValidationError("--split does not apply when all labelled nodes are evaluated")
    }
  }

  mutating func run() throws {
    try execution.withThreads {
      if TrainedPredictor.isContained(in: model) { try evaluateTargets() } else { try evaluate() }
    }
  }

  /// Evaluates a model of numbers of nodes, or of classes or numbers of edges.
  private func evaluateTargets() throws(DataError) {
    let saved = try TrainedPredictor(contentsOf: model)
    guard let labels = input.labels else {
      throw DataError(.usage, "--labels is required to evaluate a model of numbers or edges")
    }
    guard nodes == nil || nodes == .all || nodes == .test, input.split == nil else {
      throw DataError(
        .usage,
        "a model of numbers or edges is evaluated on the test part of its training, or on all labels (--all)")
    }
    let (data, targets) = try read(labels, for: saved)
    StandardError.write(notes: targets.notes)
    let isAll = all || nodes == .all
    let (figures, count, trained) = try saved.evaluate(targets, of: data, on: isAll ? .all : .test)
    let unit = saved.task.isOnEdges ? "edge" : "node"
    if trained > 0 {
      StandardError.note(DataNote("\(trained.counted(unit)) of \(count) trained the model"))
    }
    if count == 0 {
      throw DataError(
        .badData, "none of the labels belongs to the \(unit)s that the model was tested on",
        hint: "to evaluate all labels, use --all")
    }
    let report = TargetEvaluation(figures, count: count, part: isAll ? "all" : "test")
    try output.print(report, text: report.text(unit: unit))
  }

  private func read(_ labels: String, for saved: TrainedPredictor) throws(DataError) -> (
    NodeDataset, GraphTargets
  ) {
    let known = SavedModelInput(saved)
    guard saved.task.isOnEdges else {
      if input.edgeFeatures != nil { throw DataError(.usage, "--edge-features applies to models of edges") }
      return try input.loadNumbers(for: known)
    }
    let (data, _, reading) = try input.loadWithoutLabels(for: known)
    return (
      data,
      try GraphTargets(
        edgeLabels: labels, for: saved.task, features: input.edgeFeatures, in: data, reading: reading)
    )
  }

  private func evaluate() throws(DataError) {
    if input.edgeFeatures != nil { throw DataError(.usage, "--edge-features applies to models of edges") }
    let saved = try TrainedClassifier(contentsOf: model)
    let data = try input.load(for: saved)
    StandardError.write(notes: saved.notes(on: data))
    if type(of: saved.model).input == .graph { try data.requireGraph() }
    let evaluation = try saved.evaluate(
      data, on: all ? .all : nodes,
      splitBy: input.split == nil ? .classifier : .data, seed: execution.seed)
    StandardError.write(notes: evaluation.notes + Self.notes(evaluation.report))
    try output.print(
      Report(
        evaluation, confusion: Self.showsConfusion(evaluation.report) ? evaluation.report.confusion : nil),
      text:
        """
        \(evaluation.nodesDescription): \(evaluation.nodes.count.groupedDigits) \
        \(evaluation.nodes.count == 1 ? "node" : "nodes")

        """ + Self.text(evaluation.report))
  }

  private static func notes(_ report: ClassificationReport) -> [DataNote] {
    var notes: [DataNote] = []
    let missed = report.classesNeverPredicted
    if !missed.isEmpty { notes.append(DataNote("never predicted: \(ClassList.text(missed))")) }
    if !showsConfusion(report) {
      notes.append(
        DataNote(
          """
          the confusion matrix is not shown: it has \(report.classes.count) rows, the limit is \
          \(largestConfusion)
          """))
    }
    return notes
  }

  /// The maximum number of classes for which the confusion matrix is shown.
  private static let largestConfusion = 1000

  private static func showsConfusion(_ report: ClassificationReport) -> Bool {
    report.classes.count <= largestConfusion
  }

  private static func text(_ report: ClassificationReport) -> String {
    let text = report.description + "\n"
    guard showsConfusion(report) else { return text }
    var confusion = TextTable(["true \\ predicted"] + report.classes.map(\.name))
    for (entry, row) in zip(report.classes, report.confusion) {
      confusion.append([entry.name] + row.map(String.init))
    }
    return text + confusion.text
  }

  private struct Report: Encodable {
    struct Class: Encodable {
      let name: String
      let precision: Double
      let recall: Double
      let f1: Double
      let support: Int
    }

    let nodes: Int
    let evaluated: String
    let trainedNodes: Int
    let accuracy: Double
    let macroF1: Double
    let classes: [Class]
    let confusion: [[Int]]?

    init(_ evaluation: Evaluation, confusion: [[Int]]?) {
      let report = evaluation.report
      nodes = report.nodeCount
      evaluated = evaluation.nodesDescription
      trainedNodes = evaluation.trainedCount
      accuracy = report.accuracy
      macroF1 = report.macroF1
      classes = report.classes.map {
        Class(name: $0.name, precision: $0.precision, recall: $0.recall, f1: $0.f1, support: $0.support)
      }
      self.confusion = confusion
    }
  }
}
