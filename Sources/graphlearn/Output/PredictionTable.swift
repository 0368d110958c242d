internal import GraphLearning

/// The most probable class of each node and, on request, the probabilities of all classes.
struct PredictionTable {
  private let predictions: NodePredictions
  private let hasAllProbabilities: Bool

  init(_ predictions: NodePredictions, hasAllProbabilities: Bool = false) {
    self.predictions = predictions
    self.hasAllProbabilities = hasAllProbabilities
  }

  /// The predictions as CSV: a header and one row `id,label,probability` per node, with one more column
  /// per class on request.
  var csv: String {
    var text = "id,label,probability"
    if hasAllProbabilities {
      for name in predictions.classNames { text += "," + TableField.written("probability:" + name) }
    }
    text += "\n"
    for prediction in predictions {
      let (label, numbers) = (prediction.classIndex, prediction.probabilities)
      text += TableField.written(prediction.node) + "," + TableField.written(predictions.classNames[label])
      for number in [numbers[label]] + (hasAllProbabilities ? numbers : []) {
        text += "," + NumberText.decimal(Double(number), 6)
      }
      text += "\n"
    }
    return text
  }

  var json: JSONValue {
    .object([("predictions", .array(predictions.map(json)))])
  }

  private func json(_ prediction: NodePrediction) -> JSONValue {
    let (label, numbers) = (prediction.classIndex, prediction.probabilities)
    var members: [(String, JSONValue)] = [
      ("id", .string(prediction.node)), ("label", .string(predictions.classNames[label])),
      ("probability", .number(Double(numbers[label]))),
    ]
    if hasAllProbabilities {
      let all = zip(predictions.classNames, numbers).map { ($0, JSONValue.number(Double($1))) }
      members.append(("probabilities", .object(all)))
    }
    return .object(members)
  }
}
