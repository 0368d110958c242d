public import GraphCore
public import GraphDatasets
internal import TensorCore

/// What a classifier predicts for every node of a graph, in the order of its nodes.
///
/// ```swift
/// let predictions = try classifier.nodePredictions(for: people)
/// for prediction in predictions { print(prediction.node, prediction.className, prediction.probability) }
/// print(predictions["ada"]?.ranking.prefix(2) ?? [])
/// ```
public struct NodePredictions: Sendable, RandomAccessCollection {
  /// The names of the nodes.
  public let nodeIdentifiers: NodeIdentifiers
  /// The names of the classes.
  public let classNames: [String]
  private let probabilities: [Float]

  init(nodeIdentifiers: NodeIdentifiers, classNames: [String], probabilities: [Float]) {
    self.nodeIdentifiers = nodeIdentifiers
    self.classNames = classNames
    self.probabilities = probabilities
  }

  /// The first index, 0.
  public var startIndex: Int { 0 }
  /// The number of nodes.
  public var endIndex: Int { nodeIdentifiers.count }

  /// The prediction for a node by its number.
  public subscript(node: Int) -> NodePrediction {
    let count = classNames.count
    return NodePrediction(
      node: nodeIdentifiers[node], classNames: classNames,
      probabilities: Array(probabilities[node * count..<(node + 1) * count]))
  }

  /// The prediction for the node of a name; nil where there is none.
  public subscript(name: String) -> NodePrediction? { nodeIdentifiers.index(of: name).map { self[$0] } }
}

/// What a classifier predicts for one node.
public struct NodePrediction: Sendable {
  /// The name of the node.
  public let node: String
  /// The names of the classes.
  public let classNames: [String]
  /// The probability of every class, in the order of ``classNames``.
  public let probabilities: [Float]

  /// The index of the most probable class; of the first where several are equally probable.
  public var classIndex: Int {
    probabilities.indices.dropFirst().reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }
  /// The most probable class.
  public var className: String { classNames[classIndex] }
  /// The probability of the most probable class.
  public var probability: Float { probabilities[classIndex] }

  /// All classes, the most probable first.
  public var ranking: [(className: String, probability: Float)] {
    probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }.map {
      (classNames[$0], probabilities[$0])
    }
  }
}

extension TrainedClassifier {
  /// The predictions for the nodes of `data`, with the names of nodes and classes. Throws as ``probabilities(for:)`` does.
  public func nodePredictions(for data: NodeDataset) throws(DataError) -> NodePredictions {
    NodePredictions(
      nodeIdentifiers: data.nodeIdentifiers, classNames: classNames,
      probabilities: try probabilities(for: data).scalars)
  }
}
