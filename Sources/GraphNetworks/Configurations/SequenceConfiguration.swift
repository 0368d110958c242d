/// The settings of a ``SequenceNetwork``.
public protocol SequenceConfiguration: ModelConfiguration {
  /// The size of embeddings and of every hidden layer.
  var hiddenSize: Int { get }
  /// The largest number of words of a node that are read, those of the largest absolute values.
  var sequenceLength: Int { get }
  /// The dropout rate on embeddings and on what has been read.
  var dropout: Float { get }
  /// The dropout rate on whole words.
  var inputDropout: Float { get }
  /// Whether layers have a bias.
  var hasBias: Bool { get }
}
