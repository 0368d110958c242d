/// The settings of a recurrent network over words.
public struct RecurrentConfiguration: SequenceConfiguration {
  /// The size of every hidden layer.
  public var hiddenSize = 64
  /// The number of hidden layers.
  public var layers = 1
  /// The dropout rate on the input of every layer but the first.
  public var dropout: Float = 0.5
  /// The dropout rate on the features.
  public var inputDropout: Float = 0.5
  /// The largest number of words of a node that are read, those of the largest absolute values.
  public var sequenceLength = 128
  /// Whether layers have a bias.
  public var hasBias = true

  /// The default settings.
  public init() {}

  /// Settings that differ from the defaults.
  ///
  /// - Parameter inputDropout: nil: as `dropout`.
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

  /// What is wrong with the settings; nil where nothing is.
  public var problem: String? {
    outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
      "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
        "inputDropout", inputDropout, 0...1) ?? outside("sequenceLength", sequenceLength, 1...65_536)
  }
}
