// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import NeuralNetworks
public import TensorCore

/// The attention weights of one layer.
public struct LayerAttention: Sendable {
  /// The entries that the weights belong to: rows are the nodes that receive messages, columns the nodes
  /// that send them.
  public let pattern: CSRPattern
  /// The weight of every entry and head, `[entries, heads]`. If the layer applies a softmax, the weights
  /// in each row sum to 1.
  public let weights: Tensor
  /// Whether the rows and the columns of ``pattern`` are nodes or hyperedges.
  public let ends: MessageEnds
}

extension LayerAttention {
  /// The attention that a layer gives to one message.
  public struct Entry: Sendable, Hashable {
    /// The node or hyperedge that sends the message.
    public let source: Int32
    /// The node or hyperedge that receives the message.
    public let target: Int32
    /// The weight of each head.
    public let weights: [Float]
  }

  /// The weights of every message, sorted by target.
  public var entries: [Entry] {
    let (heads, values) = (weights.shape[1], weights.scalars)
    return (0..<pattern.rowCount).flatMap { row in
      (pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]).map { entry in
        Entry(
          source: pattern.columnIndices[entry], target: Int32(row),
          weights: Array(values[entry * heads..<(entry + 1) * heads]))
      }
    }
  }
}

extension NodeClassifier {
  /// Returns the output of each layer for all nodes, `[nodes, width]` each, as the model reports it with
  /// ``PassObserver/note(activation:)``. The models of this library report outputs before the
  /// activation; the last one is the scores if the last layer is a convolution.
  public func activations(_ features: FeatureMatrix, in structure: GraphStructure) -> [Tensor] {
    observed(features, structure).activations
  }

  /// Returns the attention weights of each layer that has attention.
  public func attention(_ features: FeatureMatrix, in structure: GraphStructure) -> [LayerAttention] {
    let steps = messageSteps(of: structure.with(features))
    let ends = MessageEnds.of(steps)
    return observed(features, structure).attention.map { pattern, weights in
      // The layers note the pattern of the step along which the messages pass.
      let step = steps.firstIndex {
        unsafe $0.pattern.columnIndices.pointer == pattern.columnIndices.pointer
      }
      return LayerAttention(pattern: pattern, weights: weights, ends: step.map { ends[$0] } ?? .nodes)
    }
  }

  private func observed(_ features: FeatureMatrix, _ structure: GraphStructure) -> PassObserver {
    let observer = PassObserver()
    _ = self(
      FeatureVariable(features), in: structure.with(features), ForwardContext(observer: observer))
    return observer
  }
}
