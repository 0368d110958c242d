internal import GraphLearning

/// The most probable class of every node.
struct PredictionTable {
  private let rows: [(id: String, label: String, probability: Float)]

  init(_ classifier: TrainedClassifier, on data: NodeDataset) throws(DataError) {
    let (values, positions) = try classifier.probabilities(for: data).maximum(axis: 1)
    rows = zip(values.scalars, positions).enumerated().map { node, best in
      (data.nodeIdentifiers[node], classifier.classNames[Int(best.1)], best.0)
    }
  }

  /// `id,label,probability` lines under a header.
  var csv: String {
    var text = "id,label,probability\n"
    for row in rows {
      text +=
        TableField.written(row.id) + "," + TableField.written(row.label) + ","
        + Format.decimal(Double(row.probability), 6)
        + "\n"
    }
    return text
  }

  var json: JSONValue {
    .object([
      (
        "predictions",
        .array(
          rows.map {
            .object([
              ("id", .string($0.id)), ("label", .string($0.label)),
              ("probability", .number(Double($0.probability))),
            ])
          })
      )
    ])
  }
}
