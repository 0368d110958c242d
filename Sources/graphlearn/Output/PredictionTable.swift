// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The most probable class of each node and, on request, the probabilities of all classes.
struct PredictionTable {
  private let predictions: [NodePrediction]
  private let hasAllProbabilities: Bool

  init(_ predictions: some Sequence<NodePrediction>, hasAllProbabilities: Bool = false) {
    self.predictions = Array(predictions)
    self.hasAllProbabilities = hasAllProbabilities
  }

  /// The number of predictions.
  var count: Int { predictions.count }

  /// The predictions as CSV: a header and one row `id,label,probability` per node, with one more column
  /// per class on request.
  var csv: String { predictions.csv(allProbabilities: hasAllProbabilities) }

  var json: Document { Document(predictions: predictions.map(row)) }

  private func row(_ prediction: NodePrediction) -> Document.Row {
    let (label, numbers) = (prediction.classIndex, prediction.probabilities)
    return Document.Row(
      id: prediction.node, label: prediction.classNames[label], probability: Double(numbers[label]),
      probabilities: hasAllProbabilities
        ? .object(zip(prediction.classNames, numbers).map { ($0, .number(Double($1))) }) : nil)
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
