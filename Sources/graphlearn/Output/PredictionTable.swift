// SPDX-License-Identifier: Apache-2.0

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

  var json: Document { Document(predictions: predictions.map(row)) }

  private func row(_ prediction: NodePrediction) -> Document.Row {
    let (label, numbers) = (prediction.classIndex, prediction.probabilities)
    return Document.Row(
      id: prediction.node, label: predictions.classNames[label], probability: Double(numbers[label]),
      probabilities: hasAllProbabilities
        ? .object(zip(predictions.classNames, numbers).map { ($0, .number(Double($1))) }) : nil)
  }
}

extension PredictionTable {
  struct Document: Encodable {
    struct Row: Encodable {
      let id: String
      let label: String
      let probability: Double
      /// The probabilities under the names of their classes.
      @OmittedIfNil var probabilities: JSONValue?
    }

    let predictions: [Row]
  }
}
