internal import ArgumentParser
internal import GraphLearning

/// `graphlearn inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Look inside a trained model.",
    discussion: """
      What a pass over all nodes costs: shapes, parameters, floating-point operations and memory of activations. For every layer: the Dirichlet energy of its output and the mean average distance of nodes and of neighbours, which fall towards 0 \
      where layers smooth too much. With --explain: which messages and features one node's class comes from.

      EXAMPLES
        graphlearn info --model model.safetensors          (what the file says, without data)
        graphlearn inspect --model model.safetensors --dataset cora --data-dir data
        graphlearn inspect --model model.safetensors --explain 31 --method integrated-gradients
        graphlearn inspect --model gat.safetensors --attention attention.csv
      """)

  @Option(help: ArgumentHelp("The model.", valueName: "file.safetensors"))
  var model: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: ArgumentHelp("The node whose class is to be explained.", valueName: "id"))
  var explain: String?

  @Option(help: ArgumentHelp("gnn-explainer or integrated-gradients.", valueName: "method"))
  var method = "gnn-explainer"

  @Option(
    help: ArgumentHelp(
      "The share of messages that count as the most important ones in fidelity figures.", valueName: "share"))
  var share = 0.2

  @Option(
    help: ArgumentHelp(
      "Where to write `layer,source,target,head 1,...` of every attention weight.", valueName: "file.csv"))
  var attention: String?

  @Option(
    help: ArgumentHelp(
      "Where to write `layer,frequency,gain` of every layer that is a filter of the graph's frequencies.",
      valueName: "file.csv"))
  var frequencies: String?

  mutating func validate() throws {
    if !["gnn-explainer", "integrated-gradients"].contains(method) {
      throw ValidationError("--method takes gnn-explainer or integrated-gradients, not '\(method)'")
    }
    try checkRange("--share", share, 0...1)
  }

  mutating func run() throws {
    try execution.withThreads { try inspect() }
  }

  private func inspect() throws {
    let outputs = try OutputSet(
      [("--attention", attention), ("--frequencies", frequencies)], inputs: input.files + [("--model", model)]
    )
    let saved = try TrainedClassifier(contentsOf: model)
    let data = try input.load()
    StandardError.write(notes: saved.notes(on: data))
    try data.requireGraph()
    let features = try saved.features(of: data)
    let structure = data.structure
    let layers = saved.model.activations(features, in: structure).map { Smoothness(of: $0, in: structure) }
    if let attention {
      let table = AttentionTable(layers: saved.model.attention(features, in: structure), data: data)
      guard !table.layers.isEmpty else {
        throw DataError(
          .usage,
          "a model '\(ModelRegistry.standard.name(of: saved.model))' has no attention: --attention does not apply"
        )
      }
      try outputs.add(Array(table.csv.utf8), to: attention)
    }
    if let frequencies { try outputs.add(frequencyTable(saved.model, data.graph), to: frequencies) }
    var explanation: NodeExplanation?
    if let explain {
      guard let node = data.nodeIdentifiers.index(of: explain) else {
        throw DataError(.usage, "--explain: there is no node '\(explain)' in '\(data.name)'")
      }
      explanation = saved.model.explanation(
        of: Int32(node), features, in: structure,
        by: method == "gnn-explainer" ? .gnnExplainer(seed: execution.seed) : .integratedGradients(),
        share: share)
    }
    let report = InspectReport(
      model: saved, data: data, layers: layers, summary: saved.model.summary(features, in: structure),
      explanation: explanation, method: method)
    try output.print(report.json, text: report.text)
    try outputs.commit()
  }

  private func frequencyTable(_ model: any NodeClassifier, _ graph: Graph) throws -> [UInt8] {
    guard !model.filters.isEmpty else {
      throw DataError(
        .usage,
        "a model '\(ModelRegistry.standard.name(of: model))' has no layer that is a filter of frequencies: --frequencies does not apply"
      )
    }
    var text = "layer,frequency,gain\n"
    for (layer, filter) in model.filters.enumerated() {
      let response = try FrequencyResponse(of: filter, in: graph)
      for (frequency, gain) in zip(response.frequencies, response.gains) {
        text += "\(layer + 1),\(frequency),\(gain)\n"
      }
    }
    return Array(text.utf8)
  }
}
