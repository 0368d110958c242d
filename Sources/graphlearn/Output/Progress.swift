// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// Shows the progress of training on standard error.
final class Progress {
  private let runCount: Int
  private let epochs: Int
  /// Whether training is expected to end before the last epoch.
  private let mayStop: Bool
  private let label: String?
  private let hasAccuracy: Bool
  private var line: ProgressLine
  private var epochsDone = 0

  /// - Parameter label: The name of the model, if several are trained.
  init(
    runCount: Int, settings: PaperSettings, options: OutputOptions, label: String? = nil,
    hasAccuracy: Bool = true
  ) {
    self.hasAccuracy = hasAccuracy
    self.label = label
    self.runCount = runCount
    epochs = settings.epochs
    mayStop = settings.earlyStopping.waitsForImprovement
    line = ProgressLine(options, isUpperBound: mayStop)
  }

  /// Shows the figures of an epoch that has ended.
  func show(run: Int, _ report: EpochReport) {
    epochsDone += 1
    let share = (Double(run) + Double(report.epoch) / Double(max(1, epochs))) / Double(runCount)
    line.show(share, isLast: runCount == 1 && report.epoch == epochs) {
      text(run, report)
    } pace: { seconds in
      "\(NumberText.decimal(Double(epochsDone) / seconds, 0)) epochs/s"
    }
  }

  /// Removes the live line. Call it after training.
  func finish() { line.finish() }

  private func text(_ run: Int, _ report: EpochReport) -> String {
    let limit = mayStop ? " of at most \(epochs)" : "/\(epochs)"
    var text = "epoch \(report.epoch)\(limit)  train loss \(NumberText.decimal(report.trainLoss, 4))"
    if let validation = report.validation {
      text +=
        "  validation loss \(NumberText.decimal(validation.loss, 4))"
        + (hasAccuracy ? ", accuracy \(NumberText.percent(validation.accuracy))" : "")
    }
    if runCount > 1 { text = "run \(run + 1)/\(runCount)  " + text }
    if let label { text = "\(label)  " + text }
    return text
  }
}
