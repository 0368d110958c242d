// SPDX-License-Identifier: Apache-2.0

internal import NeuralNetworks
internal import TensorCore

/// A measure of how well the outputs of a model match its targets, computed over all examples of an epoch.
///
/// Binary metrics apply to one output per example (or several independent ones) and targets of 0 and 1.
public enum Metric: Sendable, Hashable, CaseIterable {
  /// The share of examples that are predicted correctly: by the largest output if there are several per
  /// example, or else by the threshold of ``binaryAccuracy``.
  case accuracy
  /// The share of outputs on the right side of the threshold: 0.5 for probabilities, 0 for scores.
  case binaryAccuracy
  /// The share of positive predictions that are correct (``BinaryMetrics/precision``).
  case precision
  /// The share of positives that are predicted (``BinaryMetrics/recall``).
  case recall
  /// The harmonic mean of precision and recall.
  case f1
  /// The area under the receiver operating characteristic.
  case areaUnderROC
  /// The mean absolute error.
  case meanAbsoluteError
  /// The mean squared error.
  case meanSquaredError

  /// Returns the value of the metric; NaN without examples.
  ///
  /// - Parameters:
  ///   - outputs: the outputs, `[examples, ...]`.
  ///   - targets: the targets: classes, or values in the shape of the outputs.
  ///   - areScores: whether binary outputs are scores before a sigmoid instead of probabilities.
  func value(_ outputs: Tensor, _ targets: FitTargets, areScores: Bool) -> Double {
    let columns = outputs.count / max(1, outputs.shape.first ?? 1)
    if self == .accuracy, columns > 1 {
      let predicted = outputs.reshaped([outputs.shape[0], columns]).argmax(axis: 1)
      let classes = targets.classes(columns: columns)
      return Statistics.share(of: Array(0..<Int32(predicted.count))) {
        predicted[Int($0)] == classes[Int($0)]
      }
    }
    let values = targets.values(like: outputs)
    let counts = {
      BinaryMetrics(probabilities: outputs, targets: values, threshold: areScores ? 0 : 0.5)
    }
    return switch self {
    case .accuracy, .binaryAccuracy: counts().accuracy
    case .precision: counts().precision
    case .recall: counts().recall
    case .f1: counts().f1
    case .areaUnderROC: outputs.areaUnderROC(targets: values)
    case .meanAbsoluteError: outputs.meanAbsoluteError(targets: values)
    case .meanSquaredError: outputs.meanSquaredError(targets: values)
    }
  }
}

extension Metric: CustomStringConvertible {
  /// The name in reports, such as `accuracy` or `mean squared error`.
  public var description: String {
    switch self {
    case .accuracy: "accuracy"
    case .binaryAccuracy: "binary accuracy"
    case .precision: "precision"
    case .recall: "recall"
    case .f1: "F1"
    case .areaUnderROC: "AUC"
    case .meanAbsoluteError: "mean absolute error"
    case .meanSquaredError: "mean squared error"
    }
  }
}

/// The targets of examples.
enum FitTargets: Sendable {
  /// One class per example.
  case classes([Int32])
  /// One tensor with a row per example.
  case values(Tensor)

  var count: Int {
    switch self {
    case .classes(let classes): classes.count
    case .values(let tensor): tensor.shape.first ?? 0
    }
  }

  func rows(_ rows: [Int32]) -> FitTargets {
    switch self {
    case .classes(let classes): .classes(rows.map { classes[Int($0)] })
    case .values(let tensor): .values(tensor.rows(rows))
    }
  }

  /// The class of each example: that of the largest value where targets are one-hot.
  func classes(columns: Int) -> [Int32] {
    switch self {
    case .classes(let classes): classes
    case .values(let tensor):
      tensor.shape == [count] || tensor.count == count
        ? tensor.scalars.map { Int32($0) } : tensor.reshaped([count, columns]).argmax(axis: 1)
    }
  }

  /// The values in the shape of `outputs`. Classes of one output per example are its values, 0 and 1.
  func values(like outputs: Tensor) -> Tensor {
    let tensor: Tensor =
      switch self {
      case .classes(let classes): Tensor(classes.map { Float($0) }, shape: [classes.count])
      case .values(let tensor): tensor
      }
    return tensor.count == outputs.count ? tensor.reshaped(outputs.shape) : tensor
  }
}
