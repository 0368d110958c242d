// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn evaluate` for numbers of nodes, and for classes or numbers of edges.
struct TargetEvaluation: Encodable {
  let count: Int
  @OmittedIfNil var accuracy: Double?
  @OmittedIfNil var auc: Double?
  @OmittedIfNil var mae: Double?
  @OmittedIfNil var rmse: Double?
  @OmittedIfNil var r2: Double?

  init(_ figures: TargetFigures, count: Int) {
    self.count = count
    accuracy = figures.accuracy
    auc = figures.areaUnderROC
    mae = figures.meanAbsoluteError
    rmse = figures.rootMeanSquaredError
    r2 = figures.determination
  }

  func text(unit: String) -> String {
    var lines = ["\(count.counted(unit))"]
    if let accuracy { lines.append("accuracy \(NumberText.percent(accuracy))") }
    let numbers = [("AUC", auc), ("MAE", mae), ("RMSE", rmse), ("R2", r2)]
    lines += numbers.compactMap { name, value in value.map { "\(name) \(NumberText.decimal($0, 4))" } }
    return lines.joined(separator: "\n") + "\n"
  }
}
