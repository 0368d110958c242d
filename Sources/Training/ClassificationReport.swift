/// How well predicted classes fit the true ones.
public struct ClassificationReport: Sendable {
  /// The figures of one class. Precision is 0 where the class is never predicted, recall where it never occurs.
  public struct ClassFigures: Sendable, Hashable {
    /// The class.
    public let name: String
    /// Of the nodes given this class, the share that is right.
    public let precision: Double
    /// Of the nodes of this class, the share that is found.
    public let recall: Double
    /// The harmonic mean of precision and recall; 0 where both are 0.
    public let f1: Double
    /// The number of nodes of this class.
    public let support: Int
  }

  /// The figures of every class.
  public let classes: [ClassFigures]
  /// How many nodes of the true class (row) were given the predicted class (column).
  public let confusion: [[Int]]
  /// The number of nodes that were compared.
  public let nodeCount: Int
  /// The share of nodes that is right; not a number for no nodes.
  public let accuracy: Double
  /// The mean F1 of the classes that occur or are predicted.
  public let macroF1: Double

  /// Compares predicted with true classes, one an element each.
  public init(predictions: [Int32], labels: [Int32], classNames: [String]) {
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
    for (prediction, label) in zip(predictions, labels) { confusion[Int(label)][Int(prediction)] += 1 }
    var figures: [ClassFigures] = []
    for (index, name) in classNames.enumerated() {
      let right = Double(confusion[index][index])
      let support = confusion[index].reduce(0, +)
      let predicted = confusion.reduce(0) { $0 + $1[index] }
      let precision = predicted == 0 ? 0 : right / Double(predicted)
      let recall = support == 0 ? 0 : right / Double(support)
      let f1 = support + predicted == 0 ? 0 : 2 * right / Double(support + predicted)
      figures.append(ClassFigures(name: name, precision: precision, recall: recall, f1: f1, support: support))
    }
    let present = figures.indices.filter { index in
      confusion[index].contains { $0 > 0 } || confusion.contains { $0[index] > 0 }
    }
    let right = classNames.indices.reduce(0) { $0 + confusion[$1][$1] }
    classes = figures
    self.confusion = confusion
    nodeCount = labels.count
    accuracy = Double(right) / Double(labels.count)
    macroF1 = Statistics.mean(present.map { figures[$0].f1 })
  }
}
