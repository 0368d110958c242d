public import GraphCore
public import NeuralNetworks

extension NodeClassifier {
  /// What one pass over all nodes does: the shapes, weights, work and memory of every layer.
  public func summary(_ features: FeatureMatrix, in structure: GraphStructure) -> ModelSummary {
    let structure = structure.with(features)
    return summary { $0(FeatureVariable(features), in: structure, $1) }
  }
}
