// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphDatasets
internal import GraphLearning

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the classes or numbers of the nodes or edges of a graph with a saved model.",
    discussion: """
      The graph may differ from the one that the model was trained on, but it must have the same features.

      EXAMPLES
        graphlearn predict --model cora.safetensors --content new.content --cites new.cites --output classes.csv
        graphlearn predict --model cora.safetensors --content cora.content --cites cora.cites --probabilities
      """)

  @Option(help: ArgumentHelp("The file of the saved model.", valueName: "file.safetensors"))
  var model: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      """
      The file for the predictions, one row `id,label,probability` per node. Models of numbers or edges write \
      `id,value`, `source,target,label,probability` or `source,target,value`, for the edges of --labels if that \
      is given. The default is standard output.
      """, valueName: "file.csv"))
  var file: String?

  @Flag(
    name: .customLong("probabilities"),
    help: """
      Add the probabilities of all classes: a column `probability:CLASS` per class, or an object \
      `probabilities` in JSON.
      """)
  var hasAllProbabilities = false

  @Option(
    help: ArgumentHelp(
      """
      The nodes to predict: all, those that have no label in --labels (unlabelled), those with the given ids \
      (id,id,...), or those whose ids are the lines of a file (@file). Only what their predictions depend on is \
      computed.
      """, valueName: "nodes"))
  var nodes = PredictedNodes.all

  mutating func run() throws {
    try execution.withThreads {
      if TrainedPredictor.isContained(in: model) { try predictTargets() } else { try predict() }
    }
  }

  /// Predicts numbers of nodes, or classes or numbers of edges.
  private func predictTargets() throws(DataError) {
    let outputs = try OutputSet(
      [("--output", file)], inputs: input.files + [("--model", model)],
      reports: output.json)
    let saved = try TrainedPredictor(contentsOf: model)
    if nodes != .all { throw DataError(.usage, "--nodes applies to models of the classes of nodes") }
    if hasAllProbabilities && saved.task.isRegression {
      throw DataError(.usage, "--probabilities applies to models of classes")
    }
    if input.edgeFeatures != nil && !saved.task.isOnEdges {
      throw DataError(.usage, "--edge-features applies to models of edges")
    }
    let (data, places) = try places(for: saved)
    let table = TargetPredictionTable(
      try saved.predictions(for: data, at: places), classNames: hasAllProbabilities ? saved.classNames : [])
    guard let file else { return try output.print(table.json, data: table.csv) }
    try outputs.add(Array(table.csv.utf8), to: file)
    if output.json { try output.print(table.json, data: "") }
    try outputs.commit()
    if !output.quiet {
      let unit = saved.task.isOnEdges ? "edge" : "node"
      StandardError.write("predictions of \(table.count.counted(unit)) written to \(file.printable())\n")
    }
  }

  /// Returns the edges of --labels, or else all nodes or edges.
  private func places(for saved: TrainedPredictor) throws(DataError) -> (NodeDataset, GraphTargets) {
    let known = SavedModelInput(saved)
    guard saved.task.isOnEdges else {
      if input.labels == nil {
        let (data, _, _) = try input.loadWithoutLabels(for: known)
        return (data, try saved.places(in: data))
      }
      let (data, targets) = try input.loadNumbers(for: known)
      StandardError.write(notes: targets.notes)
      return (data, targets)
    }
    let (data, _, reading) = try input.loadWithoutLabels(for: known)
    if let labels = input.labels {
      let targets = try GraphTargets(
        edgeLabels: labels, for: saved.task, features: input.edgeFeatures, in: data, reading: reading)
      StandardError.write(notes: targets.notes)
      return (data, targets)
    }
    let places = try saved.places(in: data)
    guard let edgeFeatures = input.edgeFeatures else { return (data, places) }
    return (data, try places.withEdgeFeatures(from: edgeFeatures, in: data, reading: reading))
  }

  private func predict() throws(DataError) {
    let outputs = try OutputSet(
      [("--output", file)], inputs: input.files + [("--model", model)], reports: output.json)
    if input.edgeFeatures != nil { throw DataError(.usage, "--edge-features applies to models of edges") }
    let saved = try TrainedClassifier(contentsOf: model)
    let data = try input.load(for: saved)
    StandardError.write(notes: saved.notes(on: data))
    if type(of: saved.model).input == .graph { try data.requireGraph() }
    let table = PredictionTable(
      try predictions(of: saved, for: data), hasAllProbabilities: hasAllProbabilities)
    guard let file else { return try output.print(table.json, data: table.csv) }
    try outputs.add(Array(table.csv.utf8), to: file)
    if output.json { try output.print(table.json, data: "") }
    try outputs.commit()
    if !output.quiet {
      StandardError.write("predictions of \(table.count.counted("node")) written to \(file.printable())\n")
    }
  }

  /// Returns the predictions of the nodes that --nodes selects.
  private func predictions(of saved: TrainedClassifier, for data: NodeDataset) throws(DataError)
    -> [NodePrediction]
  {
    switch nodes {
    case .all: return Array(try saved.nodePredictions(for: data))
    case .unlabelled:
      let unlabelled = data.labels.indices.filter { data.labels[$0] < 0 }.map { Int32($0) }
      return try ClassifierSession(saved, on: data).predictions(of: unlabelled)
    case .named(let names): return try ClassifierSession(saved, on: data).predictions(of: names)
    case .listed(let path):
      let listed = try NodeListFile.read(path, nodes: data.nodeIdentifiers)
      return try ClassifierSession(saved, on: data).predictions(of: listed)
    }
  }
}

/// The nodes to predict.
enum PredictedNodes: ExpressibleByArgument, Equatable {
  case all, unlabelled
  /// Nodes by their ids.
  case named([String])
  /// Nodes whose ids are the lines of a file.
  case listed(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "all": self = .all
    case "unlabelled": self = .unlabelled
    default:
      self =
        argument.hasPrefix("@")
        ? .listed(String(argument.dropFirst()))
        : .named(argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
    }
  }

  var defaultValueDescription: String { "all" }
}
