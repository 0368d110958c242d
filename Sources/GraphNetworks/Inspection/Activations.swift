public import GraphCore
internal import NeuralNetworks
public import TensorCore

/// The attention of one layer.
public struct LayerAttention: Sendable {
  /// Between whom: row = the one that hears, column = the one that is heard.
  public let pattern: CSRPattern
  /// The weight of every entry and head, `[entries, heads]`; those of a row sum to 1 where the layer takes a softmax.
  public let weights: Tensor
}

extension NodeClassifier {
  /// What each layer puts out for all nodes, before its activation, `[nodes, width]` each; the last are the scores where the last layer is a
  /// convolution.
  public func activations(_ features: FeatureMatrix, in structure: GraphStructure) -> [Tensor] {
    observed(features, structure).activations ?? []
  }

  /// The attention weights of each layer that has some.
  public func attention(_ features: FeatureMatrix, in structure: GraphStructure) -> [LayerAttention] {
    (observed(features, structure).attention ?? []).map {
      LayerAttention(pattern: $0.pattern, weights: $0.weights)
    }
  }

  private func observed(_ features: FeatureMatrix, _ structure: GraphStructure) -> ForwardContext {
    let context = ForwardContext()
    context.activations = []
    context.attention = []
    _ = self(
      FeatureVariable(features), along: Propagation(messageSteps(of: structure.with(features))), context)
    return context
  }
}
