// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import TensorCore

/// The predictions of a classifier for all nodes of a graph, in the order of the nodes.
///
/// ```swift
/// let predictions = try classifier.nodePredictions(for: people)
/// for prediction in predictions where prediction.knownClass == nil {
///   print(prediction.node, prediction.className, prediction.probability)
/// }
/// print(predictions["ada"]?.ranking.prefix(2) ?? [])
/// ```
public struct NodePredictions: Sendable, RandomAccessCollection {
  /// The names of the classes.
  public let classNames: [String]
  private let probabilities: [Float]
  private let data: NodeDataset

  init(_ data: NodeDataset, classNames: [String], probabilities: [Float]) {
    self.data = data
    self.classNames = classNames
    self.probabilities = probabilities
  }

  /// The ids of the nodes.
  public var nodeIdentifiers: NodeIdentifiers { data.nodeIdentifiers }

  /// The first index, 0.
  public var startIndex: Int { 0 }
  /// The number of nodes.
  public var endIndex: Int { nodeIdentifiers.count }

  /// Returns the prediction for a node by its index.
  public subscript(node: Int) -> NodePrediction {
    let count = classNames.count
    return NodePrediction(
      node: nodeIdentifiers[node],
      knownClass: data.labels[node] < 0 ? nil : data.classNames[Int(data.labels[node])],
      classNames: classNames,
      probabilities: Array(probabilities[node * count..<(node + 1) * count]))
  }

  /// Returns the prediction for the node with the given id, or nil if there is no such node.
  public subscript(name: String) -> NodePrediction? { nodeIdentifiers.index(of: name).map { self[$0] } }
}

/// The prediction of a classifier for one node.
public struct NodePrediction: Sendable {
  /// The id of the node.
  public let node: String
  /// The class of the node in the data; nil if it is unknown there.
  public let knownClass: String?
  /// The names of the classes.
  public let classNames: [String]
  /// The probability of each class, in the order of ``classNames``.
  public let probabilities: [Float]

  /// The index of the most probable class; of the first one if several are equally probable.
  public var classIndex: Int {
    probabilities.indices.dropFirst().reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }
  /// The name of the most probable class.
  public var className: String { classNames[classIndex] }
  /// The probability of the most probable class.
  public var probability: Float { probabilities[classIndex] }

  /// All classes with their probabilities, sorted by decreasing probability.
  public var ranking: [(className: String, probability: Float)] {
    probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }.map {
      (classNames[$0], probabilities[$0])
    }
  }
}

extension TrainedClassifier {
  /// Returns the predictions for the nodes of `data`. Throws the errors of ``probabilities(for:)``.
  public func nodePredictions(for data: NodeDataset) throws(DataError) -> NodePredictions {
    NodePredictions(data, classNames: classNames, probabilities: try probabilities(for: data).scalars)
  }
}

extension Sequence<NodePrediction> {
  /// Writes the predictions to a CSV file with a header and one row `id,label,probability` per node, where
  /// `label` is the most probable class. Throws ``DataError`` if the file cannot be written.
  ///
  /// ```swift
  /// try predictions.filter { $0.knownClass == nil }.write(to: "unlabelled.csv")
  /// ```
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - allProbabilities: whether to add a column `probability:CLASS` for every class.
  public func write(to path: String, allProbabilities: Bool = false) throws(DataError) {
    try FileOutput.write(Array(csv(allProbabilities: allProbabilities).utf8), to: path)
  }

  /// The predictions as the text of a CSV file.
  package func csv(allProbabilities: Bool) -> String {
    var text = "id,label,probability"
    var isFirst = true
    var rows = ""
    for prediction in self {
      if isFirst && allProbabilities {
        for name in prediction.classNames { text += "," + TableField.written("probability:" + name) }
      }
      isFirst = false
      let (label, numbers) = (prediction.classIndex, prediction.probabilities)
      rows += TableField.written(prediction.node) + "," + TableField.written(prediction.classNames[label])
      for number in [numbers[label]] + (allProbabilities ? numbers : []) {
        rows += "," + NumberText.decimal(Double(number), 6)
      }
      rows += "\n"
    }
    return text + "\n" + rows
  }
}
