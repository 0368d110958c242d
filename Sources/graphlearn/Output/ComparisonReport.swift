// SPDX-License-Identifier: Apache-2.0

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

  var json: Document {
    Document(dataset: data.name, runs: runs, threads: threads, models: rows.map(Document.Model.init))
  }

  private func decimal(_ value: Double?, _ digits: Int) -> String {
    value.map { NumberText.decimal($0, digits) } ?? "-"
  }

  var text: String {
    var table = TextTable([
      "model", "test accuracy", "parameters", "epochs", "ms/step", "ms/epoch", "s/run", "memory",
    ])
    for entry in rows {
      let accuracy =
        NumberText.percent(entry.row.testAccuracyMean)
        + (runs > 1 ? " +- \(NumberText.percent(entry.row.testAccuracyDeviation))" : "")
      table.append([
        entry.row.name, accuracy,
        entry.row.parameterCount == 0 ? "-" : entry.row.parameterCount.groupedDigits,
        decimal(entry.row.epochs, 0), decimal(entry.row.stepMilliseconds, 3),
        decimal(entry.row.epochMilliseconds, 3),
        decimal(entry.row.seconds, 2),
        NumberText.decimal(entry.peakMemoryMegabytes, 0) + " MB",
      ])
    }
    return "\(data.name): \(runs) \(runs == 1 ? "run" : "runs") each, \(threads) threads\n\n" + table.text
  }
}

extension ComparisonReport {
  struct Document: Encodable {
    struct Model: Encodable {
      let model: String
      let testAccuracyMean: Noted<Double?>
      let testAccuracyStd: Noted<Double?>
      let parameters: Int
      let epochsMean: Noted<Double?>
      let trainStepMSMedian: Noted<Double?>
      let epochMSMedian: Noted<Double?>
      let secondsMean: Noted<Double?>
      let peakMemoryMB: Double

      init(_ entry: Row) {
        let row = entry.row
        model = row.name
        testAccuracyMean = Noted(row.testAccuracyMean, ifMissing: "no test nodes")
        testAccuracyStd = Noted(row.testAccuracyDeviation, ifMissing: "no test nodes")
        parameters = row.parameterCount
        epochsMean = Noted(row.epochs, ifMissing: "this baseline has no epochs")
        trainStepMSMedian = Noted(row.stepMilliseconds, ifMissing: "this baseline has no training steps")
        epochMSMedian = Noted(row.epochMilliseconds, ifMissing: "this baseline has no epochs")
        secondsMean = Noted(row.seconds, ifMissing: "this baseline has no training runs")
        peakMemoryMB = entry.peakMemoryMegabytes
      }
    }

    let dataset: String
    let runs: Int
    let threads: Int
    let models: [Model]
  }
}
