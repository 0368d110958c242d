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
  /// What each layer puts out for all nodes, `[nodes, width]` each, as the model notes it with ``PassObserver/note(activation:)``: models of
  /// this library before the activation, the last being the scores where the last layer is a convolution.
  public func activations(_ features: FeatureMatrix, in structure: GraphStructure) -> [Tensor] {
    observed(features, structure).activations
  }

  /// The attention weights of each layer that has some.
  public func attention(_ features: FeatureMatrix, in structure: GraphStructure) -> [LayerAttention] {
    observed(features, structure).attention.map {
      LayerAttention(pattern: $0.pattern, weights: $0.weights)
    }
  }

  private func observed(_ features: FeatureMatrix, _ structure: GraphStructure) -> PassObserver {
    let observer = PassObserver()
    _ = self(
      FeatureVariable(features), in: structure.with(features), ForwardContext(observer: observer))
    return observer
  }
}
