// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Analyse the layers and the predictions of a saved model.",
    discussion: """
      Prints the output shapes, parameters, floating-point operations and activation memory of a pass over \
      all nodes. For each layer, prints the Dirichlet energy of its output and the mean average distances \
      of all nodes and of neighbours, which approach 0 if the layers smooth too much. With --explain, \
      prints the messages and features that the predicted class of a node depends on most. 'graphlearn \
      info --model' describes a model without a graph.

      EXAMPLES
        graphlearn inspect --model model.safetensors --dataset cora --data-dir data
        graphlearn inspect --model model.safetensors --explain 31 --method gnn-explainer
        graphlearn inspect --model gat.safetensors --attention attention.csv
      """)

  @Option(help: ArgumentHelp("The file of the saved model.", valueName: "file.safetensors"))
  var model: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: ArgumentHelp("The id of the node whose predicted class to explain.", valueName: "id"))
  var explain: String?

  @Option(
    help: ArgumentHelp(
      """
      The method of --explain: integrated-gradients, whose importances are shares of the probability, or \
      gnn-explainer, whose importances are masks from 0 to 1.
      """, valueName: "method"))
  var method = ExplanationChoice.integratedGradients

  @Option(
    help: ArgumentHelp(
      "The share of messages, from 0 to 1, that count as the most important in the fidelity figures.",
      valueName: "share"))
  var share = 0.2

  @Option(
    help: ArgumentHelp(
      """
      The file for the attention weights, one row `layer,source,target,head 1,...` per message. The fields \
      of heads that a layer does not have are empty. Hyperedges are named by their number: `hyperedge 3`.
      """, valueName: "file.csv"))
  var attention: String?

  @Option(
    help: ArgumentHelp(
      """
      The file for the frequency responses, with rows `layer,frequency,gain` for each layer that is a \
      filter of the graph's frequencies.
      """, valueName: "file.csv"))
  var frequencies: String?

  mutating func validate() throws {
    if explain == nil && (method != .integratedGradients || share != 0.2) {
      throw ValidationError("--method and --share require --explain")
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
    let data = try input.load(for: saved)
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
          """
          --attention does not apply: the model '\(ModelRegistry.standard.name(of: saved.model))' has no \
          attention
          """
        )
      }
      try outputs.add(Array(table.csv.utf8), to: attention)
    }
    var written = attention.map { "attention weights written to \($0)\n" } ?? ""
    if let frequencies { written += "frequency responses written to \(frequencies)\n" }
    if let frequencies { try outputs.add(frequencyTable(saved.model, data.graph), to: frequencies) }
    var explanation: NodeExplanation?
    if let explain {
      guard let node = data.nodeIdentifiers.index(of: explain) else {
        throw DataError(.usage, "--explain: no node '\(explain)' in the data set '\(data.name)'")
      }
      explanation = saved.model.explanation(
        of: Int32(node), features, in: structure,
        by: method.method(seed: execution.seed),
        share: share)
    }
    let report = InspectReport(
      model: saved, data: data, layers: layers, summary: saved.model.summary(features, in: structure),
      explanation: explanation, method: method.rawValue)
    try output.print(report.json, text: report.text + written)
    try outputs.commit()
  }

  private func frequencyTable(_ model: any NodeClassifier, _ graph: Graph) throws -> [UInt8] {
    guard !model.filters.isEmpty else {
      throw DataError(
        .usage,
        """
        --frequencies does not apply: the model '\(ModelRegistry.standard.name(of: model))' has no layer \
        that is a filter of frequencies
        """
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
