internal import GraphLearning

/// The output of `graphlearn inspect`.
struct InspectReport {
  let model: TrainedClassifier
  let data: NodeDataset
  let layers: [Smoothness]
  let summary: ModelSummary
  let explanation: NodeExplanation?
  let method: String

  /// The maximum number of messages and of features in the text.
  private static let shown = 10

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("dataset", .string(data.name)), ("model", .string(modelName)),
      (
        "layers",
        .array(
          layers.map { layer in
            .object([
              ("dirichlet_energy", .number(layer.dirichletEnergy)),
              ("relative_energy", .number(layer.relativeEnergy)),
              ("mean_average_distance", .number(layer.meanAverageDistance)),
              ("neighbour_distance", .number(layer.neighbourDistance)),
            ])
          })
      ),
    ]
    members.append(("summary", summaryJSON))
    if let explanation { members.append(("explanation", json(explanation))) }
    return .object(members)
  }

  private var summaryJSON: JSONValue {
    .object([
      ("parameters", .integer(summary.parameterCount)), ("flops", .integer(summary.floatingPointOperations)),
      ("activation_bytes", .integer(summary.activationBytes)),
      (
        "rows",
        .array(
          summary.rows.map { row in
            .object([
              ("name", .string(row.name)), ("output", .array(row.outputShape.map { .integer($0) })),
              ("parameters", .integer(row.parameterCount)), ("flops", .integer(row.floatingPointOperations)),
              ("activation_bytes", .integer(row.activationBytes)),
            ])
          })
      ),
    ])
  }

  private func json(_ explanation: NodeExplanation) -> JSONValue {
    .object([
      ("node", .string(data.nodeIdentifiers[Int(explanation.node)])), ("method", .string(method)),
      ("class", .string(model.classNames[explanation.predictedClass])),
      ("probability", .number(explanation.probability)),
      ("fidelity_plus", .number(explanation.fidelityPlus)),
      ("fidelity_minus", .number(explanation.fidelityMinus)), ("kept", .integer(explanation.keptCount)),
      (
        "messages",
        .array(
          explanation.messages.map { message in
            .object([
              ("source", .string(name(message.source))), ("target", .string(name(message.target))),
              ("importance", .number(message.importance)),
            ])
          })
      ), ("features", .array(explanation.featureImportance.map { .number($0) })),
    ])
  }

  /// Returns a node's id, or for hypergraph models the index: it may be that of a hyperedge, and these
  /// have no ids here.
  private func name(_ node: Int32) -> String {
    isHypergraphModel ? String(node) : data.nodeIdentifiers[Int(node)]
  }

  private var modelName: String { ModelRegistry.standard.name(of: model.model) }
  private var isHypergraphModel: Bool { type(of: model.model).input == .hypergraph }

  var text: String {
    var table = TextTable([
      "layer", "Dirichlet energy", "relative energy", "mean distance", "neighbour distance",
    ])
    for (number, layer) in layers.enumerated() {
      table.append([
        String(number + 1), NumberText.decimal(layer.dirichletEnergy, 3),
        NumberText.decimal(layer.relativeEnergy, 4),
        NumberText.decimal(layer.meanAverageDistance, 4), NumberText.decimal(layer.neighbourDistance, 4),
      ])
    }
    var text =
      "\(modelName) on \(data.name)\n\n" + summary.description + "\n\n" + table.text
    guard let explanation else { return text }
    text += """

      node \(data.nodeIdentifiers[Int(explanation.node)]): class \
      \(model.classNames[explanation.predictedClass]) with probability \
      \(NumberText.percent(explanation.probability)); without the \(explanation.keptCount) most important \
      messages \(NumberText.percent(explanation.probability - explanation.fidelityPlus)), with only these \
      messages \(NumberText.percent(explanation.probability - explanation.fidelityMinus))


      """
    var messages = TextTable(["from", "to", "importance"], textColumns: 2)
    for message in explanation.messages.prefix(Self.shown) {
      messages.append([name(message.source), name(message.target), NumberText.decimal(message.importance, 4)])
    }
    text += messages.text + "\n"
    var features = TextTable(["feature", "importance"])
    let order = explanation.featureImportance.indices.sorted {
      (explanation.featureImportance[$1], $0) < (explanation.featureImportance[$0], $1)
    }
    // The importance values are in the order of the model's features, which may differ from that of the
    // data.
    let names = model.featureNames ?? data.featureNames
    for feature in order.prefix(Self.shown) {
      features.append([
        names?[feature] ?? String(feature),
        NumberText.decimal(explanation.featureImportance[feature], 4),
      ])
    }
    return text + features.text
  }
}

/// The attention weights as CSV with rows `layer,source,target,head 1,...`.
struct AttentionTable {
  let layers: [LayerAttention]
  let data: NodeDataset

  var csv: String {
    let heads = layers.map { $0.weights.shape[1] }.max() ?? 0
    var text = "layer,source,target," + (1...max(1, heads)).map { "head \($0)" }.joined(separator: ",") + "\n"
    for (number, layer) in layers.enumerated() {
      let (pattern, width) = (layer.pattern, layer.weights.shape[1])
      let values = layer.weights.scalars
      for row in 0..<pattern.rowCount {
        for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
          let weights = (0..<heads).map { $0 < width ? values[entry * width + $0].description : "" }
          text +=
            "\(number + 1),\(name(Int(pattern.columnIndices[entry]), pattern.columnCount)),"
            + "\(name(row, pattern.rowCount)),\(weights.joined(separator: ","))\n"
        }
      }
    }
    return text
  }

  /// Returns a node's id, quoted if necessary, or the index of a hyperedge.
  private func name(_ index: Int, _ count: Int) -> String {
    count == data.nodeCount ? TableField.written(data.nodeIdentifiers[index]) : String(index)
  }
}
