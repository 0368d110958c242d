// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import GraphNetworks
public import TensorCore

/// A classifier with the graph on which it predicts, prepared for many requests about a few nodes each.
///
/// A request computes only what the scores of its nodes depend on: the nodes within as many steps as the model has
/// layers. Models whose scores depend on all nodes, such as those with normalisation over the graph, compute all of
/// them. The results are those of ``TrainedClassifier/nodePredictions(for:)``. Several threads can use one session
/// at the same time.
///
/// ```swift
/// let session = try ClassifierSession(classifier, on: people)
/// print(try session.predictions(of: ["ada"])[0].className)
/// ```
public struct ClassifierSession: Sendable {
  /// The classifier.
  public let classifier: TrainedClassifier
  /// The graph and the features of its nodes.
  public let data: NodeDataset
  private let task: NodeTask

  /// Prepares the features and the edges of `data`. Throws `badData` if the features are not those that the model
  /// was trained on, or if the model cannot use the edge weights.
  public init(_ classifier: TrainedClassifier, on data: NodeDataset) throws(DataError) {
    try classifier.requireNodeCount(of: data)
    self.classifier = classifier
    self.data = data
    task = try NodeTask(
      model: classifier.model, data: data, preparation: classifier.preparation(for: data),
      classCount: classifier.classNames.count)
    if let problem = task.problem { throw problem }
  }

  /// Returns the probability of each class for nodes with the given indices, `[nodes, classes]`. Throws `badData`
  /// if there is no such node or a score is not finite.
  public func probabilities(of nodes: [Int32]) throws(DataError) -> Tensor {
    try data.requireNodes(nodes)
    let pass = task.pass(for: nodes)
    return try scores(pass).rows(pass.rows).softmax()
  }

  /// Returns the predictions for nodes with the given indices, in that order. Throws the errors of
  /// ``probabilities(of:)``.
  public func predictions(of nodes: [Int32]) throws(DataError) -> [NodePrediction] {
    let probabilities = try probabilities(of: nodes)
    return nodes.enumerated().map { row, node in
      let label = data.labels[Int(node)]
      return NodePrediction(
        node: data.nodeIdentifiers[Int(node)], knownClass: label < 0 ? nil : data.classNames[Int(label)],
        classNames: classifier.classNames, probabilities: probabilities.row(row))
    }
  }

  /// Returns the predictions for the nodes with the given ids, in that order. Throws `badData` if there is no such
  /// node or a score is not finite.
  public func predictions(of nodes: [String]) throws(DataError) -> [NodePrediction] {
    try predictions(of: try data.indices(of: nodes))
  }

  /// Returns the probability of each class for all nodes, `[nodes, classes]`.
  func probabilities() throws(DataError) -> Tensor { try scores(task.everything).softmax() }

  private func scores(_ pass: NodeTask.Pass) throws(DataError) -> Tensor {
    let rows = pass.features.nodeCount
    try MemoryLimit.require(
      12 * Double(rows) * (classifier.model.widths.max() ?? 0),
      for: "a prediction for \(rows.counted("node"))", .badData)
    let scores = pass.scores(classifier.model)
    guard scores.isFinite else {
      throw pass.notFinite(
        "a score of data set '\(data.name)'", classifier.model,
        hint: "Do the features have the same meaning and scale as those that the model was trained on?")
    }
    return scores
  }
}

extension NodeDataset {
  /// Throws `badData` if one of `nodes` is not the index of a node.
  func requireNodes(_ nodes: [Int32]) throws(DataError) {
    for (place, node) in nodes.enumerated() where node < 0 || Int(node) >= nodeCount {
      throw DataError(.badData, "node \(node) is not in 0..<\(nodeCount)", at: .argument("nodes[\(place)]"))
    }
  }

  /// Returns the indices of nodes with the given ids. Throws `badData` if one is unknown.
  func indices(of names: [String]) throws(DataError) -> [Int32] {
    var indices: [Int32] = []
    for (place, name) in names.enumerated() {
      guard let node = nodeIdentifiers.index(of: name) else {
        throw DataError(
          .badData, "no node '\(name.prefix(40))' in the data set '\(self.name)'",
          at: .argument("nodes[\(place)]"))
      }
      indices.append(Int32(node))
    }
    return indices
  }
}
