// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn train`.
struct TrainReport {
  let experiment: Experiment
  let result: Experiment.Result
  let source: PaperSettings.Source
  let threads: Int
  let save: String?
  let predictions: String?

  private var data: NodeDataset { experiment.data }
  private var settings: PaperSettings { experiment.settings }
  /// The benchmark whose settings were used.
  private var benchmark: BenchmarkDataset? { BenchmarkDataset(recognizedIn: data) }
  private var parameterCount: Int { result.runs.first?.parameterCount ?? 0 }

  var json: Document {
    Document(
      dataset: dataset, model: model, runs: result.runs.map(Document.Run.init),
      testAccuracyMean: Noted(result.testAccuracyMean, ifMissing: Document.noTests),
      testAccuracyStd: Noted(result.testAccuracyDeviation, ifMissing: Document.noTests),
      threads: threads, peakMemoryMB: ProcessFigures.peakMemoryMegabytes, saved: save,
      predictions: predictions)
  }

  private var dataset: Document.Dataset {
    let split = result.runs.first?.split
    return Document.Dataset(
      name: data.name, benchmark: benchmark?.rawValue, nodes: data.nodeCount, edges: data.reportedEdgeCount,
      features: data.features.featureCount, classes: data.classCount, train: split?.train.count ?? 0,
      validation: split?.validation.count ?? 0, test: split?.test.count ?? 0)
  }

  private var model: ModelDocument {
    ModelDocument(
      settings, configuration: ModelBlueprint(of: result.classifier.model).configuration, source: source,
      parameterCount: parameterCount, scaling: experiment.preparation.scaling)
  }

  var text: String {
    let split = result.runs.first?.split
    var text = """
      \(data.name): \(data.nodeCount.groupedDigits) nodes, \(data.reportedEdges), \
      \(data.features.featureCount.groupedDigits) features, \(data.classCount) classes; \
      \(split?.train.count ?? 0) train, \(split?.validation.count ?? 0) validation, \
      \(split?.test.count ?? 0) test
      \(settings.name): \(parameterCount.groupedDigits) parameters, \(threads) \
      threads\(benchmark.map { "; \(source.rawValue) settings for \($0.title)" } ?? "")


      """
    var table = TextTable(["seed", "epochs", "best", "train loss", "train", "validation", "test", "ms/epoch"])
    for run in result.runs {
      table.append([
        String(run.seed), String(run.history.count), String(run.bestEpoch),
        NumberText.decimal(run.trainLoss, 4),
        NumberText.percent(run.trainAccuracy), NumberText.percent(run.validationAccuracy),
        NumberText.percent(run.testAccuracy),
        NumberText.decimal(run.epochMillisecondsMedian, 3),
      ])
    }
    text += table.text
    if let plan = result.runs.compactMap(\.memoryPlan).max(by: { $0.predictedPeak < $1.predictedPeak }) {
      text += "\n\(plan)\n"
    }
    if let parts = result.runs.first?.parts { text += "\n\(parts)\n" }
    text += "\ntest accuracy \(NumberText.percent(result.testAccuracyMean))"
    if result.runs.count > 1 {
      text += " +- \(NumberText.percent(result.testAccuracyDeviation)) over \(result.runs.count) runs"
    }
    text += "\n"
    if let save {
      text += "model saved to \(save)"
      if result.runs.count > 1 { text += " (seed \(result.runs[result.chosen].seed))" }
      text += "\n"
    }
    if let predictions { text += "predictions written to \(predictions)\n" }
    return text
  }
}

extension TrainReport {
  struct Document: Encodable {
    struct Dataset: Encodable {
      let name: String
      let benchmark: String?
      let nodes: Int
      let edges: Int?
      let features: Int
      let classes: Int
      let train: Int
      let validation: Int
      let test: Int
    }

    struct Run: Encodable {
      let seed: UInt64
      let epochs: Int
      let bestEpoch: Int
      let trainAccuracy: Double
      let validationAccuracy: Noted<Double?>
      let testAccuracy: Noted<Double?>
      let trainLoss: Noted<Double?>
      let seconds: Double
      let trainStepMSMedian: Noted<Double?>
      let epochMSMedian: Noted<Double?>
      let memoryPlan: Plan?
      let parts: Parts?

      struct Plan: Encodable {
        let limitMB: Double
        let predictedPeakMB: Double
        let recomputesLayers: Bool
      }

      struct Parts: Encodable {
        let count: Int
        let smallest: Int
        let largest: Int
        let cutShare: Noted<Double?>
      }

      init(_ run: TrainingRecord) {
        seed = run.seed
        epochs = run.history.count
        bestEpoch = run.bestEpoch
        trainAccuracy = run.trainAccuracy
        validationAccuracy = Noted(run.validationAccuracy, ifMissing: "no validation nodes")
        testAccuracy = Noted(run.testAccuracy, ifMissing: noTests)
        trainLoss = Noted(run.trainLoss, ifMissing: noEpochs)
        seconds = run.seconds
        trainStepMSMedian = Noted(run.stepMillisecondsMedian, ifMissing: noEpochs)
        epochMSMedian = Noted(run.epochMillisecondsMedian, ifMissing: noEpochs)
        memoryPlan = run.memoryPlan.map {
          Plan(
            limitMB: Double($0.limit) / 1e6, predictedPeakMB: Double($0.predictedPeak) / 1e6,
            recomputesLayers: $0.recomputesLayers)
        }
        parts = run.parts.map {
          Parts(
            count: $0.count, smallest: $0.smallest, largest: $0.largest,
            cutShare: Noted($0.cutShare, ifMissing: "no edges"))
        }
      }
    }

    static let noTests = "no test nodes"
    static let noEpochs = "no epoch was run"

    let dataset: Dataset
    let model: ModelDocument
    let runs: [Run]
    let testAccuracyMean: Noted<Double?>
    let testAccuracyStd: Noted<Double?>
    let threads: Int
    let peakMemoryMB: Double
    let saved: String?
    let predictions: String?
  }
}
