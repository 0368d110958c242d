// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn train` for numbers of nodes and for classes or numbers of edges.
struct TargetReport {
  let data: NodeDataset
  let targets: GraphTargets
  let settings: PaperSettings
  let source: PaperSettings.Source
  let runs: [TargetRun]
  /// The index of the run whose model is saved.
  let chosen: Int
  let threads: Int
  let save: String?
  let predictions: String?

  private var unit: String { targets.task.isOnEdges ? "edges" : "nodes" }
  private var parameterCount: Int { runs.first?.parameterCount ?? 0 }

  var json: Document {
    let isRegression = targets.task.isRegression
    let figure = { (path: KeyPath<TargetFigures, Double?>) -> Document.Spread? in
      let values = runs.compactMap { $0.test[keyPath: path] }
      guard values.count == runs.count else { return nil }
      return Document.Spread(mean: Statistics.mean(values), deviation: Statistics.standardDeviation(values))
    }
    let (accuracy, macroF1, auc) = (figure(\.accuracy), figure(\.macroF1), figure(\.areaUnderROC))
    let (mae, rmse) = (figure(\.meanAbsoluteError), figure(\.rootMeanSquaredError))
    let hasTests = runs.allSatisfy { !$0.split.test.isEmpty }
    let noted = { (spread: Document.Spread?, isMean: Bool) in
      spread.map {
        Noted(isMean ? $0.mean : $0.deviation, ifMissing: Document.reason(unit, "test", isEmpty: !hasTests))
      }
    }
    let determination = figure(\.determination)
    return Document(
      task: targets.task.rawValue,
      dataset: Document.Dataset(
        name: data.name, nodes: data.nodeCount, edges: data.reportedEdgeCount,
        features: data.features.featureCount, classes: isRegression ? 0 : targets.classNames.count,
        edgeFeatures: targets.edgeFeatureNames, train: runs.first?.split.train.count ?? 0,
        validation: runs.first?.split.validation.count ?? 0, test: runs.first?.split.test.count ?? 0),
      model: ModelDocument(
        settings, configuration: settings.model.configuration, source: source, parameterCount: parameterCount,
        scaling: runs[chosen].predictor.preparation.scaling),
      runs: runs.map { Document.Run($0, unit: unit) }, testAccuracyMean: noted(accuracy, true),
      testAccuracyStd: noted(accuracy, false), testMacroF1Mean: noted(macroF1, true),
      testMacroF1Std: noted(macroF1, false), testAUCMean: noted(auc, true), testAUCStd: noted(auc, false),
      testMAEMean: noted(mae, true), testMAEStd: noted(mae, false), testRMSEMean: noted(rmse, true),
      testRMSEStd: noted(rmse, false), testR2Mean: noted(determination, true),
      testR2Std: noted(determination, false), threads: threads,
      peakMemoryMB: ProcessFigures.peakMemoryMegabytes,
      saved: save, predictions: predictions)
  }

  var text: String {
    let split = runs.first?.split
    let extra = targets.edgeFeatureNames
    let ofEdges =
      extra.isEmpty
      ? ""
      : ", \(extra.count.counted("edge feature")) (\(extra.prefix(5).joined(separator: ", "))\(extra.count > 5 ? ", ..." : ""))"
    let classes = targets.classNames.count
    let outputs =
      ofEdges + (targets.task.isRegression ? "" : ", \(classes) \(classes == 1 ? "class" : "classes")")
    var text = """
      \(data.name): \(data.nodeCount.groupedDigits) nodes, \(data.reportedEdges), \
      \(data.features.featureCount.counted("feature"))\(outputs); \
      \(split?.train.count ?? 0) train, \(split?.validation.count ?? 0) validation, \
      \(split?.test.count ?? 0) test \(unit)
      \(settings.name): \(parameterCount.groupedDigits) parameters, \(threads) threads


      """
    let columns = columns
    var table = TextTable(
      ["seed", "epochs", "best", "train loss"]
        + columns.flatMap { ["validation \($0.name)", "test \($0.name)"] }
        + ["ms/epoch"])
    for run in runs {
      table.append(
        [
          String(run.seed), String(run.history.count), String(run.bestEpoch),
          NumberText.decimal(run.trainLoss, 4),
        ]
          + columns.flatMap { column in
            [run.validation, run.test].map { column.text($0[keyPath: column.path] ?? .nan) }
          } + [NumberText.decimal(run.epochMillisecondsMedian, 3)])
    }
    text += table.text + "\n"
    for column in columns {
      let values = runs.compactMap { $0.test[keyPath: column.path] }
      text += "test \(column.name) \(column.text(Statistics.mean(values)))"
      if runs.count > 1 {
        text += " +- \(column.text(Statistics.standardDeviation(values))) over \(runs.count) runs"
      }
      text += "\n"
    }
    if let save {
      text += "model saved to \(save)"
      if runs.count > 1 { text += " (seed \(runs[chosen].seed))" }
      text += "\n"
    }
    if let predictions { text += "predictions written to \(predictions)\n" }
    return text
  }

  private struct Column {
    let name: String
    let path: KeyPath<TargetFigures, Double?>
    let text: (Double) -> String
  }

  /// Returns a number with four places, or with four digits if it is small.
  static func number(_ value: Double) -> String {
    value != 0 && abs(value) < 0.001 ? NumberText.scientific(value, digits: 3) : NumberText.decimal(value, 4)
  }

  /// The figures of the task.
  private var columns: [Column] {
    let number = Self.number
    if targets.task.isRegression {
      return [
        Column(name: "MAE", path: \.meanAbsoluteError, text: number),
        Column(name: "RMSE", path: \.rootMeanSquaredError, text: number),
        Column(name: "R2", path: \.determination, text: number),
      ]
    }
    let accuracy = Column(name: "accuracy", path: \.accuracy) { NumberText.percent($0) }
    let macroF1 = Column(name: "macro F1", path: \.macroF1) { NumberText.percent($0) }
    return targets.classNames.count == 2
      ? [accuracy, macroF1, Column(name: "AUC", path: \.areaUnderROC, text: number)] : [accuracy, macroF1]
  }
}

extension TargetReport {
  struct Document: Encodable {
    struct Spread {
      let mean: Double
      let deviation: Double
    }

    struct Dataset: Encodable {
      let name: String
      let nodes: Int
      let edges: Int?
      let features: Int
      let classes: Int
      let edgeFeatures: [String]
      let train: Int
      let validation: Int
      let test: Int
    }

    struct Run: Encodable {
      let seed: UInt64
      let epochs: Int
      let bestEpoch: Int
      @OmittedIfNil var validationAccuracy: Noted<Double?>?
      @OmittedIfNil var testAccuracy: Noted<Double?>?
      @OmittedIfNil var validationMacroF1: Noted<Double?>?
      @OmittedIfNil var testMacroF1: Noted<Double?>?
      @OmittedIfNil var validationAUC: Noted<Double?>?
      @OmittedIfNil var testAUC: Noted<Double?>?
      @OmittedIfNil var validationMAE: Noted<Double?>?
      @OmittedIfNil var testMAE: Noted<Double?>?
      @OmittedIfNil var validationRMSE: Noted<Double?>?
      @OmittedIfNil var testRMSE: Noted<Double?>?
      @OmittedIfNil var validationR2: Noted<Double?>?
      @OmittedIfNil var testR2: Noted<Double?>?
      let trainLoss: Noted<Double?>
      let seconds: Double
      let trainStepMSMedian: Noted<Double?>
      let epochMSMedian: Noted<Double?>

      init(_ run: TargetRun, unit: String) {
        let noted = { (value: Double?, part: String) in
          let isEmpty = (part == "test" ? run.split.test : run.split.validation).isEmpty
          return value.map { Noted<Double?>($0, ifMissing: Document.reason(unit, part, isEmpty: isEmpty)) }
        }
        seed = run.seed
        epochs = run.history.count
        bestEpoch = run.bestEpoch
        validationAccuracy = noted(run.validation.accuracy, "validation")
        testAccuracy = noted(run.test.accuracy, "test")
        validationMacroF1 = noted(run.validation.macroF1, "validation")
        testMacroF1 = noted(run.test.macroF1, "test")
        validationAUC = noted(run.validation.areaUnderROC, "validation")
        testAUC = noted(run.test.areaUnderROC, "test")
        validationMAE = noted(run.validation.meanAbsoluteError, "validation")
        testMAE = noted(run.test.meanAbsoluteError, "test")
        validationRMSE = noted(run.validation.rootMeanSquaredError, "validation")
        testRMSE = noted(run.test.rootMeanSquaredError, "test")
        validationR2 = noted(run.validation.determination, "validation")
        testR2 = noted(run.test.determination, "test")
        trainLoss = Noted(run.trainLoss, ifMissing: TrainReport.Document.noEpochs)
        seconds = run.seconds
        trainStepMSMedian = Noted(run.stepMillisecondsMedian, ifMissing: TrainReport.Document.noEpochs)
        epochMSMedian = Noted(run.epochMillisecondsMedian, ifMissing: TrainReport.Document.noEpochs)
      }
    }

    /// Returns why a figure is missing.
    static func reason(_ unit: String, _ part: String, isEmpty: Bool) -> String {
      isEmpty ? "no \(part) \(unit)" : "the \(part) \(unit) have one class only, or equal numbers"
    }

    let task: String
    let dataset: Dataset
    let model: ModelDocument
    let runs: [Run]
    @OmittedIfNil var testAccuracyMean: Noted<Double?>?
    @OmittedIfNil var testAccuracyStd: Noted<Double?>?
    @OmittedIfNil var testMacroF1Mean: Noted<Double?>?
    @OmittedIfNil var testMacroF1Std: Noted<Double?>?
    @OmittedIfNil var testAUCMean: Noted<Double?>?
    @OmittedIfNil var testAUCStd: Noted<Double?>?
    @OmittedIfNil var testMAEMean: Noted<Double?>?
    @OmittedIfNil var testMAEStd: Noted<Double?>?
    @OmittedIfNil var testRMSEMean: Noted<Double?>?
    @OmittedIfNil var testRMSEStd: Noted<Double?>?
    @OmittedIfNil var testR2Mean: Noted<Double?>?
    @OmittedIfNil var testR2Std: Noted<Double?>?
    let threads: Int
    let peakMemoryMB: Double
    let saved: String?
    let predictions: String?
  }
}
