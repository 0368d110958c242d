internal import GraphLearning

/// What `graphlearn compare` prints.
struct ComparisonReport {
  /// A model's figures and the largest memory while it was trained.
  struct Row {
    let row: Comparison.Row
    let peakMemoryMegabytes: Double
  }

  let data: NodeDataset
  let runs: Int
  let threads: Int
  let rows: [Row]

  var json: JSONValue {
    .object([
      ("dataset", .string(data.name)), ("runs", .integer(runs)), ("threads", .integer(threads)),
      (
        "models",
        .array(
          rows.map { entry in
            .object([
              ("model", .string(entry.row.name)),
              ("test_accuracy_mean", .number(entry.row.testAccuracyMean)),
              ("test_accuracy_std", .number(entry.row.testAccuracyDeviation)),
              ("parameters", .integer(entry.row.parameterCount)),
              ("train_step_ms_median", entry.row.stepMilliseconds.map { .number($0) } ?? .null),
              ("peak_memory_mb", .number(entry.peakMemoryMegabytes)),
            ])
          })
      ),
    ])
  }

  var text: String {
    var table = TextTable(["model", "test accuracy", "parameters", "ms/step", "memory"])
    for entry in rows {
      let accuracy =
        Format.percent(entry.row.testAccuracyMean)
        + (runs > 1 ? " +- \(Format.percent(entry.row.testAccuracyDeviation))" : "")
      table.append([
        entry.row.name, accuracy,
        entry.row.parameterCount == 0 ? "-" : Format.count(entry.row.parameterCount),
        entry.row.stepMilliseconds.map { Format.decimal($0, 3) } ?? "-",
        Format.decimal(entry.peakMemoryMegabytes, 0) + " MB",
      ])
    }
    return "\(data.name): \(runs) \(runs == 1 ? "run" : "runs") each, \(threads) threads\n\n" + table.text
  }
}
