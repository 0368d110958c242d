internal import GraphLearning

/// The most probable class of every node.
struct PredictionTable {
  private let rows: [(id: String, label: String, probability: Float)]

  init(_ probabilities: Tensor, model: SavedModel, data: NodeDataset) {
    let (values, positions) = probabilities.maximum(axis: 1)
    rows = zip(values.scalars, positions).enumerated().map { node, best in
      (data.nodeIdentifiers[node], model.classNames[Int(best.1)], best.0)
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
