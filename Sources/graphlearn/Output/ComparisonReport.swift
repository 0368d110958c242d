internal import GraphLearning

/// The output of `graphlearn compare`.
struct ComparisonReport {
  /// The figures of a model and the peak memory during its runs.
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
            .object(
              [
                ("model", .string(entry.row.name)),
                ("test_accuracy_mean", .number(entry.row.testAccuracyMean)),
                ("test_accuracy_std", .number(entry.row.testAccuracyDeviation)),
                ("parameters", .integer(entry.row.parameterCount)),
                ("train_step_ms_median", number(entry.row.stepMilliseconds)),
                ("epoch_ms_median", number(entry.row.epochMilliseconds)),
                ("seconds_mean", number(entry.row.seconds)),
                ("peak_memory_mb", .number(entry.peakMemoryMegabytes)),
              ],
              whereMissing: [
                "test_accuracy_mean": "no test nodes", "test_accuracy_std": "no test nodes",
                "train_step_ms_median": "this baseline has no training steps",
                "epoch_ms_median": "this baseline has no epochs",
                "seconds_mean": "this baseline has no training runs",
              ])
          })
      ),
    ])
  }

  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  private func decimal(_ value: Double?, _ digits: Int) -> String {
    value.map { NumberText.decimal($0, digits) } ?? "-"
  }

  var text: String {
    var table = TextTable(["model", "test accuracy", "parameters", "ms/step", "ms/epoch", "s/run", "memory"])
    for entry in rows {
      let accuracy =
        NumberText.percent(entry.row.testAccuracyMean)
        + (runs > 1 ? " +- \(NumberText.percent(entry.row.testAccuracyDeviation))" : "")
      table.append([
        entry.row.name, accuracy,
        entry.row.parameterCount == 0 ? "-" : entry.row.parameterCount.groupedDigits,
        decimal(entry.row.stepMilliseconds, 3), decimal(entry.row.epochMilliseconds, 3),
        decimal(entry.row.seconds, 2),
        NumberText.decimal(entry.peakMemoryMegabytes, 0) + " MB",
      ])
    }
    return "\(data.name): \(runs) \(runs == 1 ? "run" : "runs") each, \(threads) threads\n\n" + table.text
  }
}
