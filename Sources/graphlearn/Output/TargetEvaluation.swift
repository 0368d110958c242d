// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn evaluate` for numbers of nodes, and for classes or numbers of edges.
struct TargetEvaluation: Encodable {
  let count: Int
  /// The labels that were evaluated: those of the test part, or all.
  let evaluated: String
  @OmittedIfNil var accuracy: Double?
  @OmittedIfNil var macroF1: Double?
  @OmittedIfNil var auc: Noted<Double?>?
  @OmittedIfNil var mae: Double?
  @OmittedIfNil var rmse: Double?
  @OmittedIfNil var r2: Noted<Double?>?
  private let numbers: [(name: String, value: Double?)]

  private enum CodingKeys: CodingKey { case count, evaluated, accuracy, macroF1, auc, mae, rmse, r2 }

  init(_ figures: TargetFigures, count: Int, part: String) {
    self.count = count
    evaluated = part
    accuracy = figures.accuracy
    macroF1 = figures.macroF1
    auc = figures.areaUnderROC.map { Noted($0, ifMissing: "only one class occurs") }
    mae = figures.meanAbsoluteError
    rmse = figures.rootMeanSquaredError
    r2 = figures.determination.map { Noted($0, ifMissing: "all numbers are equal") }
    numbers = [
      ("AUC", figures.areaUnderROC), ("MAE", figures.meanAbsoluteError),
      ("RMSE", figures.rootMeanSquaredError),
      ("R2", figures.determination),
    ]
  }

  func text(unit: String) -> String {
    var lines = ["\(evaluated): \(count.counted(unit))"]
    if let accuracy, let macroF1 {
      lines.append("accuracy \(NumberText.percent(accuracy)), macro F1 \(NumberText.percent(macroF1))")
    }
    lines += numbers.compactMap { name, value in value.map { "\(name) \(TargetReport.number($0))" } }
    return lines.joined(separator: "\n") + "\n"
  }
}
