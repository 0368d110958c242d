// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import GraphDatasets
public import GraphNetworks

extension TrainedClassifier {
  /// Returns an explanation as text: the predicted class with its probability, how far the probability
  /// depends on the most important messages, and tables of these messages and of the most important
  /// features, with the names of nodes and features. It is what `graphlearn inspect --explain` prints.
  ///
  /// - Parameters:
  ///   - explanation: an explanation of this classifier.
  ///   - data: the data that it was made for.
  ///   - count: the largest number of messages and of features.
  public func description(of explanation: NodeExplanation, in data: NodeDataset, count: Int = 10) -> String {
    var text = """
      node \(data.nodeIdentifiers[Int(explanation.node)]): class \
      \(classNames[explanation.predictedClass]) with probability \
      \(NumberText.percent(explanation.probability))
      without the \(explanation.keptCount) most important of \(explanation.messages.count) messages: \
      \(NumberText.percent(explanation.probability - explanation.fidelityPlus)), with only these: \
      \(NumberText.percent(explanation.probability - explanation.fidelityMinus))


      """
    var messages = TextTable(["from", "to", "importance"], textColumns: 2)
    for message in explanation.messages.prefix(count) {
      messages.append([
        data.name(of: message.source, isHyperedge: message.ends.hasHyperedgeSources),
        data.name(of: message.target, isHyperedge: message.ends.hasHyperedgeTargets),
        NumberText.decimal(message.importance, 4),
      ])
    }
    text += messages.text + "\n"
    let names = featureNames ?? data.featureNames
    var features = TextTable(["feature", "importance"])
    let order = explanation.featureImportance.indices.sorted {
      (explanation.featureImportance[$1], $0) < (explanation.featureImportance[$0], $1)
    }
    for feature in order.prefix(count) {
      features.append([
        names?[feature] ?? String(feature), NumberText.decimal(explanation.featureImportance[feature], 4),
      ])
    }
    return text + features.text
  }
}

extension NodeDataset {
  /// Returns a node's id, or `hyperedge` with the index of a hyperedge, which have no ids here.
  package func name(of index: Int32, isHyperedge: Bool) -> String {
    isHyperedge ? "hyperedge \(index)" : nodeIdentifiers[Int(index)]
  }
}
