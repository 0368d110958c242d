// SPDX-License-Identifier: Apache-2.0

internal import GraphFiles

/// A comparison of predicted classes with true classes.
public struct ClassificationReport: Sendable {
  /// The precision, recall and F1 of one class. Precision is 0 if the class is never predicted, recall
  /// is 0 if it never occurs.
  public struct ClassFigures: Sendable, Hashable {
    /// The name of the class.
    public let name: String
    /// The share of the nodes predicted to be in this class that belong to it.
    public let precision: Double
    /// The share of the nodes of this class that are predicted correctly.
    public let recall: Double
    /// The harmonic mean of precision and recall; 0 if both are 0.
    public let f1: Double
    /// The number of nodes of this class.
    public let support: Int
  }

  /// The metrics of each class.
  public let classes: [ClassFigures]
  /// The confusion matrix: the number of nodes per true class (row) and predicted class (column). It is
  /// computed from the pairs that occur each time it is read, because its size is the square of the
  /// number of classes.
  public var confusion: [[Int]] {
    var table = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
    for (pair, count) in counts { table[pair.label][pair.prediction] = count }
    return table
  }
  /// The entries of ``confusion`` that are not 0.
  private let counts: [Pair: Int]

  private struct Pair: Hashable {
    let label: Int
    let prediction: Int
  }
  /// The number of nodes that were compared.
  public let nodeCount: Int
  /// The share of nodes that are predicted correctly; NaN if there are no nodes.
  public let accuracy: Double
  /// The mean F1 over the classes that occur or are predicted.
  public let macroF1: Double

  /// Compares predicted classes with true classes, element by element. Traps if there is not one label
  /// per prediction or if a class is not an index of `classNames`.
  public init(predictions: [Int32], labels: [Int32], classNames: [String]) {
    guard predictions.count == labels.count else {
      fatalError("ClassificationReport: \(predictions.count) predictions, but \(labels.count) labels")
    }
    if let wrong = (predictions + labels).first(where: { !classNames.indices.contains(Int($0)) }) {
      fatalError("ClassificationReport: class \(wrong) is not an index of \(classNames.count) class names")
    }
    var counts: [Pair: Int] = [:]
    var supports = [Int](repeating: 0, count: classNames.count)
    var predictedCounts = supports
    for (prediction, label) in zip(predictions, labels) {
      counts[Pair(label: Int(label), prediction: Int(prediction)), default: 0] += 1
      supports[Int(label)] += 1
      predictedCounts[Int(prediction)] += 1
    }
    var figures: [ClassFigures] = []
    for (index, name) in classNames.enumerated() {
      let right = Double(counts[Pair(label: index, prediction: index)] ?? 0)
      let (support, predicted) = (supports[index], predictedCounts[index])
      let precision = predicted == 0 ? 0 : right / Double(predicted)
      let recall = support == 0 ? 0 : right / Double(support)
      let f1 = support + predicted == 0 ? 0 : 2 * right / Double(support + predicted)
      figures.append(ClassFigures(name: name, precision: precision, recall: recall, f1: f1, support: support))
    }
    let present = figures.indices.filter { supports[$0] > 0 || predictedCounts[$0] > 0 }
    let right = counts.reduce(0) { $1.key.label == $1.key.prediction ? $0 + $1.value : $0 }
    classes = figures
    self.counts = counts
    nodeCount = labels.count
    accuracy = labels.isEmpty ? .nan : Double(right) / Double(labels.count)
    macroF1 = Statistics.mean(present.map { figures[$0].f1 })
  }
}

extension ClassificationReport: CustomStringConvertible {
  /// Accuracy and macro F1, and a table of the metrics of each class.
  public var description: String {
    var table = TextTable(["class", "precision", "recall", "F1", "nodes"])
    for entry in classes {
      table.append([
        entry.name, NumberText.percent(entry.precision), NumberText.percent(entry.recall),
        NumberText.percent(entry.f1), String(entry.support),
      ])
    }
    return """
      accuracy \(NumberText.percent(accuracy)), macro F1 \(NumberText.percent(macroF1))

      \(table.text)
      """
  }
}
