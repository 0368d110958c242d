// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import NeuralNetworks

extension NodeClassifier {
  /// Returns a summary of one pass over all nodes: the shapes, weights, operations and memory of each
  /// layer.
  public func summary(_ features: FeatureMatrix, in structure: GraphStructure) -> ModelSummary {
    let structure = structure.with(features)
    return summary { $0(FeatureVariable(features), in: structure, $1) }
  }
}
