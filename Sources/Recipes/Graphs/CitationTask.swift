// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphDatasets
internal import NeuralNetworks
internal import Plots
internal import Training

/// An experiment with a paper's settings on a citation graph with its published split. Reports the mean
/// accuracy over several runs and plots the training of the best run.
package enum CitationTask {
  /// The number of runs per experiment. Different recipe seeds use different run seeds.
  package static let runCount = 10

  /// Returns the run seeds for the recipe's seed.
  package static func seeds(_ seed: UInt64) -> [UInt64] {
    (0..<UInt64(runCount)).map { seed &* UInt64(runCount) &+ $0 }
  }

  /// Trains the model with these settings and reports its accuracy. Returns the classifier of the best
  /// run.
  static func run(_ session: RecipeSession, _ settings: PaperSettings, on data: NodeDataset) throws(DataError)
    -> TrainedClassifier
  {
    // With early stopping, the maximum number of epochs is far above the number that is usually reached.
    let usualEpochs = min(settings.epochs, 1000)
    let result = try Experiment(settings, on: data, seeds: seeds(session.seed)).run { run, report in
      let share = (Double(run) + min(1, Double(report.epoch) / Double(usualEpochs))) / Double(runCount)
      session.progress(
        "run \(run + 1)/\(runCount), epoch \(report.epoch)", loss: report.trainLoss, share)
    }
    session.report("test accuracy, mean of \(runCount) runs", result.testAccuracyMean)
    session.report("deviation of the test accuracy", result.testAccuracyDeviation)
    let chosen = result.runs[result.chosen]
    session.report("epochs of the best run", Double(chosen.history.count))
    let epochs = chosen.history.map { Double($0.epoch) }
    try session.write(
      Chart(
        title: "Loss of the best run", xAxis: Axis(label: "epoch"), yAxis: Axis(label: "loss"),
        layers: [
          .line(x: epochs, y: chosen.history.map(\.trainLoss), name: "training nodes"),
          .line(
            x: epochs, y: chosen.history.map { $0.validation?.loss ?? .nan }, name: "validation nodes",
            series: 1),
        ]), "losses")
    try session.write(
      Chart(
        title: "Accuracy on the validation nodes", xAxis: Axis(label: "epoch"),
        yAxis: Axis(label: "accuracy"),
        layers: [.line(x: epochs, y: chosen.history.map { $0.validation?.accuracy ?? .nan })]), "accuracy")
    return result.classifier
  }

  /// Returns a histogram with equal bins from the smallest value to 1.
  static func histogram(_ values: [Double], title: String, label: String) -> Chart {
    let count = 20
    let least = min(0.99, values.min() ?? 0)
    let width = (1 - least) / Double(count)
    var heights = [Double](repeating: 0, count: count)
    for value in values { heights[min(count - 1, max(0, Int((value - least) / width)))] += 1 }
    return Chart(
      title: title, xAxis: Axis(label: label), yAxis: Axis(label: "count"),
      layers: [.bars(edges: (0...count).map { least + width * Double($0) }, heights: heights)])
  }
}
