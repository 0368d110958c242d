// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// Predictions of numbers of nodes, or of classes or numbers of edges.
struct TargetPredictionTable {
  private let predictions: [TrainedPredictor.Prediction]

  /// The names of the classes whose probabilities are columns.
  private let classNames: [String]

  /// - Parameter classNames: The classes whose probabilities are listed; empty for none.
  init(_ predictions: [TrainedPredictor.Prediction], classNames: [String] = []) {
    self.predictions = predictions
    self.classNames = classNames
  }

  /// The number of predictions.
  var count: Int { predictions.count }

  /// The predictions as CSV: rows `id,value`, `source,target,value` or `source,target,label,probability`.
  var csv: String {
    let isOnEdges = predictions.first?.end != nil
    let isNumber = predictions.first?.value != nil
    var text = (isOnEdges ? "source,target" : "id") + (isNumber ? ",value" : ",label,probability")
    for name in classNames { text += "," + TableField.written("probability:" + name) }
    text += "\n"
    for prediction in predictions {
      var fields = [TableField.written(prediction.node)]
      if let end = prediction.end { fields.append(TableField.written(end)) }
      if let value = prediction.value { fields.append("\(value)") }
      if let label = prediction.label { fields.append(TableField.written(label)) }
      if let probability = prediction.probability { fields.append(NumberText.decimal(probability, 6)) }
      if !classNames.isEmpty { fields += prediction.probabilities.map { NumberText.decimal($0, 6) } }
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  var json: Document {
    Document(
      predictions: predictions.map {
        Document.Row(
          id: $0.end == nil ? $0.node : nil, source: $0.end == nil ? nil : $0.node, target: $0.end,
          value: $0.value, label: $0.label, probability: $0.probability,
          probabilities: classNames.isEmpty
            ? nil : .object(zip(classNames, $0.probabilities).map { ($0, .number($1)) }))
      })
  }

  struct Document: Encodable {
    struct Row: Encodable {
      @OmittedIfNil var id: String?
      @OmittedIfNil var source: String?
      @OmittedIfNil var target: String?
      @OmittedIfNil var value: Double?
      @OmittedIfNil var label: String?
      @OmittedIfNil var probability: Double?
      @OmittedIfNil var probabilities: JSONValue?
    }

    let predictions: [Row]
  }
}
