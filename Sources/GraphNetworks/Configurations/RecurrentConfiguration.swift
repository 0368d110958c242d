// SPDX-License-Identifier: Apache-2.0

/// The settings of a recurrent network over a node's words.
public struct RecurrentConfiguration: SequenceConfiguration {
  /// The size of the embeddings and of every hidden layer.
  public var hiddenSize = 64
  /// The number of hidden layers.
  public var layers = 1
  /// The dropout rate on the embeddings, between the layers and on the reader's output.
  public var dropout: Float = 0.5
  /// The dropout rate on whole words.
  public var inputDropout: Float = 0.5
  /// The maximum number of words read per node: those with the largest absolute values.
  public var sequenceLength = 128
  /// Whether the layers have a bias.
  public var hasBias = true

  public init() {}

  /// Creates settings; parameters that are left out have their default values.
  ///
  /// - Parameter inputDropout: the dropout rate on whole words, or nil to use `dropout`.
  public init(
    hiddenSize: Int = 64, layers: Int = 1, dropout: Float = 0.5, inputDropout: Float? = nil,
    sequenceLength: Int = 128, hasBias: Bool = true
  ) {
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.sequenceLength = sequenceLength
    self.hasBias = hasBias
  }

  public var problem: String? {
    outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
      "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
        "inputDropout", inputDropout, 0...1) ?? outside("sequenceLength", sequenceLength, 1...65_536)
  }
}
