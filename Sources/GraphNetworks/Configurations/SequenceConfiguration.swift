// SPDX-License-Identifier: Apache-2.0

/// The settings of a ``SequenceNetwork``.
public protocol SequenceConfiguration: ModelConfiguration {
  /// The size of the embeddings and of every hidden layer.
  var hiddenSize: Int { get }
  /// The maximum number of words read per node: those with the largest absolute values.
  var sequenceLength: Int { get }
  /// The dropout rate on the embeddings and on the reader's output.
  var dropout: Float { get }
  /// The dropout rate on whole words.
  var inputDropout: Float { get }
  /// Whether the layers have a bias.
  var hasBias: Bool { get }
}
