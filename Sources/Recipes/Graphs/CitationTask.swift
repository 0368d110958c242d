internal import GraphCore
internal import GraphDatasets
internal import NeuralNetworks
internal import Plots
internal import Training

/// A paper's model on a citation graph with its published split: several runs, their mean, and how the last of them learnt.
package enum CitationTask {
  /// How many runs make a figure; every seed has seeds of its own.
  package static let runCount = 10

  /// The seeds of the runs of `seed`.
  package static func seeds(_ seed: UInt64) -> [UInt64] {
    (0..<UInt64(runCount)).map { seed &* UInt64(runCount) &+ $0 }
  }

  /// Trains the model of `recipe` and reports its accuracy. Returns the best run's classifier.
  static func run(_ session: RecipeSession, _ recipe: Recipe, on data: NodeDataset) throws(DataError)
    -> TrainedClassifier
  {
    // Those that stop early have a limit which they never reach.
    let usualEpochs = min(recipe.epochs, 1000)
    let result = try Experiment(recipe, on: data, seeds: seeds(session.seed)).run { run, report in
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
        title: "How the best run learnt", xAxis: Axis(label: "epoch"), yAxis: Axis(label: "loss"),
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

  /// Bars of how often values fall into equal parts from the least of them to 1.
  static func histogram(_ values: [Double], title: String, label: String) -> Chart {
    let count = 20
    let least = min(0.99, values.min() ?? 0)
    let width = (1 - least) / Double(count)
    var heights = [Double](repeating: 0, count: count)
    for value in values { heights[min(count - 1, max(0, Int((value - least) / width)))] += 1 }
    return Chart(
      title: title, xAxis: Axis(label: label), yAxis: Axis(label: "how many"),
      layers: [.bars(edges: (0...count).map { least + width * Double($0) }, heights: heights)])
  }
}
