// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
public import GraphNetworks

extension TrainedClassifier {
  /// Explains the class that the classifier predicts for a node of `data`.
  ///
  /// ```swift
  /// let why = try classifier.explanation(of: "user_17", in: shop)
  /// for message in why.messages.prefix(3) { print(shop.nodeIdentifiers[message.source], message.importance) }
  /// ```
  ///
  /// - Parameters:
  ///   - node: the name of the node.
  ///   - data: the graph and its features.
  ///   - method: the method; integrated gradients by default, whose importances are shares of the
  ///     probability.
  ///   - share: the share of the messages that count as the most important ones in the fidelity values,
  ///     from 0 to 1.
  /// - Throws: ``DataError`` if there is no such node, or if the features of `data` do not fit.
  public func explanation(
    of node: String, in data: NodeDataset, by method: ExplanationMethod = .integratedGradients(),
    share: Double = 0.2
  ) throws(DataError) -> NodeExplanation {
    guard let index = data.nodeIdentifiers.index(of: node) else {
      throw DataError(.usage, "no node '\(node.prefix(40))' in the data set '\(data.name)'")
    }
    return model.explanation(
      of: Int32(index), try features(of: data), in: data.structure, by: method, share: share)
  }

  /// Returns the attention weights that each layer with attention gives to the messages of `data`; empty
  /// if the model has no attention.
  ///
  /// ```swift
  /// for entry in try classifier.attention(in: shop)[0].entries {
  ///   print(shop.nodeIdentifiers[entry.source], shop.nodeIdentifiers[entry.target], entry.weights)
  /// }
  /// ```
  ///
  /// Throws ``DataError`` if the features of `data` do not fit.
  public func attention(in data: NodeDataset) throws(DataError) -> [LayerAttention] {
    model.attention(try features(of: data), in: data.structure)
  }
}
