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
        Self.quoted(row.id) + "," + Self.quoted(row.label) + "," + Format.decimal(Double(row.probability), 6)
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

  /// A field of a CSV file (RFC 4180).
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
